// SPDX-License-Identifier: Apache-2.0

/// What came of a command that was run on an event.
package struct CommandOutput: Sendable, Hashable {
    /// How it ended.
    package enum Ending: Sendable, Hashable {
        /// By itself, with this status.
        case ended(status: Int32)
        /// A signal of this number ended it; most often it crashed.
        case signal(Int32)
        /// It took too long and was ended.
        case late(seconds: Int)
        /// It said too much and was ended.
        case tooMuch
        /// It was not started; the reason is a line for a person.
        case notStarted(reason: String)
    }

    package var title: String
    /// What was run, as `FilledCommand.line` has it.
    package var line: String
    package var ending: Ending
    /// What it said on both of its outputs, hostile as the network; at most `bytesMost` bytes.
    package var bytes: [UInt8]

    /// A command that says more is ended.
    package static let bytesMost = 1 << 20

    package init(title: String, line: String, ending: Ending, bytes: [UInt8] = []) {
        self.title = title
        self.line = line
        self.ending = ending
        self.bytes = bytes
    }

    /// How it ended, in a line; what could be mended is said.
    package var remark: String {
        switch ending {
        case .ended(0): bytes.isEmpty ? "\(title) said nothing" : "\(title) is done"
        case .ended(let status): "\(title) ended with status \(status)"
        case .signal(let number): "\(title) was ended by signal \(number)"
        case .late(let seconds):
            "\(title) was ended after \(seconds) s. 'timeout' of the command in the configuration gives it longer"
        case .tooMuch: "\(title) said more than \(Self.bytesMost >> 20) MiB and was ended"
        case .notStarted(let reason): "\(title): \(reason)"
        }
    }
}

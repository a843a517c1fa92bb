// SPDX-License-Identifier: Apache-2.0

/// What a person is told when something could not be done: what, where, what to do.
///
/// The command line prints it as one line; the console shows it in its message line.
package struct UserMessage: Error, Sendable, Equatable {
    /// Which exit code the command line ends with.
    package enum Outcome: Int32, Sendable {
        /// The thing asked about is not so.
        case notSo = 1
        /// The call was wrong.
        case wrongUse = 2
        /// The environment failed: disk, permission, network.
        case environment = 3
    }

    package var outcome: Outcome
    /// What failed, and where: `path:line:column` where there is such a place.
    package var what: String
    /// What to do next; empty where there is nothing to advise.
    package var help: String

    package init(_ outcome: Outcome, _ what: String, help: String = "") {
        self.outcome = outcome
        self.what = what
        self.help = help
    }

    /// The whole message in one line.
    package var line: String { help.isEmpty ? what : "\(what) \(help)" }
}

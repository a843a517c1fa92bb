// SPDX-License-Identifier: Apache-2.0

/// What a person is told when the agent cannot do something: what, where, what to do, in one line.
package struct AgentProblem: Error, Sendable, Hashable {
    /// Which exit code the program ends with.
    package enum Outcome: Int32, Sendable {
        /// The thing asked about is not so.
        case notSo = 1
        /// The call or the configuration is wrong.
        case wrongUse = 2
        /// The environment failed: disk, permission, network.
        case environment = 3
    }

    package let outcome: Outcome
    /// One line, fit for a terminal.
    package let line: String

    package init(_ outcome: Outcome, _ line: String) {
        self.outcome = outcome
        self.line = PlainText.line(line)
    }
}

/// Text that may hold anything, made fit for a line on a terminal or in a log.
package enum PlainText {
    /// The most characters that are kept.
    package static let limit = 1000

    /// `text` with a question mark for each control character, each that turns the direction of writing and each that ends a line.
    package static func line(_ text: String, limit: Int = limit) -> String {
        var line = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            line.unicodeScalars.append(isHarmless(scalar) ? scalar : "?")
        }
        return line
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: false
        default: true
        }
    }
}

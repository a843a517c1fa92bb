// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a rule's text, where, and how to mend it.
///
/// One problem never keeps the other rules of a file from being read.
package struct RuleProblem: Hashable, Sendable, Codable {
    /// What a problem does to its rule.
    package enum Weight: Int, Hashable, Comparable, Sendable, Codable {
        /// The rule works, but perhaps not as its author thinks.
        case warning
        /// The rule cannot be used.
        case error

        package static func < (left: Weight, right: Weight) -> Bool { left.rawValue < right.rawValue }
    }

    package var weight: Weight
    package var position: TextPosition
    /// What is wrong, in one line without a full stop at its end.
    package var message: String
    /// How to mend it, in one sentence; empty where the message says it all.
    package var help: String

    package init(_ weight: Weight = .error, _ position: TextPosition, _ message: String, help: String = "") {
        self.weight = weight
        self.position = position
        self.message = message
        self.help = help
    }
}

extension RuleProblem {
    /// The problem with texts that are one line each, however long and strange the names in them are.
    package var asOneLine: RuleProblem {
        RuleProblem(weight, position, Self.line(message), help: Self.line(help))
    }

    private static func line(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(240) {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: line.append("\u{fffd}")
            default: line.append(scalar)
            }
        }
        return String(line) + (text.unicodeScalars.count > 240 ? "..." : "")
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a rule's text, where, and how to mend it.
///
/// One problem never keeps the other rules of a file from being read.
package struct RuleProblem: Hashable, Sendable {
    /// What a problem does to its rule.
    package enum Weight: Int, Hashable, Comparable, Sendable {
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

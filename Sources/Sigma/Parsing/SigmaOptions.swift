// SPDX-License-Identifier: Apache-2.0

/// What the reader of Sigma rules must know besides their text.
package struct SigmaOptions: Hashable, Sendable {
    /// What becomes of a value with a placeholder that has no values.
    package enum UnknownPlaceholder: Hashable, Sendable {
        /// It is an error, and the rule cannot be used.
        case error
        /// It is a warning, and the value fits no event.
        case neverMatches
        /// The value fits no event, and nothing is said of it: the rule is looked at away from the station that has the values.
        case unsaid
    }

    /// The values by the placeholder's name, for `expand`. They may have wildcards.
    package var placeholders: [String: [String]]
    package var unknownPlaceholder: UnknownPlaceholder

    package init(placeholders: [String: [String]] = [:], unknownPlaceholder: UnknownPlaceholder = .error) {
        self.placeholders = placeholders
        self.unknownPlaceholder = unknownPlaceholder
    }
}

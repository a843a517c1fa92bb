// SPDX-License-Identifier: Apache-2.0

/// What a `PatternSet` looks for.
package enum SearchPattern: Hashable, Sendable {
    /// Exactly these bytes, somewhere; not empty.
    case literal([UInt8])
    /// A regular expression, somewhere.
    case regex(RegexSource)
}

/// A regular expression in PCRE's syntax, and how it is read.
package struct RegexSource: Hashable, Sendable {
    /// The expression.
    package var text: String
    /// Upper and lower case are the same, in all of Unicode.
    package var ignoresCase: Bool
    /// `^` and `$` also match at the ends of lines.
    package var isMultiline: Bool
    /// A dot also matches a line feed.
    package var dotMatchesLineFeed: Bool

    package init(
        _ text: String, ignoresCase: Bool = false, isMultiline: Bool = false, dotMatchesLineFeed: Bool = false
    ) {
        self.text = text
        self.ignoresCase = ignoresCase
        self.isMultiline = isMultiline
        self.dotMatchesLineFeed = dotMatchesLineFeed
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Text with wildcards, which a whole value must fit.
///
/// Source: Sigma specification 2.1.0, `sigma-rules-specification.md`, "Wildcards" and "Escaping".
package struct TextPattern: Hashable, Sendable {
    /// A piece of a pattern.
    package enum Piece: Hashable, Sendable {
        /// Exactly this text; never empty.
        case literal(String)
        /// `*`: any text, the empty one too.
        case anyText
        /// `?`: one character.
        case anyCharacter
    }

    /// The pieces in order, no two literals and no two `anyText` beside each other. Empty fits only the empty value.
    package var pieces: [Piece]
    /// Whether upper and lower case differ (`cased`).
    package var isCased: Bool

    package init(pieces: [Piece], isCased: Bool = false) {
        self.pieces = pieces
        self.isCased = isCased
    }
}

/// A regular expression of a rule (`re`), in PCRE's syntax.
package struct RegexPattern: Hashable, Sendable {
    /// The expression.
    package var text: String
    /// `i`: upper and lower case are the same.
    package var ignoresCase: Bool
    /// `m`: `^` and `$` also match at the ends of lines.
    package var isMultiline: Bool
    /// `s`: a dot also matches a line feed.
    package var dotMatchesLineFeed: Bool

    package init(
        text: String, ignoresCase: Bool = false, isMultiline: Bool = false, dotMatchesLineFeed: Bool = false
    ) {
        self.text = text
        self.ignoresCase = ignoresCase
        self.isMultiline = isMultiline
        self.dotMatchesLineFeed = dotMatchesLineFeed
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Patterns

/// A regular expression of a filter, known to be one. It is PCRE2's, searched for anywhere in a text, letters being different
/// in either case unless `ignoresCase`.
///
/// Copies share what was compiled. Expressions with the same text and case are equal.
package struct TextExpression: Sendable, Codable {
    /// The expression without the slashes around it.
    package let text: String
    /// Whether letters of either case are equal, in all of Unicode.
    package let ignoresCase: Bool
    let compiled: BoundedRegex

    /// The expression that `text` is.
    ///
    /// - Throws: what is wrong with it, and where.
    package init(_ text: String, ignoresCase: Bool = false) throws(TextExpressionError) {
        let text = Self.withoutNeedlessBackslashes(text)
        do throws(RegexError) {
            compiled = try BoundedRegex(RegexSource(text, ignoresCase: ignoresCase))
        } catch {
            throw TextExpressionError(offset: error.offset, reason: error.message)
        }
        self.text = text
        self.ignoresCase = ignoresCase
    }

    /// `\/` as `/`, so that an expression has one text however its slashes were written.
    private static func withoutNeedlessBackslashes(_ text: String) -> String {
        guard text.contains("\\/") else { return text }
        var kept = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if scalar == "/", isEscaped { kept.removeLast() }
            kept.append(scalar)
            isEscaped = scalar == "\\" && !isEscaped
        }
        return String(kept)
    }
}

extension TextExpression: Hashable {
    package static func == (left: TextExpression, right: TextExpression) -> Bool {
        // By their bytes: `String` takes texts for equal that are not the same to an expression.
        left.ignoresCase == right.ignoresCase && left.text.utf8.elementsEqual(right.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(text)
        hasher.combine(ignoresCase)
    }
}

/// Why a text is no regular expression.
package struct TextExpressionError: Error, Sendable, Hashable {
    /// Where, in bytes of UTF-8 from the beginning of the expression; it may lie behind its end.
    package var offset: Int
    /// What is wrong, in a line.
    package var reason: String
}

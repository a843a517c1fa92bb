// SPDX-License-Identifier: Apache-2.0

/// A piece of a filter's text in which quotes and backslashes have been resolved but not forgotten.
struct LexedText {
    /// One character of the piece.
    struct Letter {
        /// How the character was written.
        enum Origin {
            case bare, quoted, escaped
            /// Between the slashes of a regular expression.
            case expression
            /// An opening quote, which is no part of the text.
            case mark
        }

        var scalar: Unicode.Scalar
        var origin: Origin
        /// Where it begins, with its backslash.
        var column: Int

        func isBare(_ wanted: Unicode.Scalar) -> Bool {
            scalar == wanted && origin == .bare
        }

        /// Whether it is a `*` or `?` that stands for other characters; quotes do not take that from it.
        var isWildcard: Bool {
            (scalar == "*" || scalar == "?") && (origin == .bare || origin == .quoted)
        }
    }

    var letters: ArraySlice<Letter>
    /// Where the piece stands, in Unicode scalars of the filter's text.
    var columns: Range<Int>

    /// The text that is meant.
    var text: String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: letters.lazy.filter { $0.origin != .mark }.map(\.scalar))
        return String(text)
    }

    /// Whether it was written without a quote or a backslash.
    var isBare: Bool {
        letters.allSatisfy { $0.origin == .bare }
    }

    /// Whether there is nothing, not even a pair of quotes.
    var isEmpty: Bool {
        letters.isEmpty
    }

    var hasWildcard: Bool {
        letters.contains(where: \.isWildcard)
    }

    /// The text as a pattern: what was escaped and could be mistaken for a wildcard stays escaped.
    var pattern: String {
        var pattern = String.UnicodeScalarView()
        for letter in letters where letter.origin != .mark {
            if !letter.isWildcard, letter.scalar == "*" || letter.scalar == "?" || letter.scalar == "\\" {
                pattern.append("\\")
            }
            pattern.append(letter.scalar)
        }
        return String(pattern)
    }

    /// The pieces between bare separators; there is always one more piece than separators.
    func split(at separator: Unicode.Scalar) -> [LexedText] {
        var pieces: [LexedText] = []
        var start = letters.startIndex
        var column = columns.lowerBound
        for index in letters.indices where letters[index].isBare(separator) {
            pieces.append(LexedText(letters: letters[start..<index], columns: column..<letters[index].column))
            start = index + 1
            column = letters[index].column + 1
        }
        pieces.append(LexedText(letters: letters[start...], columns: column..<columns.upperBound))
        return pieces
    }

    /// What stands before and behind the first two bare dots in a row; `nil` without any.
    func splitAtDots() -> (LexedText, LexedText)? {
        guard
            let dot = letters.indices.dropLast().first(where: { letters[$0].isBare(".") && letters[$0 + 1].isBare(".") }
            )
        else { return nil }
        let column = letters[dot].column
        return (
            LexedText(letters: letters[..<dot], columns: columns.lowerBound..<column),
            LexedText(letters: letters[(dot + 2)...], columns: column + 2..<columns.upperBound)
        )
    }

    /// Without its first `count` letters, which must be bare.
    func dropFirst(_ count: Int) -> LexedText {
        let rest = letters.dropFirst(count)
        let start = min(columns.lowerBound + count, columns.upperBound)
        return LexedText(letters: rest, columns: start..<columns.upperBound)
    }
}

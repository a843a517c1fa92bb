// SPDX-License-Identifier: Apache-2.0

/// Cuts the text of a condition into words and brackets.
struct ConditionLexer {
    /// A word or a bracket.
    struct Token {
        enum Kind: Hashable {
            case open, close, and, or, not
            case word(String)
        }

        var kind: Kind
        /// As it is written.
        var text: String
        /// Where it begins, in Unicode scalars from 0.
        var offset: Int
    }

    /// The tokens of a text, in order.
    static func tokens(of text: String) -> [Token] {
        var tokens: [Token] = []
        var word = String.UnicodeScalarView()
        var offset = 0
        func endWord() {
            guard !word.isEmpty else { return }
            let text = String(word)
            tokens.append(Token(kind: kind(text), text: text, offset: offset - word.count))
            word = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            if scalar == "(" || scalar == ")" {
                endWord()
                tokens.append(Token(kind: scalar == "(" ? .open : .close, text: String(scalar), offset: offset))
            } else if scalar.properties.isWhitespace {
                endWord()
            } else {
                word.append(scalar)
            }
            offset += 1
        }
        endWord()
        return tokens
    }

    private static func kind(_ word: String) -> Token.Kind {
        switch word.lowercased() {
        case "and": .and
        case "or": .or
        case "not": .not
        default: .word(word)
        }
    }
}

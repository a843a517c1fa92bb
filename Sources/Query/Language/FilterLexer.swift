// SPDX-License-Identifier: Apache-2.0

/// Cuts a filter's text into tokens. Columns are counted in Unicode scalars here; `FilterParser` makes `Character`s of them.
struct FilterLexer {
    /// One token and where it stands.
    struct Token {
        enum Kind {
            case open, close, or, and, not
            /// A word; `name` is what stands before a colon.
            case term(name: LexedText?, value: LexedText)
        }

        var kind: Kind
        var columns: Range<Int>
    }

    private let scalars: [Unicode.Scalar]
    private var position = 0
    /// Whether nothing is an error, as completion wants it: quotes and escapes then end with the text.
    private let isTolerant: Bool
    /// Where the token that was read last begins.
    private(set) var tokenStart = 0

    init(_ text: String, isTolerant: Bool = false) {
        scalars = Array(text.unicodeScalars)
        self.isTolerant = isTolerant
    }

    /// The next token, `nil` at the end of the text.
    mutating func next() throws(FilterError) -> Token? {
        while position < scalars.count, scalars[position].properties.isWhitespace {
            position += 1
        }
        tokenStart = position
        guard position < scalars.count else { return nil }
        switch scalars[position] {
        case "(": return sign(.open)
        case ")": return sign(.close)
        case "|":
            let isDouble = position + 1 < scalars.count && scalars[position + 1] == "|"
            return sign(.or, length: isDouble ? 2 : 1)
        case "-", "!":
            let text = String(Character(scalars[position]))
            let token = sign(.not)
            let hasOperand = position < scalars.count && !scalars[position].properties.isWhitespace
            guard hasOperand || isTolerant else {
                throw FilterError(columns: token.columns, fact: .missingOperand(text))
            }
            return token
        default: return try term()
        }
    }

    /// A token of fixed text.
    private mutating func sign(_ kind: Token.Kind, length: Int = 1) -> Token {
        position += length
        return Token(kind: kind, columns: tokenStart..<position)
    }

    private mutating func term() throws(FilterError) -> Token {
        let word = try word()
        if word.isBare {
            switch word.text.lowercased() {
            case "or": return Token(kind: .or, columns: word.columns)
            case "and", "&&": return Token(kind: .and, columns: word.columns)
            case "not": return Token(kind: .not, columns: word.columns)
            default: break
            }
        }
        if !isTolerant, position < scalars.count, scalars[position] == "(" {
            throw FilterError(columns: position..<position + 1, fact: .gluedParenthesis)
        }
        guard let colon = Self.nameEnd(of: word), !Self.isLinkAddress(word) else {
            return Token(kind: .term(name: nil, value: word), columns: word.columns)
        }
        let column = word.letters[colon].column
        let name = LexedText(letters: word.letters[..<colon], columns: word.columns.lowerBound..<column)
        let value = LexedText(
            letters: word.letters[(colon + 1)...], columns: column + 1..<word.columns.upperBound)
        return Token(kind: .term(name: name, value: value), columns: word.columns)
    }

    /// Everything up to the next bare space, parenthesis or `|`.
    private mutating func word() throws(FilterError) -> LexedText {
        var letters: [LexedText.Letter] = []
        var quote: Int?
        while position < scalars.count {
            let scalar = scalars[position]
            let origin: LexedText.Letter.Origin = quote == nil ? .bare : .quoted
            switch scalar {
            case "\\":
                try escape(into: &letters)
                continue
            case "\"":
                if quote == nil {
                    letters.append(LexedText.Letter(scalar: scalar, origin: .mark, column: position))
                    quote = position
                } else {
                    quote = nil
                }
            case "/" where quote == nil && Self.announcesExpression(letters):
                try expression(into: &letters)
                continue
            case "(", ")", "|":
                if quote == nil { return finished(letters) }
                letters.append(LexedText.Letter(scalar: scalar, origin: origin, column: position))
            default:
                if quote == nil, scalar.properties.isWhitespace { return finished(letters) }
                letters.append(LexedText.Letter(scalar: scalar, origin: origin, column: position))
            }
            position += 1
        }
        if let quote, !isTolerant {
            throw FilterError(columns: quote..<position, fact: .unterminatedQuote)
        }
        return finished(letters)
    }

    private func finished(_ letters: [LexedText.Letter]) -> LexedText {
        LexedText(letters: letters[...], columns: tokenStart..<position)
    }

    /// Reads a backslash and the character that it protects.
    private mutating func escape(into letters: inout [LexedText.Letter]) throws(FilterError) {
        let start = position
        position += 1
        guard position < scalars.count else {
            if isTolerant { return }
            throw FilterError(columns: start..<position, fact: .danglingBackslash)
        }
        letters.append(LexedText.Letter(scalar: scalars[position], origin: .escaped, column: start))
        position += 1
    }

    /// Whether a slash behind these letters begins an expression: `re:/`, `name:re:/` or `name:value,re:/`.
    private static func announcesExpression(_ letters: [LexedText.Letter]) -> Bool {
        let sign = letters.suffix(3)
        let isSign = zip(sign, "re:".unicodeScalars).allSatisfy { letter, wanted in
            letter.origin == .bare && (letter.scalar == wanted || letter.scalar.value | 0x20 == wanted.value)
        }
        guard sign.count == 3, isSign else { return false }
        let before = letters.dropLast(3)
        guard let last = before.last else { return true }
        let head = LexedText(letters: before, columns: 0..<0)
        return (last.isBare(":") || last.isBare(",")) && nameEnd(of: head) != nil
    }

    /// Reads from one slash to the next. Only `\/` is undone here: every other backslash is the expression's own.
    private mutating func expression(into letters: inout [LexedText.Letter]) throws(FilterError) {
        let start = position
        func letter(_ column: Int, _ origin: LexedText.Letter.Origin) -> LexedText.Letter {
            LexedText.Letter(scalar: scalars[column], origin: origin, column: column)
        }
        letters.append(letter(position, .bare))
        position += 1
        while position < scalars.count {
            if scalars[position] == "/" {
                letters.append(letter(position, .bare))
                position += 1
                return
            }
            if scalars[position] == "\\", position + 1 < scalars.count {
                if scalars[position + 1] != "/" { letters.append(letter(position, .expression)) }
                position += 1
            }
            letters.append(letter(position, .expression))
            position += 1
        }
        guard isTolerant else { throw FilterError(columns: start..<position, fact: .unterminatedExpression) }
    }

    /// The index of the colon behind a field's name: a bare one of letters that names have, or a quoted one.
    private static func nameEnd(of word: LexedText) -> Int? {
        guard let colon = word.letters.firstIndex(where: { $0.isBare(":") }) else { return nil }
        let name = word.letters[..<colon]
        let isName = name.allSatisfy { $0.origin != .bare || isNameScalar($0.scalar) }
        return isName && !name.isEmpty ? colon : nil
    }

    /// Whether a field's name may hold this without quotes.
    static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-", "@": true
        default: false
        }
    }

    /// Whether the word is an Ethernet address such as `02:42:ac:11:00:02`, which is text and no field.
    private static func isLinkAddress(_ word: LexedText) -> Bool {
        guard word.isBare, word.letters.count == 17 else { return false }
        return word.letters.enumerated().allSatisfy { index, letter in
            index % 3 == 2 ? letter.scalar == ":" : letter.scalar.properties.isASCIIHexDigit
        }
    }
}

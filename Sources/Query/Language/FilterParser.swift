// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Reads the text form of filters, as docs/filter.md describes it.
package struct FilterParser {
    /// How many bytes of UTF-8 a filter may have.
    package static let maximumBytes = 4096
    /// How deep parentheses and negations may nest.
    package static let maximumDepth = 32
    /// How many terms a filter may have; each value of a list counts.
    package static let maximumTerms = 256

    private var lexer: FilterLexer
    private var token: FilterLexer.Token?
    /// Where the text ends, in Unicode scalars.
    private let end: Int
    private var terms = 0
    /// How far east of UTC the clock is that times without a zone are of.
    private let offsetSeconds: Int

    /// The filter that `text` means, in the form that `Filter.simplified` gives; an empty text means every event. Times
    /// without a zone are of a clock `offsetSeconds` east of UTC.
    ///
    /// - Throws: the first thing that is wrong, with its columns.
    package static func parse(_ text: String, offsetSeconds: Int = 0) throws(FilterError) -> Filter {
        guard text.utf8.count <= maximumBytes else {
            throw FilterError(columns: 0..<text.count, fact: .tooLong(limit: maximumBytes))
        }
        do {
            var parser = FilterParser(text, offsetSeconds)
            return try parser.wholeFilter().simplified
        } catch {
            throw FilterError(columns: Self.characters(error.columns, of: text), fact: error.fact)
        }
    }

    private init(_ text: String, _ offsetSeconds: Int) {
        self.offsetSeconds = offsetSeconds
        lexer = FilterLexer(text)
        end = text.unicodeScalars.count
    }

    /// `columns` in Unicode scalars as columns in `Character`s, widened to whole ones.
    static func characters(_ columns: Range<Int>, of text: String) -> Range<Int> {
        var scalar = 0
        var first: Int?
        var count = 0
        for character in text {
            let next = scalar + character.unicodeScalars.count
            if first == nil, columns.lowerBound < next { first = count }
            if columns.upperBound <= scalar { break }
            scalar = next
            count += 1
        }
        let lower = first ?? count
        return lower..<max(lower, count)
    }
}

extension FilterParser {
    private mutating func advance() throws(FilterError) {
        token = try lexer.next()
    }

    private mutating func wholeFilter() throws(FilterError) -> Filter {
        try advance()
        guard token != nil else { return .everything }
        let filter = try alternatives(depth: 0)
        if let token {
            throw FilterError(columns: token.columns, fact: .strayParenthesis)
        }
        return filter
    }

    /// `a b OR c`
    private mutating func alternatives(depth: Int) throws(FilterError) -> Filter {
        var members = [try conjunction(depth: depth)]
        while let sign = token, case .or = sign.kind {
            try advance()
            guard beginsOperand else {
                throw FilterError(columns: sign.columns, fact: .missingOperand("OR"))
            }
            members.append(try conjunction(depth: depth))
        }
        return .any(members)
    }

    /// `a b AND c`
    private mutating func conjunction(depth: Int) throws(FilterError) -> Filter {
        var members = [try operand(depth: depth)]
        while let next = token {
            if case .and = next.kind {
                try advance()
                guard beginsOperand else {
                    throw FilterError(columns: next.columns, fact: .missingOperand("AND"))
                }
            } else {
                guard beginsOperand else { break }
            }
            members.append(try operand(depth: depth))
        }
        return .all(members)
    }

    /// Whether an operand begins at the current token.
    private var beginsOperand: Bool {
        switch token?.kind {
        case .open, .not, .term: true
        case .close, .or, .and, nil: false
        }
    }

    /// A term, a group or the negation of one.
    private mutating func operand(depth: Int) throws(FilterError) -> Filter {
        guard let current = token else { return .everything }
        guard depth < Self.maximumDepth else {
            throw FilterError(columns: current.columns, fact: .tooDeep(limit: Self.maximumDepth))
        }
        switch current.kind {
        case .not:
            try advance()
            guard beginsOperand else {
                throw FilterError(columns: current.columns, fact: .missingOperand("NOT"))
            }
            return .not(try operand(depth: depth + 1))
        case .open: return try group(from: current, depth: depth)
        case .close: throw FilterError(columns: current.columns, fact: .strayParenthesis)
        case .or: throw FilterError(columns: current.columns, fact: .missingOperand("OR"))
        case .and: throw FilterError(columns: current.columns, fact: .missingOperand("AND"))
        case .term(let name, let value):
            try advance()
            return try term(name: name, value: value)
        }
    }

    private mutating func group(from open: FilterLexer.Token, depth: Int) throws(FilterError) -> Filter {
        try advance()
        if let next = token, case .close = next.kind {
            throw FilterError(
                columns: open.columns.lowerBound..<next.columns.upperBound, fact: .emptyParentheses)
        }
        guard token != nil else {
            throw FilterError(columns: open.columns, fact: .unclosedParenthesis)
        }
        let filter = try alternatives(depth: depth + 1)
        guard let close = token, case .close = close.kind else {
            throw FilterError(columns: open.columns, fact: .unclosedParenthesis)
        }
        try advance()
        return filter
    }

    /// Counts a term that stands at `columns`.
    private mutating func countTerm(_ columns: Range<Int>) throws(FilterError) {
        terms += 1
        guard terms <= Self.maximumTerms else {
            throw FilterError(columns: columns, fact: .tooManyTerms(limit: Self.maximumTerms))
        }
    }

    private mutating func term(name: LexedText?, value: LexedText) throws(FilterError) -> Filter {
        guard let name else {
            try countTerm(value.columns)
            return try FilterTerm.freeText(value)
        }
        if name.isBare {
            switch name.text.lowercased() {
            case "has": return try presence(value)
            case "re":
                try countTerm(value.columns)
                return .expression(try ExpressionText.whole(value))
            default: break
            }
        }
        let term = try FilterTerm(name: name, value: value)
        if let time = try term.time(value, offsetSeconds: offsetSeconds) {
            try countTerm(value.columns)
            return time
        }
        var members: [Filter] = []
        for piece in value.split(at: ",") {
            try countTerm(piece.columns)
            members.append(term.filter(try term.comparison(piece)))
        }
        return .any(members)
    }
    /// `has:a,b`: one of the fields is there.
    private mutating func presence(_ value: LexedText) throws(FilterError) -> Filter {
        var members: [Filter] = []
        for piece in value.split(at: ",") {
            try countTerm(piece.columns)
            members.append(try FilterTerm(field: piece).filter(.exists))
        }
        return .any(members)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Reads the tokens of a pattern by descent.
struct STIXPatternParser {
    /// How deep parentheses may nest.
    private static let depthLimit = 32
    /// What to do about a pattern that indicators cannot express.
    private static let advice = "Write a Sigma rule for it, or one indicator for each value."

    /// What a part of a pattern comes to.
    enum Terms {
        /// Any of these values.
        case values([STIXPattern.Value])
        /// Only the type of what another part names, which goes without saying.
        case selfEvident
    }

    private let tokens: [(token: STIXTokens.Token, offset: Int)]
    private let end: Int
    private var at = 0
    private var depth = 0
    private(set) var problems: [STIXPatternError] = []

    init(_ tokens: [(token: STIXTokens.Token, offset: Int)], end: Int) {
        self.tokens = tokens
        self.end = end
    }

    /// The whole pattern.
    mutating func pattern() throws(STIXPatternError) -> Terms {
        let terms = try observations()
        guard at == tokens.count else { throw unexpected() }
        return terms
    }

    private mutating func observations() throws(STIXPatternError) -> Terms {
        var terms = try observation()
        while true {
            let offset = offset
            if takes(.keyword("OR")) {
                terms = either(terms, try observation())
            } else if takes(.keyword("AND")) || takes(.keyword("FOLLOWEDBY")) {
                _ = try observation()
                terms = drop(offset, "two observations are asked for together")
            } else {
                return terms
            }
        }
    }

    private mutating func observation() throws(STIXPatternError) -> Terms {
        var terms: Terms
        if takes(.sign("[")) {
            terms = try comparisons()
            try expect("]")
        } else {
            try expect("(")
            terms = try nested { parser throws(STIXPatternError) in try parser.observations() }
            try expect(")")
        }
        while true {
            let offset = offset
            if takes(.keyword("WITHIN")) {
                at += 2
            } else if takes(.keyword("REPEATS")) {
                at += 2
                terms = drop(offset, "repetitions are not counted")
            } else if takes(.keyword("START")) {
                at += 3
                terms = drop(offset, "a span of time is asked for")
            } else {
                return terms
            }
        }
    }

    private mutating func comparisons() throws(STIXPatternError) -> Terms {
        var terms = try conjunction()
        while takes(.keyword("OR")) { terms = either(terms, try conjunction()) }
        return terms
    }

    private mutating func conjunction() throws(STIXPatternError) -> Terms {
        var terms = try comparison()
        while true {
            let offset = offset
            guard takes(.keyword("AND")) else { return terms }
            switch (terms, try comparison()) {
            case (.selfEvident, let other): terms = other
            case (_, .selfEvident): break
            case (.values, .values): terms = drop(offset, "two values are asked for together")
            }
        }
    }

    private mutating func comparison() throws(STIXPatternError) -> Terms {
        let start = offset
        if takes(.keyword("NOT")) {
            _ = try nested { parser throws(STIXPatternError) in try parser.comparison() }
            return drop(start, "a negation is asked for")
        }
        if takes(.sign("(")) {
            let terms = try nested { parser throws(STIXPatternError) in try parser.comparisons() }
            try expect(")")
            return terms
        }
        if takes(.keyword("EXISTS")) {
            at += 1
            return drop(start, "only that a property exists is asked for")
        }
        guard case .path(let path)? = token else { throw unexpected() }
        at += 1
        let isNegated = takes(.keyword("NOT"))
        guard let operation = operation() else { throw unexpected() }
        let texts = try constants(isList: operation == "IN")
        if isNegated || !["=", "==", "IN", "ISSUBSET"].contains(operation) {
            return drop(start, "the comparison \(isNegated ? "NOT " : "")\(operation) is asked for")
        }
        return terms(path, texts, isNetwork: operation == "ISSUBSET", at: start)
    }

    /// The values that a comparison with `texts` looks for.
    private mutating func terms(_ path: String, _ texts: [String?], isNetwork: Bool, at start: Int) -> Terms {
        if path.hasSuffix("_ref.type") { return .selfEvident }
        guard let kind = STIXPaths.kind(of: path) else {
            return drop(start, "no event is looked through for \(path.quoted)")
        }
        guard !isNetwork || kind != .some(.url) && kind != .some(.domain) else {
            return drop(start, "only networks have subsets")
        }
        if texts.contains(nil) { return drop(start, "the constant is no string") }
        return .values(texts.compactMap { $0 }.map { STIXPattern.Value(kind: kind, text: $0) })
    }

    private mutating func operation() -> String? {
        defer { at += 1 }
        switch token {
        case .sign(let sign)? where ["=", "==", "!=", "<>", "<", ">", "<=", ">="].contains(sign): return sign
        case .keyword(let word)? where ["IN", "LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"].contains(word): return word
        default: return nil
        }
    }

    /// The constants behind an operator; `nil` for one that is no string.
    private mutating func constants(isList: Bool) throws(STIXPatternError) -> [String?] {
        if isList { try expect("(") }
        var texts: [String?] = []
        repeat {
            switch token {
            case .string(let text)?: texts.append(text)
            case .constant?: texts.append(nil)
            default: throw unexpected()
            }
            at += 1
        } while isList && takes(.sign(","))
        if isList { try expect(")") }
        return texts
    }

    private func either(_ left: Terms, _ right: Terms) -> Terms {
        switch (left, right) {
        case (.values(let left), .values(let right)): .values(left + right)
        case (.selfEvident, let other), (let other, .selfEvident): other
        }
    }

    private mutating func drop(_ offset: Int, _ message: String) -> Terms {
        problems.append(STIXPatternError(offset: offset, message: message, help: Self.advice))
        return .values([])
    }

    private mutating func nested(
        _ read: (inout STIXPatternParser) throws(STIXPatternError) -> Terms
    ) throws(STIXPatternError) -> Terms {
        guard depth < Self.depthLimit else {
            throw STIXPatternError(offset: offset, message: "parentheses nest too deep", help: "Write it flatter.")
        }
        depth += 1
        defer { depth -= 1 }
        return try read(&self)
    }

    private var token: STIXTokens.Token? { at < tokens.count ? tokens[at].token : nil }

    private var offset: Int { at < tokens.count ? tokens[at].offset : end }

    private mutating func takes(_ wanted: STIXTokens.Token) -> Bool {
        guard token == wanted else { return false }
        at += 1
        return true
    }

    private mutating func expect(_ sign: String) throws(STIXPatternError) {
        guard takes(.sign(sign)) else { throw unexpected() }
    }

    private func unexpected() -> STIXPatternError {
        STIXPatternError(
            offset: offset, message: at < tokens.count ? "the pattern is not understood" : "the pattern ends too early",
            help: "Write it like [domain-name:value = 'update.example.net'].")
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Reads the text of a condition.
///
/// Source: Sigma specification 2.1.0, `sigma-rules-specification.md`, "Condition". From the least to the most binding:
/// `or`, `and`, `not`, `1 of`. The words of the language are known in small and capital letters.
struct ConditionParser {
    /// How many bytes of UTF-8 a condition may have.
    static let maximumBytes = 16_384
    /// How deep brackets and negations may nest.
    static let maximumDepth = 32

    private let tokens: [ConditionLexer.Token]
    private let end: Int
    private var index = 0

    /// The condition that `text` is.
    ///
    /// - Throws: the first thing that is wrong with it.
    static func parse(_ text: String) throws(ConditionFailure) -> ConditionNode {
        guard text.utf8.count <= maximumBytes else {
            throw ConditionFailure(offset: 0, message: "the condition is longer than \(maximumBytes) bytes")
        }
        var parser = ConditionParser(text)
        guard !parser.tokens.isEmpty else {
            throw ConditionFailure(
                offset: 0, message: "the condition is empty", help: "Name a search, such as `selection`.")
        }
        let node = try parser.alternatives(depth: 0)
        if let token = parser.token { throw parser.strayToken(token) }
        return node
    }

    private init(_ text: String) {
        tokens = ConditionLexer.tokens(of: text)
        end = text.unicodeScalars.count
    }
}

extension ConditionParser {
    private var token: ConditionLexer.Token? { index < tokens.count ? tokens[index] : nil }

    private func word(at index: Int) -> String? {
        guard index < tokens.count, case .word(let word) = tokens[index].kind else { return nil }
        return word
    }

    private mutating func alternatives(depth: Int) throws(ConditionFailure) -> ConditionNode {
        var members = [try conjunction(depth: depth)]
        while token?.kind == .or {
            index += 1
            members.append(try conjunction(depth: depth))
        }
        return members.count == 1 ? members[0] : .any(members)
    }

    private mutating func conjunction(depth: Int) throws(ConditionFailure) -> ConditionNode {
        var members = [try operand(depth: depth)]
        while token?.kind == .and {
            index += 1
            members.append(try operand(depth: depth))
        }
        return members.count == 1 ? members[0] : .all(members)
    }

    private mutating func operand(depth: Int) throws(ConditionFailure) -> ConditionNode {
        guard let current = token else {
            let last = tokens[tokens.count - 1]
            throw ConditionFailure(
                offset: last.offset, message: "nothing stands behind `\(last.text)`", help: "Name a search behind it.")
        }
        guard depth < Self.maximumDepth else {
            throw ConditionFailure(
                offset: current.offset,
                message: "more than \(Self.maximumDepth) brackets and negations inside each other")
        }
        index += 1
        switch current.kind {
        case .not: return .not(try operand(depth: depth + 1))
        case .open:
            let node = try alternatives(depth: depth + 1)
            guard token?.kind == .close else {
                if let token { throw strayToken(token) }
                throw ConditionFailure(
                    offset: current.offset, message: "the bracket is not closed", help: "Put a `)` where it ends.")
            }
            index += 1
            return node
        case .word(let word): return try reference(word, current.offset)
        case .and, .or, .close:
            throw ConditionFailure(
                offset: current.offset, message: "a search is missing before `\(current.text)`",
                help: "Name one, or take `\(current.text)` away.")
        }
    }

    /// A search's name or a quantity of them.
    private mutating func reference(_ word: String, _ offset: Int) throws(ConditionFailure) -> ConditionNode {
        guard let of = self.word(at: index), of.lowercased() == "of" else {
            if word.contains("*") {
                throw ConditionFailure(
                    offset: offset, message: "`\(word)` stands for several searches",
                    help: "Write `1 of \(word)` or `all of \(word)`.")
            }
            if word.contains("|") { throw pipe(offset) }
            return .name(word, offset: offset)
        }
        let quantity = word.lowercased()
        guard ["1", "any", "all"].contains(quantity) else {
            throw ConditionFailure(
                offset: offset, message: "`\(word) of` is not known", help: "Only `1 of` and `all of` are.")
        }
        guard let pattern = self.word(at: index + 1), let place = Optional(tokens[index + 1].offset) else {
            throw ConditionFailure(
                offset: tokens[index].offset, message: "nothing stands behind `of`",
                help: "Write `them` or the searches' name with a `*`.")
        }
        index += 2
        return quantity == "all" ? .allOf(pattern, offset: place) : .anyOf(pattern, offset: place)
    }

    private func strayToken(_ token: ConditionLexer.Token) -> ConditionFailure {
        if token.kind == .close {
            return ConditionFailure(
                offset: token.offset, message: "the bracket was not opened",
                help: "Put a `(` before it, or take it away.")
        }
        if token.text.contains("|") { return pipe(token.offset) }
        return ConditionFailure(
            offset: token.offset, message: "`and` or `or` is missing before `\(token.text)`",
            help: "Say how it is joined with what stands before it.")
    }

    private func pipe(_ offset: Int) -> ConditionFailure {
        ConditionFailure(
            offset: offset, message: "aggregations behind `|` are no longer part of Sigma",
            help: "Write a correlation rule that names this rule.")
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// The searches of a rule, which its condition joins.
struct SearchSet {
    /// A search that was read; `nil` where something is wrong with it, which was said.
    struct Search {
        var name: String
        var expression: SigmaExpression?
        /// How many tests it has.
        var size: Int
    }

    /// How many tests a rule may have, those of a search counted each time that the condition names it.
    static let maximumTests = 100_000

    private(set) var searches: [Search] = []
    private var places: [String: Int] = [:]
    /// Which of them conditions have named.
    private var used: Set<Int> = []
    private var tests = 0

    mutating func append(_ name: String, _ expression: SigmaExpression?) {
        places[name] = searches.count
        searches.append(Search(name: name, expression: expression, size: expression?.size ?? 0))
    }

    /// The names that no condition has named so far.
    var unused: Set<String> { Set(searches.indices.filter { !used.contains($0) }.map { searches[$0].name }) }

    /// What a condition means; `nil` if a search that it names could not be read.
    ///
    /// - Throws: where the condition names no search, or too many.
    mutating func expression(of node: ConditionNode) throws(ConditionFailure) -> SigmaExpression? {
        switch node {
        case .name(let name, let offset):
            guard let place = places[name] else { throw unknown(name, offset) }
            return try use([place], offset)?.first
        case .anyOf(let pattern, let offset):
            return try use(named(pattern, offset), offset).map(SigmaExpression.joined(any:))
        case .allOf(let pattern, let offset):
            return try use(named(pattern, offset), offset).map(SigmaExpression.joined(all:))
        case .all(let nodes): return try expressions(of: nodes).map(SigmaExpression.joined(all:))
        case .any(let nodes): return try expressions(of: nodes).map(SigmaExpression.joined(any:))
        case .not(let node): return try expression(of: node).map(SigmaExpression.not)
        }
    }

    private mutating func expressions(of nodes: [ConditionNode]) throws(ConditionFailure) -> [SigmaExpression]? {
        var expressions: [SigmaExpression] = []
        var isWhole = true
        for node in nodes {
            if let expression = try expression(of: node) { expressions.append(expression) } else { isWhole = false }
        }
        return isWhole ? expressions : nil
    }

    private mutating func use(_ places: [Int], _ offset: Int) throws(ConditionFailure) -> [SigmaExpression]? {
        used.formUnion(places)
        try count(places.reduce(0) { $0 + max(1, searches[$1].size) }, offset)
        let expressions = places.compactMap { searches[$0].expression }
        return expressions.count == places.count ? expressions : nil
    }

    /// Takes tests, or looks at names, from what a rule may ask for.
    private mutating func count(_ more: Int, _ offset: Int) throws(ConditionFailure) {
        tests += more
        guard tests <= Self.maximumTests else {
            throw ConditionFailure(
                offset: offset, message: "the conditions make more than \(Self.maximumTests) tests of their searches")
        }
    }

    /// The searches that a pattern names. Those that begin with `_` are named only by patterns that do.
    private mutating func named(_ pattern: String, _ offset: Int) throws(ConditionFailure) -> [Int] {
        try count(searches.count, offset)
        let isEvery = pattern.lowercased() == "them" && places[pattern] == nil
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        let found = searches.indices.filter { index in
            let name = searches[index].name
            guard !name.hasPrefix("_") || pattern.hasPrefix("_") else { return false }
            return isEvery || Self.fits(name, parts)
        }
        guard found.isEmpty else { return found }
        throw ConditionFailure(
            offset: offset, message: "no search is named like `\(pattern)`", help: help(pattern))
    }

    private static func fits(_ name: String, _ parts: [Substring]) -> Bool {
        guard let first = parts.first, let last = parts.last, parts.count > 1 else { return name == parts.first ?? "" }
        guard name.hasPrefix(first), name.hasSuffix(last), name.utf8.count >= first.utf8.count + last.utf8.count
        else { return false }
        var rest = name.utf8.dropFirst(first.utf8.count).dropLast(last.utf8.count)
        for part in parts.dropFirst().dropLast() {
            guard let end = Self.end(of: part.utf8, in: rest) else { return false }
            rest = rest[end...]
        }
        return true
    }

    /// Where the first `part` in `text` ends.
    private static func end(of part: Substring.UTF8View, in text: Substring.UTF8View) -> Substring.UTF8View.Index? {
        var rest = text
        while true {
            if rest.starts(with: part) { return rest.index(rest.startIndex, offsetBy: part.count) }
            if rest.isEmpty { return nil }
            rest = rest.dropFirst()
        }
    }

    private func unknown(_ name: String, _ offset: Int) -> ConditionFailure {
        ConditionFailure(offset: offset, message: "no search is named `\(name)`", help: help(name))
    }

    private func help(_ name: String) -> String {
        let nearest = NearestName.of(name, among: searches.prefix(200).map(\.name))
        if let nearest { return "Did you mean `\(nearest)`?" }
        if searches.isEmpty { return "Write a search beside the condition." }
        return "The searches are: \(searches.prefix(8).map { "`\($0.name)`" }.joined(separator: ", "))."
    }
}

extension SigmaExpression {
    /// All of them, without a list around a single one.
    static func joined(all members: [SigmaExpression]) -> SigmaExpression {
        members.count == 1 ? members[0] : .all(members)
    }

    /// Any of them, without a list around a single one.
    static func joined(any members: [SigmaExpression]) -> SigmaExpression {
        members.count == 1 ? members[0] : .any(members)
    }

    /// How many tests it has.
    var size: Int {
        switch self {
        case .all(let members), .any(let members): members.reduce(0) { $0 + $1.size }
        case .not(let member): member.size
        case .test: 1
        }
    }
}

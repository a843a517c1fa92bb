// SPDX-License-Identifier: Apache-2.0

internal import Rules
internal import YAML

/// Reads one document that may be a rule, and collects what is wrong with it.
struct RuleReader {
    let document: YAMLDocument
    let options: SigmaOptions
    /// How many errors, and how many warnings, are told of one document.
    private static let problemLimit = 100

    private(set) var problems: [RuleProblem] = []
    private var errors = 0
    private var warnings = 0
    /// How many more tests the document may make.
    var remainingTests = SearchSet.maximumTests
    /// The names of other rules that the document gives, and where.
    var references: [SigmaFile.Reference] = []
    /// Where the document's own `id` and `name` stand.
    var names: [SigmaFile.Reference] = []

    init(document: YAMLDocument, options: SigmaOptions) {
        self.document = document
        self.options = options
    }

    /// Whether the document cannot be used.
    var hasErrors: Bool { errors > 0 }

    mutating func error(_ position: TextPosition, _ message: String, help: String = "") {
        errors += 1
        if errors <= Self.problemLimit { problems.append(RuleProblem(.error, position, message, help: help)) }
    }

    mutating func warn(_ position: TextPosition, _ message: String, help: String = "") {
        warnings += 1
        if warnings <= Self.problemLimit { problems.append(RuleProblem(.warning, position, message, help: help)) }
    }

    /// The document that `node` is; `nil` if it has errors.
    mutating func read(_ node: YAMLNode) -> SigmaDocument? {
        guard case .map(let entries) = node.content else {
            error(node.position, "the document is \(node.kind), and no rule", help: "A rule begins with `title:`.")
            return nil
        }
        let map = YAMLMap(entries, position: node.position)
        let parts = ["correlation", "filter", "detection"].compactMap { map.entry($0) }
        guard let part = parts.first else {
            reportNoRule(map)
            return nil
        }
        for other in parts.dropFirst() {
            error(
                other.keyPosition, "`\(other.key)` does not go together with `\(part.key)`",
                help: "Write two documents with a line of `---` between them.")
        }
        let header = header(map, kind: part.key)
        let document: SigmaDocument? =
            switch part.key {
            case "correlation": correlation(part, map, header).map(SigmaDocument.correlation)
            case "filter": filter(part, map, header).map(SigmaDocument.filter)
            default: rule(part, map, header).map(SigmaDocument.rule)
            }
        return hasErrors ? nil : document
    }

    private mutating func reportNoRule(_ map: YAMLMap) {
        if let action = map.entry("action") {
            error(
                action.keyPosition, "`action` is no longer part of Sigma",
                help: "Write every rule out in its own document.")
            return
        }
        let keys = ["detection", "correlation", "filter"]
        let mistyped = map.entries.first { entry in
            keys.contains { $0 == NearestName.of(entry.key, among: keys) } && !keys.contains(entry.key)
        }
        if let mistyped, let meant = NearestName.of(mistyped.key, among: keys) {
            error(mistyped.keyPosition, "unknown key `\(mistyped.key)`", help: "Did you mean `\(meant)`?")
        } else {
            error(
                map.position, "the document has no `detection`, `correlation` or `filter`",
                help: "A rule says under `detection` what it looks for.")
        }
    }

    /// Where the scalar at `offset` of a text stands that was read at `start`; `start` itself where no more errors are
    /// told, since the way there is long.
    func position(_ offset: Int, of text: String, at start: TextPosition) -> TextPosition {
        errors < Self.problemLimit ? document.position(of: offset, in: text, at: start) : start
    }
}

/// A map whose entries are found by their keys.
struct YAMLMap {
    let entries: [YAMLEntry]
    let position: TextPosition

    init(_ entries: [YAMLEntry], position: TextPosition) {
        self.entries = entries
        self.position = position
    }

    /// The entry with a key.
    func entry(_ key: String) -> YAMLEntry? {
        entries.first { $0.key == key }
    }

    /// The value of a key, if it is there and not null.
    func value(_ key: String) -> YAMLNode? {
        entry(key).flatMap { $0.value.isNull ? nil : $0.value }
    }
}

extension RuleReader {
    /// The text of a key's value; says so if it is a list or a map.
    mutating func text(_ key: String, _ map: YAMLMap) -> String? {
        guard let value = map.value(key) else { return nil }
        guard let scalar = value.scalar else {
            error(value.position, "`\(key)` is \(value.kind)", help: "Write one value.")
            return nil
        }
        return scalar.text
    }

    /// The texts of a key's value, one or a list; says so where it is none.
    mutating func texts(_ key: String, _ map: YAMLMap) -> [String] {
        nodes(key, map).compactMap { $0.scalar?.text }
    }

    /// The single values of a key, one or a list; says so where it is none.
    mutating func nodes(_ key: String, _ map: YAMLMap) -> [YAMLNode] {
        guard let value = map.value(key) else { return [] }
        switch value.content {
        case .scalar: return [value]
        case .list(let items):
            for item in items where item.scalar == nil || item.isNull {
                error(item.position, "`\(key)` has \(item.kind) among its values", help: "Write single values.")
            }
            return items.filter { $0.scalar != nil && !$0.isNull }
        case .map:
            error(value.position, "`\(key)` is a map", help: "Write a list.")
            return []
        }
    }
}

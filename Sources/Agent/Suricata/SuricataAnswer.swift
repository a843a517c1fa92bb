// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// An answer of Suricata's command socket: `{"message":...,"return":"OK"}`.
struct SuricataAnswer: Sendable {
    private let tree: EveTree
    /// Its own words where it says no.
    let refusal: String?

    init(line: [UInt8]) throws(SuricataFailure) {
        // Of one that was cut nothing can be said: what is not in it may be what is wrong.
        guard let tree = try? EveTree.parse(line), !tree.isTruncated,
            case .string(let outcome)? = Self.value("return", of: 0, in: tree)
        else { throw .garbage }
        self.tree = tree
        switch outcome {
        case "OK": refusal = nil
        case "NOK": refusal = Self.text("message", of: 0, in: tree) ?? "no reason is given"
        default: throw .garbage
        }
    }

    /// How many signatures Suricata has loaded, and how many it could not.
    struct Counts: Sendable, Hashable {
        var loaded: Int
        var failed: Int
    }

    /// A signature that could not be loaded. Suricata does not tell why.
    struct FailedRule: Sendable, Hashable {
        var file: String
        var line: Int
        var rule: String
    }

    /// The message as a text, without control characters and bounded; empty where it is none.
    var text: String { Self.text("message", of: 0, in: tree) ?? "" }

    /// The message as a whole number.
    var number: Int? { Self.number("message", of: 0, in: tree) }

    /// A whole number of the message, which is an object.
    func number(_ key: String) -> Int? { message.flatMap { Self.number(key, of: $0, in: tree) } }

    /// The texts of a list in the message.
    func texts(_ key: String, most: Int) -> [String] {
        guard let message, let list = tree.child(key, of: message), case .array = tree.nodes[list].value else {
            return []
        }
        return tree.children(of: list).prefix(most).compactMap {
            if case .string(let text) = tree.nodes[$0].value { text } else { nil }
        }
    }

    /// The most tenants that are summed, so that the sums stay numbers whatever is counted.
    private static let tenantLimit = 4096

    /// The message of `ruleset-stats`; of several tenants together.
    func counts() throws(SuricataFailure) -> Counts {
        var counts = Counts(loaded: 0, failed: 0)
        let tenants = items
        guard (1...Self.tenantLimit).contains(tenants.count) else { throw .garbage }
        for tenant in tenants {
            guard let loaded = Self.number("rules_loaded", of: tenant, in: tree),
                let failed = Self.number("rules_failed", of: tenant, in: tree)
            else { throw .garbage }
            counts.loaded += loaded
            counts.failed += failed
        }
        return counts
    }

    /// The message of `ruleset-failed-rules`, as far as it can be read.
    var failedRules: [FailedRule] {
        items.compactMap { item in
            guard let file = Self.text("filename", of: item, in: tree, limit: 4096) else { return nil }
            return FailedRule(
                file: file, line: Self.number("line", of: item, in: tree) ?? 0,
                rule: Self.text("rule", of: item, in: tree) ?? "")
        }
    }

    private var message: Int? { tree.child("message", of: 0) }

    private var items: [Int] {
        guard let message, case .array = tree.nodes[message].value else { return [] }
        return tree.children(of: message)
    }

    private static func value(_ key: String, of node: Int, in tree: EveTree) -> EveTree.Value? {
        tree.child(key, of: node).map { tree.nodes[$0].value }
    }

    private static func text(_ key: String, of node: Int, in tree: EveTree, limit: Int = 400) -> String? {
        guard case .string(let text)? = value(key, of: node, in: tree) else { return nil }
        return PlainText.line(text, limit: limit)
    }

    /// A count: 0 or more, and small enough that sums of them stay numbers.
    private static func number(_ key: String, of node: Int, in tree: EveTree) -> Int? {
        guard case .number(let digits)? = value(key, of: node, in: tree), let number = Int(digits) else { return nil }
        return (0...(1 << 48)).contains(number) ? number : nil
    }
}

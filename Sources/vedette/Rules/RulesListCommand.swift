// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Rules
internal import Station

/// `vedette rules list`: the rules of the station.
struct RulesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the rules of the station.",
        discussion: "WORD is looked for in ids, titles, levels, tags and techniques; a rule must have all of them.")

    @OptionGroup var store: RuleStoreOptions

    @Argument(help: "Only rules with these words.")
    var word: [String] = []

    @Option(help: "Only rules of this kind: sigma, signature, threshold or indicators.")
    var kind: RuleKind?

    @Flag(inversion: .prefixedNo, help: "Only rules that are enabled, or that are not.")
    var enabled: Bool?

    @Flag(help: "Also rules that were put away.")
    var retired = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let filter = RuleFilter(
            kinds: kind.map { [$0] } ?? [], isEnabled: enabled, includesRetired: retired,
            text: word.joined(separator: " "))
        let shelf = try store.openShelf()
        let rules = try UserMessage.ofShelf { () throws(RuleShelfError) in try shelf.list(filter) }
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(rules.map(\.json)).bytes)
        } else {
            for rule in rules { try output.write(hostile: Self.line(rule)) }
            try output.write(hostile: "\(rules.count) rules")
        }
        try output.flush()
    }

    private static func line(_ rule: Rule) -> String {
        let state = rule.isRetired ? "retired" : rule.isEnabled ? "on" : "off"
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        return [
            padded(rule.id, 36), padded(state, 7), padded(rule.kind.rawValue, 10), padded(rule.heading.level, 13),
            "rev \(rule.revision)", rule.heading.title,
        ].joined(separator: "  ")
    }
}

extension RuleKind: ExpressibleByArgument {}

extension Rule {
    /// The rule as machine output shows it, without its text.
    var json: JSONValue {
        .object([
            ("id", .string(id)), ("kind", .string(kind.rawValue)), ("title", .string(heading.title)),
            ("level", heading.level.isEmpty ? .null : .string(heading.level)), ("revision", .int(revision)),
            ("enabled", .bool(isEnabled)), ("retired", .bool(isRetired)),
            ("tags", .array(heading.tags.map(JSONValue.string))),
            ("techniques", .array(heading.techniques.map(JSONValue.string))),
            ("tactics", .array(heading.tactics.map(JSONValue.string))), ("created", .string(created.rfc3339)),
            ("changed", .string(changed.rfc3339)),
        ])
    }
}

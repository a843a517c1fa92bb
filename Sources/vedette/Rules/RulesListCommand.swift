// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Query
internal import Rules
internal import Station
internal import Store

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

    @Flag(
        help: """
            Also what each Sigma rule adds to the reading of an event, in nanoseconds, measured here and now on the newest stored \
            events that it looks at.
            """)
    var cost = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let filter = RuleFilter(
            kinds: kind.map { [$0] } ?? [], isEnabled: enabled, includesRetired: retired,
            text: word.joined(separator: " "))
        let shelf = try store.openShelf()
        let rules = try UserMessage.ofShelf { () throws(RuleShelfError) in try shelf.list(filter) }
        let costs = cost ? try measure(rules) : [:]
        var output = StandardOutput()
        if json {
            let all = rules.map { cost ? $0.json(withCost: costs[$0.id]) : $0.json }
            try output.write(line: JSONValue.array(all).bytes)
        } else {
            for rule in rules {
                let figure = cost ? Self.figure(costs[rule.id]) : ""
                try output.write(hostile: Self.line(rule, figure))
            }
            try output.write(hostile: "\(rules.count) rules")
        }
        try output.flush()
    }

    /// What the rules cost, by id.
    private func measure(_ rules: [Rule]) throws -> [String: RuleCost] {
        let configuration = try store.station.loadConfiguration()
        let events = StoreReader(directory: configuration.dataDirectory)
        let desk = RuleDesk(configuration, author: "", store: events)
        var costs: [String: RuleCost] = [:]
        do throws(QueryFailure) {
            try desk.costs(of: rules, until: Cancellation(), pause: {}) { cost in
                costs[cost.rule] = cost
                StandardError.progress("\(costs.count) of \(rules.count) rules measured")
            }
        } catch {
            throw UserMessage(error)
        }
        if StandardError.isTerminal { StandardError.progress("") }
        return costs
    }

    private static func figure(_ cost: RuleCost?) -> String {
        let text = cost?.nanoseconds.map { "\($0) ns" } ?? "-"
        return String(repeating: " ", count: max(0, 10 - text.count)) + text + "  "
    }

    private static func line(_ rule: Rule, _ figure: String) -> String {
        let state = rule.isRetired ? "retired" : rule.isEnabled ? "on" : "off"
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        return [
            padded(rule.id, 36), padded(state, 7), padded(rule.kind.rawValue, 10), padded(rule.heading.level, 13),
            "rev \(rule.revision)", figure + rule.heading.title,
        ].joined(separator: "  ")
    }
}

extension RuleKind: ExpressibleByArgument {}

extension Rule {
    /// The rule as machine output shows it, without its text.
    var json: JSONValue { .object(members) }

    /// The same with what it costs: `null` where that could not be measured.
    func json(withCost cost: RuleCost?) -> JSONValue {
        .object(
            members + [
                ("nanoseconds", cost?.nanoseconds.map(JSONValue.int) ?? .null),
                ("measured_events", .int(cost?.events ?? 0)),
            ])
    }

    private var members: [(String, JSONValue)] {
        [
            ("id", .string(id)), ("kind", .string(kind.rawValue)), ("title", .string(heading.title)),
            ("level", heading.level.isEmpty ? .null : .string(heading.level)), ("revision", .int(revision)),
            ("enabled", .bool(isEnabled)), ("retired", .bool(isRetired)),
            ("tags", .array(heading.tags.map(JSONValue.string))),
            ("techniques", .array(heading.techniques.map(JSONValue.string))),
            ("tactics", .array(heading.tactics.map(JSONValue.string))), ("author", .string(author)),
            ("created", .string(created.rfc3339)),
            ("changed", .string(changed.rfc3339)),
        ]
    }
}

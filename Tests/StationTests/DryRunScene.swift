// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Rules
import Sigma
import Store

@testable import Station

/// A store of three gateways over several days, with odd and late events, and what rules find in it by the plainest means.
struct DryRunScene {
    let folder: Folder
    /// All events, by time.
    let events: [(row: EventRow, raw: [UInt8])]

    static let range = TimeRange(
        start: Instant("2026-11-18T00:00:00Z") ?? Instant(microseconds: 0),
        end: Instant("2026-11-25T00:00:00Z") ?? Instant(microseconds: 0))

    init() throws {
        folder = try Folder()
        var configuration = folder.configuration
        configuration.rules.usesStarterSet = false
        for (index, gateway) in ["gw-a", "gw-b", "gw-c"].enumerated() {
            let file = try folder.write(Self.lines(seed: UInt64(index + 1)), to: "\(gateway)/eve.json")
            let report = try Importer(configuration: configuration, gateway: gateway).run([file]) { _ in }
            if let failure = report.failure { throw failure }
        }
        var events: [(row: EventRow, raw: [UInt8])] = []
        let request = PageRequest(isDescending: false, limit: .max)
        try folder.reader.forEachRaw(request, until: Cancellation()) { row, raw in
            events.append((row, raw))
            return true
        }
        self.events = events
    }

    /// Events of one gateway: mostly of a week, some far off, one in eight late.
    private static func lines(seed: UInt64) -> String {
        var random = SplitMix(seed)
        var lines: [String] = []
        for number in 0..<1100 {
            let day = number % 90 == 0 ? "2021-03-0\(1 + number % 9)" : "2026-11-\(18 + number * 7 / 1100)"
            let time = "\(day)T\(two(random.below(24))):\(two(random.below(60))):\(two(random.below(60))).000000+0000"
            lines.append(line(time, number, &random))
        }
        for _ in 0..<lines.count / 8 { lines.swapAt(random.below(lines.count), random.below(lines.count)) }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func line(_ time: String, _ number: Int, _ random: inout SplitMix) -> String {
        let type = random.pick(["flow", "flow", "dns", "alert", "http", "Flow", "stats", "modbus"])
        var fields = ["\"timestamp\":\"\(time)\"", "\"event_type\":\"\(type)\"", "\"flow_id\":\(number)"]
        fields += random.pick([
            ["\"src_ip\":\"192.0.2.\(random.below(6))\""], ["\"src_ip\":\"2001:db8::\(random.below(4))\""],
            ["\"src_ip\":\"192.0.2.1 \""], ["\"src_ip\":[\"192.0.2.2\"]"], [],
        ])
        fields += random.pick([
            ["\"dest_port\":502"], ["\"dest_port\":443"], ["\"dest_port\":\"502\""], ["\"dest_port\":[1,502]"], [],
            ["\"dest_port\":443", "\"dest_port\":502"], ["\"dest_port\":502", "\"dest_port\":443"],
            ["\"dest_port\":5.02e2"],
        ])
        fields += random.pick([
            ["\"proto\":\"TCP\""], ["\"proto\":\"udp\""], ["\"proto\":\"sctp\""], ["\"proto\":\"\u{17f}ctp\""], [],
        ])
        if type == "dns" {
            fields.append("\"dns\":{\"rrname\":\"\(random.pick(["evil.example", "good.example", "EVIL.test"]))\"}")
        }
        if type == "http" {
            let page = random.pick(["cgi-bin/x", "login", "evil", "\\u0065vil", "EVIL"])
            fields.append("\"http\":{\"url\":\"/\(page)\"}")
        }
        return "{" + fields.joined(separator: ",") + "}"
    }

    /// The dry run of two texts.
    func run(
        _ edited: String, saved: String? = nil, known: KnownRules = KnownRules(), filter: Filter = .everything,
        range: TimeRange = DryRunScene.range, truePositives: Set<EventID> = [],
        falsePositives: Set<EventID> = []
    ) throws -> RuleDryRun {
        let request = DryRunRequest(
            rule: "rule", saved: saved.map { Array($0.utf8) }, edited: Array(edited.utf8), range: range, buckets: 50,
            truePositives: truePositives, falsePositives: falsePositives, filter: filter)
        return try DryRunner(folder.reader).run(request, among: known, until: Cancellation())
    }

    /// The ids of the events that a text matches, by matching every one, whatever its type.
    func naive(
        _ text: String, others: String = "", reported: Set<String>? = nil, filter: Filter = .everything,
        range: TimeRange = DryRunScene.range
    ) throws -> Set<EventID> {
        let documents = SigmaFile.parse(text + "\n---\n" + others).documents
        let sources = documents.map { RuleSet.Source($0, $0.header.reference(revision: 0)) }
        let rules = RuleSet(sources, mapping: .builtin)
        let wanted = try Set(ids(of: filter))
        var matcher = SigmaMatcher(rules.program)
        var engines: [String: CorrelationEngine] = [:]
        var found: Set<EventID> = []
        for (number, event) in events.enumerated() where wanted.contains(event.row.id) {
            let line = event.raw.span
            try matcher.match(line)
            var hits = matcher.matches.filter { !rules.correlations.hiddenRules.contains($0) }
            var engine = engines[event.row.gateway] ?? rules.correlations
            var correlated = engine.advance(to: event.row.time)
            for rule in matcher.matches {
                guard let fields = rules.wantedFields(ofRule: rule, matcher, in: line) else { continue }
                correlated += engine.take(
                    BaseMatch(rule: rule, time: event.row.time, event: UInt64(number), fields: fields))
            }
            engines[event.row.gateway] = engine
            hits += correlated.map(\.correlation).filter { !engine.hiddenCorrelations.contains($0) }
                .map { rules.baseCount + $0 }
            let isReported = hits.contains { reported?.contains(rules.references[$0].id) ?? true }
            if isReported, range.contains(event.row.time) { found.insert(event.row.id) }
        }
        return found
    }

    private func ids(of filter: Filter) throws -> [EventID] {
        try folder.reader.page(PageRequest(filter: filter, limit: 1_000_000), until: Cancellation()).rows.map(\.id)
    }
}

/// A small seeded generator.
struct SplitMix {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
}

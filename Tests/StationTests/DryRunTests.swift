// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Rules
import Sigma
import Store
import Testing

@testable import Station

@Suite("Dry run of a rule")
struct DryRunTests {
    /// Made once; tests only read it.
    private static let made = Result { try DryRunScene() }

    private func scene() throws -> DryRunScene { try Self.made.get() }

    static func rule(_ source: String, _ detection: String, condition: String = "s") -> String {
        let more = condition.hasSuffix("or t") ? "t: {flow_id: 7}, " : ""
        return """
            title: A rule
            id: 5d7f1f0a-0000-4000-8000-000000000001
            logsource: {\(source)}
            detection: {\(more)s: \(detection), condition: \(condition)}

            """
    }

    /// Rules on one type, on some, on all; with and without conditions that columns tell of.
    static let rules = [
        rule("product: suricata, service: flow", "{dest_port: 502}"),
        rule("product: suricata, service: flow", "{dest_port: 502}", condition: "not s"),
        rule("product: suricata, service: flow", "{dest_port: [502, 443], src_ip: 192.0.2.1}"),
        rule("product: suricata, service: flow", "{dest_port|gte: 450}"),
        rule("product: suricata", "{proto: SCTP}"),
        rule("product: suricata", "{'src_ip|cidr': ['192.0.2.0/30', '2001:db8::/126']}", condition: "s or t"),
        rule("product: suricata", "{src_ip: null}"),
        rule("product: suricata, service: dns", "{'dns.rrname|contains': evil}"),
        rule("product: suricata", "['evil', 'sctp']"),
        rule("product: suricata", "{src_ip: '2001:db8::1', dest_port|exists: false}"),
        rule("category: network_connection", "{DestinationPort: 502}"),
        rule("category: webserver", "{'cs-uri-query|contains': evil, c-uri|contains: evil}"),
        rule("category: process_creation, product: windows", "{Image: x}"),
        rule("product: suricata, service: modbus", "{flow_id|re: '^1[0-9]*3$'}"),
    ]

    @Test("each figure is what a look at every event gives", arguments: rules.indices)
    func exact(_ index: Int) throws {
        let scene = try scene()
        let edited = Self.rules[index]
        let saved = Self.rules[(index + 1) % Self.rules.count]
        let answer = try scene.run(edited, saved: saved)
        try expect(answer, scene, edited: scene.naive(edited), saved: scene.naive(saved))
        let alone = try scene.run(edited)
        #expect(alone.saved == nil && alone.counts.gained == alone.edited.matches && alone.counts.lost == 0)
        #expect(alone.edited.matches == answer.edited.matches)
        let same = try scene.run(edited, saved: edited)
        #expect(same.counts == RuleDryRun.Counts(kept: answer.edited.matches))
        #expect(same.saved?.matches == same.edited.matches)
    }

    private func expect(
        _ answer: RuleDryRun, _ scene: DryRunScene, edited: Set<EventID>, saved: Set<EventID>
    ) throws {
        #expect(answer.isExact && answer.scanned == answer.total && answer.problems.isEmpty)
        #expect(
            answer.counts
                == RuleDryRun.Counts(
                    kept: saved.intersection(edited).count, gained: edited.subtracting(saved).count,
                    lost: saved.subtracting(edited).count))
        let lastDay = DryRunScene.range.end.advanced(byMicroseconds: -86_400_000_000)
        for (figures, ids) in [(answer.saved, saved), (answer.edited, edited)] {
            let rows = scene.events.map(\.row).filter { ids.contains($0.id) }
            #expect(figures?.matches == ids.count)
            #expect(figures?.matchesLastDay == rows.count { $0.time >= lastDay })
            #expect(figures?.gateways == Set(rows.map(\.gateway)).count)
        }
        let all = scene.events.map(\.row).filter { edited.union(saved).contains($0.id) }
        var buckets = answer.buckets.map { _ in RuleDryRun.Counts() }
        func change(_ id: EventID) -> RuleDryRun.Change {
            saved.contains(id) ? (edited.contains(id) ? .kept : .lost) : .gained
        }
        for row in all {
            let bucket = try #require(answer.grid.index(of: row.time))
            buckets[bucket].add(change(row.id))
        }
        #expect(answer.buckets == buckets)
        let newest = all.sorted { $0.id > $1.id }.prefix(RuleDryRun.hitLimit)
        #expect(answer.hits.map(\.row.id) == newest.map(\.id))
        #expect(answer.hits.map(\.change) == newest.map { change($0.id) })
        for hit in answer.hits.prefix(5) {
            let detail = try scene.folder.reader.detail(hit.row.id)
            #expect(detail?.row == hit.row)
        }
    }

    @Test("what an edit loses tells how much of it was found to be a true positive")
    func truePositivesLost() throws {
        let scene = try scene()
        let (edited, saved) = (Self.rules[5], Self.rules[8])
        let lost = try scene.naive(saved).subtracting(scene.naive(edited)).sorted()
        let kept = try scene.naive(saved).intersection(scene.naive(edited))
        try #require(lost.count > 2)
        let answer = try scene.run(
            edited, saved: saved, truePositives: Set(lost.prefix(2)).union(kept), falsePositives: [lost[2]])
        #expect(answer.saved?.truePositives == 2 + kept.count && answer.edited.truePositives == kept.count)
        #expect(answer.saved?.falsePositives == 1 && answer.edited.falsePositives == 0)
        #expect(try scene.run(edited).edited.truePositives == nil)
        #expect(answer.counts.truePositivesLost == 2 && answer.counts.lost == lost.count)
        #expect(answer.buckets.reduce(0) { $0 + $1.truePositivesLost } == 2)
    }

    @Test("a filter and a shorter window narrow both texts")
    func narrowed() throws {
        let scene = try scene()
        let (edited, saved) = (Self.rules[5], Self.rules[8])
        let filter = try FilterParser.parse("gateway:gw-b -event_type:dns dns.rrname:* or gateway:gw-b dest_port:443")
        let some = try scene.run(edited, saved: saved, filter: filter)
        #expect(try some.edited.matches == scene.naive(edited, filter: filter).count)
        #expect(try some.saved?.matches == scene.naive(saved, filter: filter).count)
        let range = TimeRange(
            start: DryRunScene.range.start.advanced(byMicroseconds: 100_000_000_000),
            end: DryRunScene.range.end.advanced(byMicroseconds: -200_000_000_000))
        #expect(try scene.run(edited, range: range).edited.matches == scene.naive(edited, range: range).count)
        let all = TimeRange.everything
        #expect(try scene.run(edited, range: all).edited.matches == scene.naive(edited, range: all).count)
    }

    private static let base = """
        title: Base
        name: base
        logsource: {product: suricata, service: flow}
        detection: {s: {dest_port: [443, 502]}, condition: s}
        """

    private static func correlation(_ condition: String, timespan: String = "3h") -> String {
        """
        title: Many
        id: 5d7f1f0a-0000-4000-8000-000000000002
        correlation:
          type: event_count
          rules: [base]
          group-by: [src_ip]
          timespan: \(timespan)
          condition: {\(condition)}
        """
    }

    @Test(
        "a correlation is run with the rules that it names, and counts at the event that completes it",
        arguments: [("gte: 2", "gte: 3"), ("gte: 4", "gt: 1"), ("lt: 2", "gte: 2"), ("eq: 2", "lte: 1")])
    func correlations(_ edited: String, _ saved: String) throws {
        let scene = try scene()
        let (edited, saved) = (Self.correlation(edited), Self.correlation(saved, timespan: "90m"))
        let known = Self.known([("base", Self.base), ("rule", edited)])
        let answer = try scene.run(edited, saved: saved, known: known)
        let id = Set(["5d7f1f0a-0000-4000-8000-000000000002"])
        let wanted = try scene.naive(edited, others: Self.base, reported: id)
        #expect(!wanted.isEmpty)
        try expect(answer, scene, edited: wanted, saved: scene.naive(saved, others: Self.base, reported: id))
    }

    @Test("a text may have a correlation and its base rule")
    func together() throws {
        let scene = try scene()
        let text = Self.base + "\n---\n" + Self.correlation("gte: 2")
        let saved = Self.base + "\n---\n" + Self.correlation("gte: 2") + "\n  generate: true"
        let answer = try scene.run(text, saved: saved)
        try expect(answer, scene, edited: scene.naive(text), saved: scene.naive(saved))
    }

    @Test("filters of the station take matches away from both texts")
    func filters() throws {
        let scene = try scene()
        let filter = """
            title: Not the first
            logsource: {product: suricata, service: flow}
            filter:
              rules: [5d7f1f0a-0000-4000-8000-000000000001]
              s: {src_ip: 192.0.2.1}
              condition: not s
            """
        let known = Self.known([("filter", filter)])
        let (edited, saved) = (Self.rules[0], Self.rules[3])
        let answer = try scene.run(edited, saved: saved, known: known)
        let wanted = try scene.naive(edited, others: filter)
        #expect(try wanted.count < scene.naive(edited).count)
        try expect(answer, scene, edited: wanted, saved: scene.naive(saved, others: filter))
    }

    static func known(_ texts: [(String, String)]) -> KnownRules {
        let time = DryRunScene.range.start
        let entries = texts.map { id, text in
            RuleSnapshot.Entry(
                rule: Rule(
                    id: id, kind: .sigma, heading: RuleHeading(title: id), revision: 1, isEnabled: true,
                    isRetired: false, author: "", created: time, changed: time), text: Array(text.utf8))
        }
        return KnownRules(RuleSnapshot(token: 1, entries: entries), options: SigmaOptions())
    }
}

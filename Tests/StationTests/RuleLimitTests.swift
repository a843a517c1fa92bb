// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Rules
import Testing

@testable import Station
@testable import Store

@Suite("Rules that give up")
struct RuleLimitTests {
    private static let title = "Runs Away"

    private func text(_ pattern: String) -> RuleContent {
        let text = RuleText.name(RuleText.first, "dns.rrname|re: '\(pattern)'", title: Self.title)
        return RuleContent(text: Array(text.utf8), heading: RuleHeading(title: Self.title))
    }

    /// A name on which the expression takes more steps than there are.
    private func event(_ number: Int) -> String {
        let name = String(repeating: "a", count: 3000 + number) + "!"
        return "\"event_type\":\"dns\",\"dns\":{\"rrname\":\"\(name)\"}"
    }

    private func limits(_ station: IndicatorStation) throws -> [RuleLimitHits] {
        let grid = BucketGrid(start: Instant(microseconds: 0), width: 1_000_000, count: 1)
        let request = OverviewRequest(filter: .everything, grid: grid, sparkCells: 1, rows: 0, newest: 0)
        return try station.folder.reader.ruleOverview(request, until: Cancellation()).limitHits
    }

    @Test("an import tells it and the store counts it; a new revision begins anew")
    func imported() throws {
        let station = try IndicatorStation()
        try station.shelf.add(RuleText.first, .sigma, text("^(a+)+[bc]$"), by: IndicatorStation.author)
        let first = try station.run([event(0), event(1)])
        let line = try #require(first.problems.first)
        #expect(first.events == 2 && first.problems.count == 1)
        #expect(line.hasPrefix("\(Self.title) (\(RuleText.first), rev 1): an expression was given up 2 times"))
        try station.run([event(2)])
        var limits = try limits(station)
        #expect(limits.map(\.rule) == [RuleText.first] && limits.map(\.count) == [3])
        #expect(limits[0].first < limits[0].last)
        try station.shelf.save(RuleText.first, text("^(a|a)+[bc]$"), basedOn: 1, by: IndicatorStation.author)
        try station.run([event(3)])
        limits = try self.limits(station)
        #expect(limits.map(\.revision) == [2] && limits.map(\.count) == [1] && limits[0].first == limits[0].last)
        try station.shelf.save(RuleText.first, text("^a+[bc]$"), basedOn: 2, by: IndicatorStation.author)
        #expect(try station.run([event(4)]).problems.isEmpty)
    }

    @Test("rules of a backup, with a lower revision, begin anew as well")
    func backup() throws {
        let station = try IndicatorStation()
        let writer = try StoreWriter(directory: station.folder.configuration.dataDirectory)
        let now = Instant(seconds: 1_764_000_000)
        for (revision, count) in [(5, 7), (1, 2), (1, 1)] {
            let hits = RuleLimitHits(rule: "r", revision: revision, count: count, first: now, last: now)
            _ = try writer.append([], limitHits: [hits], arrived: now)
        }
        #expect(try limits(station).map { [$0.revision, $0.count] } == [[1, 3]])
    }

    @Test("a matcher tells what is new with each batch, to each rule that has the expression")
    func batches() throws {
        let test = "dns.rrname|re: '^(a+)+[bc]$'"
        var matcher = BatchMatcher(
            ruleSet(
                RuleText.name(RuleText.first, test), RuleText.name(RuleText.second, test),
                RuleText.name(RuleText.third, "dns.rrname: x")))
        func batch(_ events: [String]) -> [String] {
            var decoder = EveDecoder()
            let lines = events.map { "{\"timestamp\":\"2026-11-24T10:00:00.000000+0000\",\($0)}\n" }.joined()
            let batch = decoder.decode(LineBlock(bytes: Array(lines.utf8), offset: 0, firstLine: 1))
            return matcher.match(batch).limitHits.map { "\($0.rule) \($0.count)" }
        }
        #expect(batch([event(0), event(1)]) == ["0 2", "1 2"])
        #expect(batch(["\"event_type\":\"dns\",\"dns\":{\"rrname\":\"x\"}"]) == [])
        #expect(batch([event(2)]) == ["0 1", "1 1"])
    }

    @Test("news are told once, and again with ten times as many")
    func news() {
        var news = FollowNews()
        let rule = RuleReference(id: "r", revision: 4, title: "Runs\nAway", level: "")
        var told: [Int] = []
        for count in 0...1000 {
            let lines = news.lines(
                about: {
                    var status = FollowStatus(); status.limitHits = [rule: count]; return status
                }())
            if !lines.isEmpty { told.append(count) }
            for line in lines { #expect(line.hasPrefix("rules: Runs Away (r, rev 4): an expression was given up ")) }
        }
        #expect(told == [1, 10, 100, 1000])
    }
}

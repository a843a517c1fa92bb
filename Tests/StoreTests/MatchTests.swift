// SPDX-License-Identifier: Apache-2.0

import EVE
import GRDB
import Query
import Rules
import Testing

@testable import Store

@Suite("Matches of rules")
struct MatchTests {
    static let scan = RuleReference(id: "rule-scan", revision: 2, title: "Telnet sweep", level: "high")
    static let login = RuleReference(id: "rule-login", revision: 1, title: "Login in clear text", level: "medium")
    static let now = Instant("2026-11-24T12:00:00.000000+0000")

    let store: TemporaryStore

    init() throws { store = try TemporaryStore() }

    /// Twelve events, one an hour and a second: each third matches `scan`, each fourth `login`.
    private func fill() throws -> Source {
        var source = Source(gateway: "gw-a")
        for hour in 0..<12 {
            let time = "2026-11-24T\(hour < 10 ? "0" : "")\(hour):00:01.000000+0000"
            source.lines.append(Line.event(time, source: "192.0.2.\(hour + 1)"))
        }
        let writer = try store.writer()
        let done = try writer.append([Self.matched(source.part())], arrived: Self.now)
        #expect(done.matches == 7)
        return source
    }

    private static func matched(_ part: StoreWriter.Part) -> StoreWriter.Part {
        var part = part
        let events = part.batch.events.indices
        part.matches = RuleMatches(
            rules: [login, scan],
            matches: events.filter { $0 % 3 == 0 }.map { RuleMatches.Match(event: Int32($0), rule: 1) }
                + events.filter { $0 % 4 == 0 }.map { RuleMatches.Match(event: Int32($0), rule: 0) })
        return part
    }

    private static let first = IPAddress("192.0.2.1") ?? IPAddress(v4: 0)

    private func titles(_ filter: Filter = .everything) throws -> [[String]] {
        try store.reader.page(PageRequest(filter: filter, isDescending: false, limit: 100), until: Cancellation())
            .rows.map { $0.matches.map(\.title) }
    }

    private static let wanted: [[String]] = (0..<12).map { index in
        (index % 4 == 0 ? [login.title] : []) + (index % 3 == 0 ? [scan.title] : [])
    }

    private func overview(_ filter: Filter = .everything) throws -> RuleOverview {
        let grid = BucketGrid(start: Instant("2026-11-24T00:00:00.000000+0000"), width: 3_600_000_000, count: 12)
        return try store.reader.ruleOverview(
            OverviewRequest(filter: filter, grid: grid, sparkCells: 2, rows: 1, newest: 0), until: Cancellation())
    }

    @Test("rules that matched only in the period before are told where it is stored as a whole")
    func gone() throws {
        _ = try fill()
        func overview(from hour: String, until cancellation: Cancellation = Cancellation()) throws -> RuleOverview {
            let start = Instant("2026-11-24T\(hour):00:00.000000+0000")
            let grid = BucketGrid(start: start, width: 3_600_000_000, count: 3)
            return try store.reader.ruleOverview(
                OverviewRequest(filter: .everything, grid: grid, sparkCells: 2, rows: 1, newest: 0), until: cancellation
            )
        }
        let late = try overview(from: "09")
        #expect(late.rules.map(\.rule) == [Self.scan] && late.rules.map(\.before) == [1])
        #expect(late.gone.map(\.rule) == [Self.login] && late.gone.map(\.before) == [1] && late.gone[0].count == 0)
        #expect(late.total == 1 && late.before == 2 && !late.isPartial)
        let early = try overview(from: "01")
        #expect(early.rules.map(\.rule) == [Self.scan] && early.gone.isEmpty && early.before == nil)
        let cancelled = Cancellation()
        cancelled.cancel()
        #expect(try overview(from: "09", until: cancelled).isPartial)
    }

    @Test("an event comes back with the rules that it matched")
    func read() throws {
        _ = try fill()
        #expect(try Set(titles().map { Set($0) }) == Set(Self.wanted.map { Set($0) }))
        let first = try #require(
            try store.reader.page(PageRequest(isDescending: false, limit: 1), until: Cancellation()).rows.first)
        #expect(Set(first.matches) == [Self.scan, Self.login])
        #expect(try store.reader.detail(first.id)?.row.matches == first.matches)
    }

    @Test(
        "filters know the rules of an event, by title, id and level",
        arguments: [
            ("rule:\"Telnet sweep\"", 4), ("rule:rule-scan", 4), ("rule:telnet*", 4), ("rule:*", 6),
            ("-rule:*", 6), ("level:medium", 3), ("rule:telnet* level:medium", 1), ("rule:nothing", 0),
            ("rule:rule-scan dest_ip:198.51.100.7 192.0.2.1", 2), ("-rule:rule-scan 192.0.2.", 8),
        ])
    func filters(_ text: String, _ count: Int) throws {
        _ = try fill()
        let filter = try FilterParser.parse(text)
        #expect(try titles(filter).count == count)
    }

    @Test("events that come again bring no match twice")
    func again() throws {
        let source = try fill()
        let writer = try store.writer()
        var part = Self.matched(source.part())
        part.bookmark.sourceID = try writer.bookmarks(gateway: "gw-a")[0].sourceID
        let done = try writer.append([part], arrived: Self.now)
        #expect(done.duplicates == 12 && done.matches == 0)
        #expect(try overview().total == 7)
        #expect(try store.problems() == [])
    }

    @Test("an overview counts each rule, by counts, by rows and through a filter alike")
    func overviews() throws {
        _ = try fill()
        let all = try overview()
        #expect(all.total == 7)
        #expect(all.matches == [2, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0])
        #expect(all.rules.map(\.rule) == [Self.scan, Self.login])
        #expect(all.rules.map(\.count) == [4, 3])
        #expect(all.rules.map(\.series) == [[2, 2], [2, 1]])
        #expect(all.rules[0].last == Instant("2026-11-24T09:00:00.000000+0000"))
        let filtered = try overview(.test(.eventType, .equals(.text("flow"))))
        #expect(filtered.matches == all.matches && filtered.rules.map(\.count) == [4, 3])
        let some = try overview(.test(.source, .equals(.address(Self.first))))
        #expect(some.total == 2)
    }

    @Test("a day that is made anew keeps its matches, and verify finds what does not agree")
    func care() throws {
        _ = try fill()
        let before = try titles()
        try store.change("days/2026-11-24.db", "DELETE FROM event WHERE row = (SELECT max(row) FROM event)")
        #expect(try store.repair(thorough: true).isEmpty == false)
        #expect(try titles() == before)
        #expect(try store.problems() == [])
        for change in [
            "INSERT INTO match VALUES (7, 1)", "DELETE FROM match_count WHERE rule = 1",
            "UPDATE match_count SET count = count + 1 WHERE rule = 2", "DELETE FROM rule WHERE id = 1",
        ] {
            let copy = try store.copy()
            try copy.change("days/2026-11-24.db", change)
            #expect(try !copy.problems().isEmpty, "\(change)")
        }
    }

    @Test("kept events keep their matches when their day is dropped")
    func kept() throws {
        _ = try fill()
        let first = try #require(
            try store.reader.page(PageRequest(isDescending: false, limit: 1), until: Cancellation()).rows.first)
        let writer = try store.writer()
        var newer = Source(gateway: "gw-b")
        newer.lines = [Line.event("2026-12-30T00:00:00Z")]
        let later = Instant(microseconds: Self.now.microseconds + 40 * Instant.microsecondsPerDay)
        _ = try writer.append([newer.part()], arrived: later)
        try writer.keep([first.id])
        let dropped = try writer.applyRetention(RetentionPolicy(days: 7), now: later)
        #expect(dropped.count == 1)
        #expect(try titles().map { Set($0) } == [Set([Self.scan.title, Self.login.title]), []])
    }
}

// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Testing

@testable import Store

@Suite("Scans that open lines")
struct ScanProgressTests {
    let history: History

    init() throws { history = try History.shared() }

    @Test("they go back from the newest and say how far, whatever asks for them")
    func reached() throws {
        let filter = try FilterParser.parse("re:/nowhere to be found/")
        let first = try #require(history.events.first).time
        let asking: [(Cancellation) throws -> Void] = [
            { _ = try history.reader.count(CountRequest(by: [.field(.eventType)], filter: filter), until: $0) },
            { _ = try history.reader.count(CountRequest(by: [.field(.source)], filter: filter), until: $0) },
            { _ = try history.reader.page(PageRequest(filter: filter), until: $0) },
        ]
        for ask in asking {
            let cancellation = Cancellation()
            try ask(cancellation)
            #expect(cancellation.reached == first)
        }
    }

    @Test("what the columns tell notes nothing")
    func hot() throws {
        let cancellation = Cancellation()
        let filter = try FilterParser.parse("dport:1..1023 @since:2020-01-01")
        _ = try history.reader.count(CountRequest(by: [.field(.source)], filter: filter), until: cancellation)
        _ = try history.reader.page(PageRequest(filter: filter), until: cancellation)
        #expect(cancellation.reached == nil)
    }

    @Test("a time that must hold is all that is gone through")
    func span() throws {
        let events = history.events
        let time = events[events.count / 2].time
        let cancellation = Cancellation()
        let filter = Filter.all([.since(.at(time)), .text("nowhere to be found")])
        _ = try history.reader.page(PageRequest(filter: filter), until: cancellation)
        #expect(cancellation.reached == time)
    }

    @Test("they end at the first line after the question was given up")
    func cancelled() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        let filter = try FilterParser.parse("re:/x/")
        let page = try history.reader.page(PageRequest(filter: filter), until: cancellation)
        #expect(page.isPartial && page.rows.isEmpty)
        #expect(cancellation.reached == nil)
    }

    /// A day of one gateway, an event in each two seconds of 16 hours.
    private static func day() throws -> TemporaryStore {
        let store = try TemporaryStore()
        var source = Source(gateway: "gw-a")
        source.lines = (0..<28_800).map { index in
            let parts = [index / 1800, index / 30 % 60, index % 30 * 2].map { String(String($0 + 100).dropFirst()) }
            return Line.event("2026-11-24T\(parts.joined(separator: ":")).000000+0000")
        }
        _ = try store.writer().append([source.part()], arrived: History.now)
        return store
    }

    @Test("what the events overview says to have gone through is counted, whenever it is given up")
    func overview() throws {
        let store = try Self.day()
        let start = Instant("2026-11-24T08:00:00.000000+0000")
        let grid = BucketGrid(start: start, width: 3_600_000_000, count: 8)
        let request = OverviewRequest(filter: .text("198.51"), grid: grid, sparkCells: 4, rows: 3, newest: 0)
        var isPartial = false
        // Rarely the other thread comes too late.
        for _ in 0..<100 where !isPartial {
            let cancellation = Cancellation()
            let ended = Cancellation()
            Thread.detachNewThread {
                while cancellation.reached == nil, !ended.isSet {}
                cancellation.cancel()
            }
            let overview = try store.reader.eventsOverview(request, until: cancellation)
            ended.cancel()
            isPartial = overview.isPartial
            let reached = try #require(cancellation.reached)
            let behind = max(0, (grid.range.end.microseconds - reached.microseconds) / 2_000_000 - 1)
            #expect(overview.total >= min(behind, 14_400), "\(reached)")
            #expect(overview.gateways.total == overview.total)
        }
        #expect(isPartial)
    }
}

// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Testing

@testable import Store

/// A store of real output, and the same events as plainly as they can be seen.
private final class PlainHistory: Sendable {
    let store: TemporaryStore
    nonisolated(unsafe) let events: [PlainEvent]  // Made once, then only read.

    static func shared() throws -> PlainHistory { try made.get() }

    private static let made = Result { try PlainHistory() }

    private init() throws {
        store = try TemporaryStore()
        let writer = try store.writer()
        var events: [PlainEvent] = []
        for file in try SharedData.files() {
            let gateway = file.lastPathComponent.replacing(".eve.json", with: "")
            var source = Source(gateway: gateway)
            source.lines = String(decoding: try Data(contentsOf: file), as: UTF8.self).components(separatedBy: "\n")
                .enumerated().filter { !$0.element.isEmpty && $0.offset % (isSoak ? 3 : 29) == 0 }.map(\.element)
            let part = source.part()
            for event in part.batch.events {
                let line = part.batch.bytes[event.raw]
                let json = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
                events.append(
                    PlainEvent(
                        line: String(decoding: line, as: UTF8.self), json: try #require(json), gateway: gateway,
                        time: event.time.microseconds))
            }
            _ = try writer.append([part], arrived: History.now)
        }
        unsafe self.events = events
    }

    func matching(_ query: PlainQuery) -> [String] {
        unsafe events.filter(query.holds).map { $0.gateway + $0.line }.sorted()
    }
}

@Suite("The filter language over real events", .enabled(if: SharedData.isExpected, "skipped: no ../shared"))
struct FilterLanguageTests {
    @Test("the store that they are asked of tells blocks apart by the grams of their lines")
    func grams() throws {
        let store = try PlainHistory.shared().store
        var sets = 0
        for partition in try store.reader.partitions(of: .everything) {
            try store.reader.read(partition, until: Cancellation()) { day throws(StoreError) in
                let rows = try Statement(day.database, "SELECT count(*) FROM block_grams")
                if try rows.step() { sets += Int(rows.integer(0)) }
            }
        }
        #expect(sets > 0)
    }

    @Test("every reader gives what a plain look at the raw lines gives", arguments: 0..<(isSoak ? 100 : 12))
    func agreement(seed: Int) throws {
        let history = try PlainHistory.shared()
        let reader = history.store.reader
        var maker = unsafe PlainQueryMaker(seed: UInt64(seed), events: history.events)
        for _ in 0..<10 {
            let query = maker.query()
            let filter = try FilterParser.parse(query.text)
            let wanted = history.matching(query)
            let comment = Comment(rawValue: query.text)
            var lines: [String] = []
            let request = PageRequest(filter: filter, limit: .max, withSummary: false)
            try reader.forEachRaw(request, until: Cancellation()) { row, raw in
                lines.append(row.gateway + String(decoding: raw, as: UTF8.self))
                return true
            }
            #expect(lines.sorted() == wanted, comment)
            for sort in [SortKey.time, .source] {
                var request = request
                request.sort = sort
                #expect(try reader.page(request, until: Cancellation()).rows.count == wanted.count, comment)
            }
            #expect(
                try reader.count(CountRequest(by: [], filter: filter), until: Cancellation()).total == wanted.count,
                comment)
            let byType = CountRequest(by: [.field(.eventType)], filter: filter)
            #expect(try reader.count(byType, until: Cancellation()).total == wanted.count, comment)
            #expect(try Self.scanned(reader, filter) == wanted, comment)
            try overviews(query, filter, history)
            #expect(try FilterParser.parse(filter.text) == filter, comment)
        }
    }

    private static func scanned(_ reader: StoreReader, _ filter: Filter) throws -> [String] {
        let scan = LineScan(reader, LineScan.Request(filter: filter), blocks: 8)
        var lines: [String] = []
        while try scan.next(
            until: Cancellation(),
            { head, line in lines.append(head.gateway + String(decoding: line.indices.map { line[$0] }, as: UTF8.self))
            })
            != nil
        {}
        return lines.sorted()
    }

    /// The panes' numbers: alerts, events without `stats`, and what their newest rows are.
    private func overviews(_ query: PlainQuery, _ filter: Filter, _ history: PlainHistory) throws {
        let times = unsafe history.events.map(\.time)
        let start = try #require(times.min())
        let width = (try #require(times.max()) - start) / 10 + 1
        let grid = BucketGrid(start: Instant(microseconds: start), width: width, count: 10)
        let request = OverviewRequest(filter: filter, grid: grid, sparkCells: 4, rows: 5, newest: 3)
        let alerts = history.matching(.all([query, .equals(["event_type"], ["alert"])]))
        let events = history.matching(.all([query, .not(.equals(["event_type"], ["stats"]))]))
        let comment = Comment(rawValue: query.text)
        let overview = try history.store.reader.alertsOverview(request, until: Cancellation())
        #expect(overview.total.total == alerts.count, comment)
        #expect(overview.newest.count == min(3, alerts.count), comment)
        #expect(try history.store.reader.eventsOverview(request, until: Cancellation()).total == events.count, comment)
    }
}

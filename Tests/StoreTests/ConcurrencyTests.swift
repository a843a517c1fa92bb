// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Store
import Synchronization
import Testing

@Suite("Reading while writing")
struct ConcurrencyTests {
    /// What two readers saw until the writer was done.
    private final class Watch: Sendable {
        let isDone = Atomic<Bool>(false)
        let looks = Atomic<Int>(0)
        let problems = Mutex<[String]>([])

        func note(_ problem: String) { problems.withLock { $0.append(problem) } }
    }

    private static func lines(_ commit: Int) -> [String] {
        (0..<60).map { number in
            let day = number % 3 == 0 ? "2026-11-23T23" : "2026-11-24T01"
            let time = "\(day):\(10 + commit % 50):00.\(100_000 + number)+0000"
            return number % 2 == 0
                ? Line.alert(time, sid: number % 7, severity: 1 + number % 4) : Line.event(time, type: "dns")
        }
    }

    /// Asks one thing in two ways that must agree, whatever the writer does meanwhile.
    private static func look(_ reader: StoreReader, _ watch: Watch, least: inout Int) throws {
        let grid = BucketGrid(start: Instant("2026-11-23T00:00:00Z"), width: 3_600_000_000, count: 48)
        let request = OverviewRequest(filter: .everything, grid: grid, sparkCells: 4, rows: 3, newest: 3)
        let alerts = try reader.alertsOverview(request, until: Cancellation())
        let total = alerts.total.total
        if alerts.severities.reduce(0, { $0 + $1.total }) != total { watch.note("severities") }
        if alerts.signatures.total != total || alerts.gateways.total != total { watch.note("rankings") }
        if alerts.actions.rows.reduce(alerts.actions.other + alerts.actions.missing, { $0 + $1.count }) != total {
            watch.note("actions")
        }
        let events = try reader.eventsOverview(request, until: Cancellation())
        if events.events.reduce(0, +) != events.total || events.types.total != events.total { watch.note("events") }
        // All events of this store are counted by both, of one state of each day.
        if events.activity.reduce(0, { $0 + $1.events.reduce(0, +) }) != events.total { watch.note("activity") }
        if events.total < least { watch.note("went back from \(least) to \(events.total)") }
        least = events.total
        let table = try reader.count(CountRequest(by: [.field(.eventType)], top: 1), until: Cancellation())
        if table.rows.reduce(table.other + table.missing, { $0 + $1.count }) != table.total { watch.note("count") }
        if table.total < least { watch.note("count went back") }
        // A commit is all of its day's lines or none.
        for day in ["2026-11-23", "2026-11-24"] {
            let start = Instant("\(day)T00:00:00Z")
            let range = TimeRange(start: start, end: start.advanced(byMicroseconds: Instant.microsecondsPerDay))
            let total = try reader.count(CountRequest(by: [], range: range), until: Cancellation()).total
            if total % (day == "2026-11-23" ? 20 : 40) != 0 { watch.note("\(total) on \(day)") }
        }
        for row in try reader.page(PageRequest(limit: 5), until: Cancellation()).rows
        where try reader.detail(row.id)?.row != row { watch.note("detail") }
        watch.looks.add(1, ordering: .relaxed)
    }

    @Test("every call sees whole commits, and numbers of one call agree")
    func consistency() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        var source = Source(gateway: "gw-a")
        source.lines = Self.lines(0)
        source.move(to: try writer.append([source.part()], arrived: History.now).bookmarks[0])
        let watch = Watch()
        let shared = store.reader
        let ended = DispatchGroup()
        for number in 0..<2 {
            ended.enter()
            let path = store.path
            Thread {
                defer { ended.leave() }
                // One shares its reader with nobody.
                let reader = number == 0 ? shared : StoreReader(directory: path)
                var least = 0
                do {
                    repeat {
                        try Self.look(reader, watch, least: &least)
                    } while !watch.isDone.load(ordering: .acquiring)
                } catch {
                    watch.note("\(error)")
                }
            }.start()
        }
        let commits = isSoak ? 2000 : 60
        for commit in 1..<commits {
            source.lines += Self.lines(commit)
            source.move(to: try writer.append([source.part()], arrived: History.now).bookmarks[0])
        }
        watch.isDone.store(true, ordering: .releasing)
        ended.wait()
        #expect(watch.problems.withLock { $0 } == [])
        #expect(watch.looks.load(ordering: .relaxed) >= 2)
        #expect(try shared.count(CountRequest(by: []), until: Cancellation()).total == commits * 60)
    }

    @Test("a store that is just being made reads as empty, not as broken")
    func birth() throws {
        for _ in 0..<(isSoak ? 200 : 10) {
            let store = try TemporaryStore()
            let watch = Watch()
            let ended = DispatchSemaphore(value: 0)
            let path = store.path
            Thread {
                defer { ended.signal() }
                while !watch.isDone.load(ordering: .acquiring) {
                    // A new reader each time: once it has found the store it keeps it.
                    let reader = StoreReader(directory: path)
                    do {
                        if try reader.extent() != nil { watch.note("an event") }
                        if try reader.gateways().count > 0 { watch.note("a gateway") }
                    } catch {
                        watch.note("\(error)")
                    }
                }
            }.start()
            let writer = try store.writer()
            watch.isDone.store(true, ordering: .releasing)
            ended.wait()
            withExtendedLifetime(writer) {}
            #expect(watch.problems.withLock { $0 } == [])
        }
    }

    @Test("the change token moves with every commit, and only then")
    func token() throws {
        let store = try TemporaryStore()
        let reader = store.reader
        #expect(try reader.changeToken() == 0)
        let writer = try store.writer()
        var source = Source(gateway: "gw-a")
        var known = try reader.changeToken()
        for _ in 0..<3 {
            source.lines += Self.lines(1)
            source.move(to: try writer.append([source.part()], arrived: History.now).bookmarks[0])
            let next = try reader.changeToken()
            #expect(next != known)
            #expect(try reader.changeToken() == next)
            known = next
        }
    }

    @Test("a cancelled question answers with what it has, marked as partial")
    func cancellation() throws {
        let history = try History.shared()
        let reader = history.reader
        let cancelled = Cancellation()
        cancelled.cancel()
        let page = try reader.page(PageRequest(), until: cancelled)
        #expect(page.isPartial)
        #expect(page.rows.isEmpty)
        for sort in SortKey.allCases {
            let sorted = try reader.page(PageRequest(sort: sort), until: cancelled)
            #expect(sorted.isPartial)
        }
        var lines = 0
        try reader.forEachRaw(PageRequest(limit: .max), until: cancelled) { _, _ in
            lines += 1
            return true
        }
        #expect(lines == 0)
    }

    @Test("a long count that is cancelled on its way is partial and too low, and the reader goes on working")
    func cancelledCount() throws {
        let store = try TemporaryStore()
        var source = Source(gateway: "gw-a")
        for commit in 0..<160 { source.lines += Self.lines(commit % 50) }
        _ = try store.writer().append([source.part()], arrived: History.now)
        let reader = store.reader
        let cancelled = Cancellation()
        cancelled.cancel()
        let grid = BucketGrid(start: Instant("2026-11-23T00:00:00Z"), width: 3_600_000_000, count: 48)
        // A filter that no column answers, so that no roll-up does either.
        let cold = Filter.not(.text("no such text"))
        let table = try reader.count(CountRequest(by: [], filter: cold), until: cancelled)
        #expect(table.isPartial)
        #expect(table.total < 9600)
        let request = OverviewRequest(filter: cold, grid: grid, sparkCells: 4, rows: 3, newest: 3)
        let alerts = try reader.alertsOverview(request, until: cancelled)
        #expect(alerts.isPartial)
        #expect(alerts.severities.reduce(0) { $0 + $1.total } == alerts.total.total)
        #expect(alerts.signatures.total == alerts.total.total)
        let events = try reader.eventsOverview(request, until: cancelled)
        #expect(events.isPartial)
        #expect(events.events.reduce(0, +) == events.total)
        #expect(try reader.count(CountRequest(by: [], filter: cold), until: Cancellation()).total == 9600)
    }
}

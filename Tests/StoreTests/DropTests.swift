// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Store
import Testing

@Suite("Kernel drops")
struct DropTests {
    let store: TemporaryStore
    /// A day later than every reading here.
    let now = Instant("2026-11-24T12:00:00.000000+0000")

    init() throws { store = try TemporaryStore() }

    /// Appends readings one file after the other, one commit for each inner list.
    private func append(_ commits: [[(time: String, drops: Int, host: String?)]], to writer: StoreWriter) throws {
        var source = Source(gateway: "gw-a")
        for commit in commits {
            source.lines += commit.map { Line.stats($0.time, drops: $0.drops, host: $0.host) }
            source.move(to: try writer.append([source.part()], arrived: now).bookmarks[0])
        }
    }

    private func total() throws -> Int { try #require(try store.reader.gateways().first).kernelDrops }

    /// What the panel says of a period of so many hours from `start` on, by the hour.
    private func panel(_ start: String, hours: Int) throws -> [Int] {
        let grid = BucketGrid(start: Instant(start), width: 3_600_000_000, count: hours)
        let request = OverviewRequest(filter: .everything, grid: grid, sparkCells: 0, rows: 1, newest: 0)
        let overview = try store.reader.eventsOverview(request, until: Cancellation())
        return try #require(overview.activity.first).drops
    }

    @Test("counters add up over restarts of the sensor, one commit or many", arguments: [true, false])
    func restarts(together: Bool) throws {
        let drops = [0, 10, 10, 25, 0, 3, 40, 5, 5]
        let readings = drops.enumerated().map {
            (time: "2026-11-23T10:0\($0.offset):00", drops: $0.element, host: nil as String?)
        }
        try append(together ? [readings] : readings.map { [$0] }, to: store.writer())
        // 0->10, 10->25, restart, 0->3, 3->40, restart at 5.
        #expect(try total() == 10 + 15 + 3 + 37 + 5)
        #expect(try panel("2026-11-23T10:00:00Z", hours: 1) == [70])
    }

    @Test("what a sensor had dropped before its first reading is not counted")
    func firstReading() throws {
        // The demo's day: the evening before still holds the morning's losses, at midnight the sensor starts anew.
        try append(
            [
                [("2026-11-22T14:40:00", 540, nil), ("2026-11-22T23:50:00", 540, nil)],
                [("2026-11-23T00:10:00", 0, nil), ("2026-11-23T05:00:00", 0, nil), ("2026-11-23T05:30:00", 540, nil)],
                [("2026-11-23T12:00:00", 540, nil)],
            ], to: store.writer())
        #expect(try total() == 540)
        #expect(try panel("2026-11-22T14:00:00Z", hours: 24).reduce(0, +) == 540)
        #expect(try panel("2026-11-23T05:00:00Z", hours: 1) == [540])
    }

    @Test("sensors of one gateway have counters of their own")
    func sensors() throws {
        try append(
            [
                [("2026-11-23T10:00:00", 100, "a"), ("2026-11-23T10:00:01", 5, "b")],
                [("2026-11-23T10:01:00", 101, "a"), ("2026-11-23T10:01:01", 7, "b"), ("2026-11-23T10:01:02", 3, nil)],
            ], to: store.writer())
        #expect(try total() == 3)
        #expect(try panel("2026-11-23T10:00:00Z", hours: 1) == [3])
    }

    @Test(
        "readings that come late are held by the newer one already, in one commit or in a later one",
        arguments: [true, false])
    func late(together: Bool) throws {
        let order = [("10:00:00", 10), ("10:02:00", 30), ("10:01:00", 20), ("10:03:00", 31)]
        let readings = order.map { (time: "2026-11-23T\($0.0)", drops: $0.1, host: nil as String?) }
        try append(together ? [readings] : readings.map { [$0] }, to: store.writer())
        #expect(try total() == 21)
        #expect(try panel("2026-11-23T10:00:00Z", hours: 1) == [21])
        let report = try #require(try store.reader.gateways().first)
        #expect(report.counters?.kernelDrops == 31)
        #expect(report.countersTime == Instant("2026-11-23T10:03:00Z"))
    }

    @Test("a period begins with the reading just before it, also across midnight, and not with one of long ago")
    func beginning() throws {
        try append(
            [
                [("2026-11-22T23:59:50", 100, nil), ("2026-11-23T00:00:10", 107, nil)],
                [("2026-11-23T06:00:00", 500, nil), ("2026-11-23T06:30:00", 501, nil)],
            ], to: store.writer())
        #expect(try panel("2026-11-23T00:00:00Z", hours: 1) == [7])
        #expect(try panel("2026-11-23T06:00:00Z", hours: 1) == [1])
        #expect(try panel("2026-11-23T00:00:00Z", hours: 7) == [7, 0, 0, 0, 0, 0, 394])
        #expect(try total() == 401)
    }

    @Test("the same readings again count nothing")
    func again() throws {
        let writer = try store.writer()
        var source = Source(gateway: "gw-a")
        source.lines = [Line.stats("2026-11-23T10:00:00", drops: 1), Line.stats("2026-11-23T10:01:00", drops: 9)]
        let part = source.part()
        var known = part
        known.bookmark = try writer.append([part], arrived: now).bookmarks[0]
        _ = try writer.append([known], arrived: now)
        #expect(try total() == 8)
        #expect(try store.reader.gateways().first?.events == 2)
    }

    @Test("readings without the counter, below zero and of the largest size trap nothing")
    func odd() throws {
        let writer = try store.writer()
        var source = Source(gateway: "gw-a")
        let drops = [
            "-5", "9223372036854775807", "0", "9223372036854775807", "1e3", "null", "\"7\"", "18446744073709551615",
        ]
        source.lines = drops.enumerated().map { index, drops in
            Line.event(
                "2026-11-23T10:0\(index):00", type: "stats", source: nil, destination: nil,
                extra: "\"stats\":{\"capture\":{\"kernel_drops\":\(drops)}}")
        }
        source.lines.append(Line.event("2026-11-23T11:00:00", type: "stats", extra: "\"stats\":{}"))
        source.lines.append(Line.event("2026-11-23T11:01:00", type: "stats"))
        let done = try writer.append([source.part()], arrived: now)
        #expect(done.stored == 10)
        #expect(try total() >= 0)
        #expect(try panel("2026-11-23T10:00:00Z", hours: 2).allSatisfy { $0 >= 0 })
    }
}

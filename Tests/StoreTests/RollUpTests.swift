// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Query
import Testing

@testable import Store

@Suite("Roll-ups")
struct RollUpTests {
    let now = Instant("2026-11-24T12:00:00.000000+0000")
    /// Two days with files of their own, and two that share one, on either side of its origin.
    static let days = ["2026-11-23", "2026-11-24", "1969-12-31", "1970-01-02"]

    @Test("the events overview is the same by roll-ups as by events", arguments: [1, 2, 3] as [UInt64])
    func events(seed: UInt64) throws {
        let store = try filled(seed: seed)
        let (quick, thorough) = Self.readers(store)
        for grid in Self.grids {
            for filter in Self.filters {
                let request = OverviewRequest(filter: filter, grid: grid, sparkCells: 7, rows: 3, newest: 2)
                let overview = try quick.eventsOverview(request, until: Cancellation())
                #expect(try thorough.eventsOverview(request, until: Cancellation()) == overview, "\(grid) \(filter)")
            }
        }
        let all = OverviewRequest(filter: .everything, grid: Self.grids[0], sparkCells: 7, rows: 3, newest: 2)
        let overview = try quick.eventsOverview(all, until: Cancellation())
        #expect(overview.total > 100)
        #expect(overview.types.rows.allSatisfy { $0.series.reduce(0, +) == $0.count })
        #expect(overview.activity.contains { $0.lastEvent != nil })
    }

    @Test("the alerts overview's activity is the same by roll-ups as by events")
    func alerts() throws {
        let store = try filled(seed: 4)
        let (quick, thorough) = Self.readers(store)
        for grid in Self.grids {
            let request = OverviewRequest(filter: .everything, grid: grid, sparkCells: 5, rows: 3, newest: 2)
            let overview = try quick.alertsOverview(request, until: Cancellation())
            #expect(try thorough.alertsOverview(request, until: Cancellation()) == overview, "\(grid)")
        }
    }

    @Test("counts are the same by roll-ups as by events", arguments: [5, 6] as [UInt64])
    func counts(seed: UInt64) throws {
        let store = try filled(seed: seed)
        let (quick, thorough) = Self.readers(store)
        var counted = 0
        for by in Self.dimensions {
            for filter in Self.filters {
                for range in Self.ranges {
                    let request = CountRequest(by: by, filter: filter, range: range)
                    let table = try quick.count(request, until: Cancellation())
                    counted += table.total
                    #expect(
                        try thorough.count(request, until: Cancellation()) == table, "\(by) \(filter) \(range)")
                }
            }
        }
        #expect(counted > 10_000)
    }

    @Test("the table holds what a recount of the events gives, after duplicates and torn commits too")
    func recount() throws {
        let store = try TemporaryStore()
        var source = Source(gateway: "gw-a")
        source.lines = Self.lines(400, seed: 7)
        let writer = try store.writer()
        source.move(to: try writer.append([source.part(150)], arrived: now).bookmarks[0])
        let before = try store.copy()
        let part = source.part()
        #expect(try writer.append([part], arrived: now).stored == 250)
        #expect(try writer.append([part], arrived: now).duplicates == 250)
        try Self.expectRecount(store)

        // As a crash leaves it that comes before the bookmark is committed, or between two days.
        for lost in [["station.db"], ["station.db", "days/2026-11-24.db", "days/other.db"]] {
            let torn = try store.copy()
            for name in lost {
                for ending in ["", "-wal", "-shm"] {
                    let target = torn.path + "/" + name + ending
                    try? FileManager.default.removeItem(atPath: target)
                    let old = before.path + "/" + name + ending
                    if FileManager.default.fileExists(atPath: old) {
                        try FileManager.default.copyItem(atPath: old, toPath: target)
                    }
                }
            }
            let again = try torn.writer().append([part], arrived: now)
            #expect(again.stored + again.duplicates == 250)
            #expect(again.duplicates > 0)
            #expect(try torn.reader.count(CountRequest(by: []), until: Cancellation()).total == 400)
            try Self.expectRecount(torn)
        }
    }

    @Test("parts of a new source in one append have one number, and come again as duplicates")
    func parts() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        var source = Source(gateway: "gw-a")
        source.lines = Self.lines(90, seed: 9)
        var parts: [StoreWriter.Part] = []
        for _ in 0..<3 {
            parts.append(source.part(30))
            source.move(to: parts[parts.count - 1].bookmark)
        }
        // Another file of the same name that begins alike is another source.
        var successor = Source(gateway: "gw-a")
        successor.lines = Self.lines(5, seed: 10)
        parts.append(successor.part())
        let done = try writer.append(parts, arrived: now)
        #expect(done.stored == 95)
        #expect(Set(done.bookmarks[..<3].map(\.sourceID)).count == 1)
        #expect(done.bookmarks[3].sourceID != done.bookmarks[0].sourceID)
        #expect(
            try writer.bookmarks(gateway: "gw-a").map(\.offset) == [done.bookmarks[3].offset, done.bookmarks[2].offset])

        for index in parts.indices { parts[index].bookmark.sourceID = done.bookmarks[index].sourceID }
        let again = try writer.append(parts, arrived: now)
        #expect(again.duplicates == 95)
        #expect(again.stored == 0)
        try Self.expectRecount(store)
    }

    @Test("what roll-ups can tell is not looked for among the events")
    func use() throws {
        let store = try filled(seed: 8)
        let all = try store.reader.count(CountRequest(by: []), until: Cancellation()).total
        for file in try Self.files(store) {
            let queue = try StoreFile.openForWriting(store.path + "/days/" + file, schema: Schema.day)
            try queue.transaction { database throws(StoreError) in
                try Statement.run(database, "DELETE FROM roll_up_sums")
            }
        }
        let (quick, thorough) = Self.readers(store)
        #expect(try quick.count(CountRequest(by: []), until: Cancellation()).total == 0)
        #expect(try quick.count(CountRequest(by: [.field(.source)]), until: Cancellation()).total == all)
        #expect(try thorough.count(CountRequest(by: []), until: Cancellation()).total == all)
    }

    private static func readers(_ store: TemporaryStore) -> (quick: StoreReader, thorough: StoreReader) {
        (store.reader, StoreReader(directory: store.path, usesRollUps: false, geography: MadeUpGeography()))
    }

    private static func files(_ store: TemporaryStore) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: store.path + "/days").filter { $0.hasSuffix(".db") }
    }

    private static func expectRecount(_ store: TemporaryStore) throws {
        let reader = store.reader
        var rows = 0
        for partition in try reader.partitions(of: .everything) {
            try reader.read(partition, until: Cancellation()) { day throws(StoreError) in
                for level in RollUpLevel.allCases {
                    let wanted = try recount(level, in: day)
                    let stored = try stored(level, in: day)
                    #expect(stored.cells == wanted)
                    #expect(stored.kinds == summed(wanted) { $0.gateway = 0 })
                    #expect(stored.gateways == gatewayCounts(wanted, in: day))
                    rows += wanted.count
                }
            }
        }
        #expect(rows > 20)
    }

    private struct Bucketed: Hashable {
        var bucket: Int64
        var cell: RollUpCell
    }

    private static func recount(_ level: RollUpLevel, in day: DaySnapshot) throws(StoreError) -> [Bucketed: Int64] {
        let rows = try Statement(day.database, "SELECT row, gateway, type, transport, app FROM event")
        var counts: [Bucketed: Int64] = [:]
        while try rows.step() {
            let cell = RollUpCell(
                gateway: UInt32(rows.integer(1)), type: UInt32(rows.integer(2)), transport: UInt32(rows.integer(3)),
                app: UInt32(rows.integer(4)))
            let minute = day.partition.minute(ofRow: rows.integer(0))
            let length = level.minutes
            let bucket = (minute - ((minute % length) + length) % length)
            counts[Bucketed(bucket: bucket, cell: cell), default: 0] += 1
        }
        return counts
    }

    private static func summed(
        _ counts: [Bucketed: Int64], _ forget: (inout RollUpCell) -> Void
    ) -> [Bucketed: Int64] {
        counts.reduce(into: [:]) { sums, entry in
            var key = entry.key
            forget(&key.cell)
            sums[key, default: 0] += entry.value
        }
    }

    private static func gatewayCounts(_ counts: [Bucketed: Int64], in day: DaySnapshot) -> [Bucketed: [Int64]] {
        counts.reduce(into: [:]) { sums, entry in
            let isStats = day.names.texts[Int(entry.key.cell.type)].lowercased() == "stats"
            let key = Bucketed(bucket: entry.key.bucket, cell: RollUpCell(gateway: entry.key.cell.gateway))
            sums[key, default: [0, 0]][0] += entry.value
            if isStats { sums[key, default: [0, 0]][1] += entry.value }
        }
    }

    private static func stored(
        _ level: RollUpLevel, in day: DaySnapshot
    ) throws(StoreError) -> (cells: [Bucketed: Int64], kinds: [Bucketed: Int64], gateways: [Bucketed: [Int64]]) {
        let rows = try Statement(
            day.database, "SELECT id, kinds, gateways, cells FROM roll_up WHERE id >= ? AND id < ?")
        rows.bind([.integer(level.id(-1 << 38)), .integer(level.id(1 << 38))])
        var cells: [Bucketed: Int64] = [:]
        var kinds: [Bucketed: Int64] = [:]
        var gateways: [Bucketed: [Int64]] = [:]
        while try rows.step() {
            let bucket = rows.integer(0) - level.id(0)
            func add(_ cell: RollUpCell, to counts: inout [Bucketed: Int64]) {
                var key = Bucketed(bucket: bucket, cell: cell)
                key.cell.count = 0
                // Each kind once.
                #expect(counts.updateValue(cell.count, forKey: key) == nil)
            }
            let areKinds = RollUpCoding.visit(cells: rows.bytes(1), hasGateway: false) { add($0, to: &kinds) }
            let areCells = RollUpCoding.visit(cells: rows.bytes(3), hasGateway: true) { add($0, to: &cells) }
            let areGateways = RollUpCoding.visit(gateways: rows.bytes(2)) { count in
                let key = Bucketed(bucket: bucket, cell: RollUpCell(gateway: count.gateway))
                #expect(gateways.updateValue([count.count, count.stats], forKey: key) == nil)
            }
            #expect(areKinds && areCells && areGateways)
        }
        return (cells, kinds, gateways)
    }
}

// MARK: What is asked, of what

extension RollUpTests {
    /// A store of three gateways' events, appended out of order and in several commits.
    private func filled(seed: UInt64) throws -> TemporaryStore {
        let store = try TemporaryStore()
        let writer = try store.writer()
        for (index, gateway) in ["gw-a", "gw-b", "gw-c"].enumerated() {
            var source = Source(gateway: gateway)
            source.lines = Self.lines(300 / (index + 1), seed: seed &* 10 &+ UInt64(index))
            while Int(source.part().bookmark.lines) > Int(source.bookmark.lines) {
                source.move(to: try writer.append([source.part(70)], arrived: now).bookmarks[0])
            }
        }
        return store
    }

    /// Lines with times within two hours of each day, in no order. The shared days get few, so that they stay shared.
    private static func lines(_ count: Int, seed: UInt64) -> [String] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { index in
            let day = index % 10 < 8 ? days[index % 2] : days[2 + index % 2]
            func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
            let hour = two(Int.random(in: 8...9, using: &random))
            let micros = String(String(Int.random(in: 1_000_000...1_999_999, using: &random)).dropFirst())
            let time =
                "\(day)T\(hour):\(two(Int.random(in: 0...59, using: &random))):"
                + "\(two(Int.random(in: 0...59, using: &random))).\(micros)+0000"
            if index % 9 == 0 { return Line.alert(time, sid: 100 + index % 4, severity: 1 + index % 3) }
            if index % 11 == 0 { return Line.stats(time, drops: index) }
            var extra: [String] = []
            if let proto = ["TCP", "UDP", "tcp", nil].randomElement(using: &random) ?? nil {
                extra.append("\"proto\":\"\(proto)\"")
            }
            if let app = ["tls", "dns", "failed", nil, nil].randomElement(using: &random) ?? nil {
                extra.append("\"app_proto\":\"\(app)\"")
            }
            let type = ["flow", "dns", "tls", "DNS"].randomElement(using: &random) ?? "flow"
            return Line.event(time, type: type, extra: extra.joined(separator: ","))
        }
    }

    private static let second: Int64 = 1_000_000

    /// Of whole minutes, with parts that are not; cut elsewhere; of seconds; over both days; over the shared days.
    private static let grids = [
        BucketGrid(start: Instant("2026-11-24T08:10:00Z"), width: 300 * second, count: 20),
        BucketGrid(start: Instant("2026-11-24T08:40:00Z"), width: 60 * second, count: 40),
        BucketGrid(start: Instant("2026-11-24T08:40:07Z"), width: 60 * second, count: 40),
        BucketGrid(start: Instant("2026-11-24T08:40:00Z"), width: 45 * second, count: 33),
        BucketGrid(start: Instant("2026-11-23T09:00:00Z"), width: 3600 * second, count: 24),
        BucketGrid(start: Instant("1969-12-31T08:31:00Z"), width: 3600 * second, count: 49),
    ]

    private static let filters: [Filter] = [
        .everything,
        .test(.eventType, .equals(.text("dns"))),
        .test(.gateway, .equals(.text("gw-b"))),
        .not(.test(.transport, .equals(.text("tcp")))),
        .test(.transport, .exists),
        .test(.appProtocol, .equals(.absent)),
        .any([.test(.appProtocol, .equals(.text("tls"))), .test(.eventType, .like("*l*"))]),
        .all([.not(.any([.test(.gateway, .like("gw-?")), .test(.transport, .exists)]))]),
        .all([.test(.source, .exists), .test(.eventType, .equals(.text("flow")))]),
    ]

    private static let dimensions: [[Query.Dimension]] = [
        [],
        [.field(.eventType)],
        [.field(.gateway), .bucket(.hour)],
        [.bucket(.minute), .field(.transport)],
        [.bucket(.day), .field(.appProtocol), .field(.transport)],
        [.field(.eventType), .field(.severity)],
    ]

    private static let ranges = [
        TimeRange.everything,
        TimeRange(start: Instant("2026-11-23T09:00:00Z"), end: Instant("2026-11-24T09:00:00Z")),
        TimeRange(start: Instant("2026-11-24T08:10:11.5Z"), end: Instant("2026-11-24T09:20:21.000001Z")),
        TimeRange(start: Instant("2026-11-24T08:10:11.5Z"), end: Instant("2026-11-24T08:10:13Z")),
        TimeRange(start: Instant("1969-12-31T08:20:30Z"), end: Instant("1970-01-02T09:30:30Z")),
        TimeRange(start: Instant("2026-11-24T09:10:30Z"), end: Instant("2026-11-29T09:10:30Z")),
    ]
}

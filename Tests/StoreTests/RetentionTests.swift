// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import GRDB
import Query
import Testing

@testable import Store

@Suite("Retention")
struct RetentionTests {
    let store: TemporaryStore
    let now = Instant("2026-11-24T12:00:00.000000+0000")

    init() throws { store = try TemporaryStore() }

    /// Ten events on each of the days.
    private static func source(_ days: [String]) -> Source {
        var source = Source(gateway: "gw-a")
        source.lines = days.flatMap { day in
            (10..<20).map { Line.event("\(day)T11:00:\($0).000000+0000", extra: "\"flow_id\":\($0)") }
        }
        return source
    }

    private static let days = ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-24"]

    /// A store of `days`, closed.
    @discardableResult
    private func filled() throws -> Source {
        var source = Self.source(Self.days)
        source.move(to: try store.writer().append([source.part()], arrived: now).bookmarks[0])
        return source
    }

    private func files() throws -> [String] {
        Retention.waitForRemovals()
        return try FileManager.default.contentsOfDirectory(atPath: store.path + "/days").filter {
            !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal")
        }.sorted()
    }

    private static func names(_ days: [String]) -> [String] { days.flatMap { [$0 + ".db", $0 + ".raw"] } }

    private func perDay() throws -> [Int] {
        let table = try store.reader.count(CountRequest(by: [.bucket(.day)]), until: Cancellation())
        return table.rows.sorted { $0.key.precedes($1.key) }.map(\.count)
    }

    @Test("old days go with all their files, and the others are as before")
    func drops() throws {
        try filled()
        let writer = try store.writer()
        let gone = try writer.applyRetention(RetentionPolicy(days: 2), now: now)
        #expect(gone.map(\.name) == ["2026-11-20", "2026-11-21"])
        #expect(gone.allSatisfy { $0.reason == .age && $0.bytes > 0 })
        #expect(try files() == Self.names(["2026-11-22", "2026-11-24"]))
        #expect(try perDay() == [10, 10])
        #expect(try store.reader.extent()?.start == Instant("2026-11-22T11:00:10.000000+0000"))
        #expect(try writer.applyRetention(RetentionPolicy(days: 2), now: now) == [])
        #expect(try writer.applyRetention(RetentionPolicy(), now: now) == [])
    }

    @Test("by size and by free space all but the newest may go, also the day that is just written")
    func all() throws {
        let writer = try store.writer()
        var source = Self.source(Self.days)
        source.move(to: try writer.append([source.part()], arrived: now).bookmarks[0])
        #expect(try writer.applyRetention(RetentionPolicy(size: 1), now: now).count == 3)
        #expect(try files() == Self.names(["2026-11-24"]))
        source.lines += Self.source(["2026-11-25"]).lines
        _ = try writer.append([source.part()], arrived: now)
        let next = now.advanced(byMicroseconds: Instant.microsecondsPerDay)
        let gone = try writer.applyRetention(RetentionPolicy(free: .max), now: next)
        #expect(gone.map(\.name) == ["2026-11-24"])
        #expect(gone.map(\.reason) == [.free])
        #expect(try perDay() == [10])
    }

    @Test(
        "late events of a dropped day are counted and not stored, and their source goes on", arguments: [false, true])
    func late(isReopened: Bool) throws {
        var source = try filled()
        var writer: StoreWriter? = try store.writer()
        _ = try writer?.applyRetention(RetentionPolicy(days: 2), now: now)
        if isReopened {
            writer = nil
            writer = try store.writer()
        }
        let open = try #require(writer)
        source.lines += Self.source(["2026-11-20", "2026-11-24", "2026-11-21"]).lines
        let part = source.part()
        let done = try open.append([part], arrived: now)
        #expect(done.stored == 10)
        #expect(done.duplicates == 0)
        #expect(done.bookmarks[0].offset == part.bookmark.offset)
        // The same part again, as after a crash, counts nothing twice.
        _ = try open.append([part], arrived: now)
        #expect(try perDay() == [10, 20])
        let report = try RetentionReport.look(at: store.path, policy: RetentionPolicy(), now: now)
        #expect(report.late == 20)
        #expect(report.dropped == 2)
        #expect(try files() == Self.names(["2026-11-22", "2026-11-24"]))
    }

    @Test("a reader goes on with what it has, and next time leaves out what is gone")
    func readers() throws {
        try filled()
        let reader = store.reader
        let writer = try store.writer()
        var seen: [Int64] = []
        try reader.forEachRaw(PageRequest(isDescending: false, limit: .max), until: Cancellation()) { row, _ in
            // In the middle of the first day.
            if seen.count == 5 {
                do {
                    #expect(try writer.applyRetention(RetentionPolicy(days: 2), now: now).count == 2)
                    Retention.waitForRemovals()
                } catch {
                    Issue.record(error)
                }
            }
            seen.append(row.flowID ?? 0)
            return true
        }
        // The first day to its end, nothing of the second, which was not open yet.
        #expect(seen == (0..<3).flatMap { _ in (10..<20).map(Int64.init) })
        #expect(try reader.count(CountRequest(by: []), until: Cancellation()).total == 20)
    }

    // MARK: Crashes

    @Test("a crash behind the forgetting leaves files that the next writer removes, unless they are another store's")
    func crashBehindForgetting() throws {
        try filled()
        let before = try store.copy()
        _ = try store.writer().applyRetention(RetentionPolicy(days: 2), now: now)
        Retention.waitForRemovals()
        for name in Self.names(["2026-11-20", "2026-11-21"]) {
            try FileManager.default.copyItem(
                atPath: before.path + "/days/" + name, toPath: store.path + "/days/" + name)
        }
        let foreign = store.path + "/days/2026-11-21.raw"
        var bytes = try Data(contentsOf: URL(filePath: foreign))
        bytes[12] ^= 1
        try bytes.write(to: URL(filePath: foreign))
        #expect(try perDay() == [10, 10])
        withExtendedLifetime(try store.writer()) {}
        #expect(try files() == Self.names(["2026-11-21", "2026-11-22", "2026-11-24"]))
    }

    @Test(
        "a crash while a full disk was freed is completed by the next writer",
        arguments: [["2026-11-20.db"], ["2026-11-20.db", "2026-11-20.raw"]])
    func crashBeforeForgetting(moved: [String]) throws {
        try filled()
        let dropping = store.path + "/days/.dropping"
        try FileManager.default.createDirectory(atPath: dropping, withIntermediateDirectories: false)
        for name in moved {
            try FileManager.default.moveItem(atPath: store.path + "/days/" + name, toPath: dropping + "/" + name)
        }
        #expect(try perDay() == [10, 10, 10])
        withExtendedLifetime(try store.writer()) {}
        #expect(try files() == Self.names(Array(Self.days.dropFirst())))
        #expect(try perDay() == [10, 10, 10])
        #expect(try RetentionReport.look(at: store.path, policy: RetentionPolicy(), now: now).dropped == 1)
    }

    @Test("a disk too full to note what is dropped is freed first")
    func fullDisk() throws {
        try filled()
        let directory = StoreDirectory(root: store.path)
        let station = try StationWriter(directory.station)
        var retention = Retention(directory, station)
        var tries = 0
        retention.forget = { days, now throws(StoreError) in
            tries += 1
            let isThere = FileManager.default.fileExists(atPath: directory.rawPath(of: .day(days[0].day)))
            #expect(isThere == (tries == 1))
            if tries == 1 { throw StoreError.diskFull(path: directory.station) }
            try station.forget(days, now: now)
        }
        let days = try retention.plan(RetentionPolicy(days: 2), now: now).drops
        try retention.drop(days, now: now)
        #expect(tries == 2)
        #expect(try files() == Self.names(["2026-11-22", "2026-11-24"]))
        #expect(try perDay() == [10, 10])
    }

    @Test("a reader gives back files of days that are gone")
    func givesBack() throws {
        try filled()
        let reader = store.reader
        #expect(try reader.count(CountRequest(by: []), until: Cancellation()).total == 40)
        _ = try store.writer().applyRetention(RetentionPolicy(days: 2), now: now)
        #expect(try reader.count(CountRequest(by: []), until: Cancellation()).total == 20)
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
            try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0)
        }.filter { $0.hasPrefix(store.path) }
        #expect(open.contains { $0.contains("2026-11-24.db") })
        #expect(!open.contains { $0.contains("2026-11-20") || $0.contains("2026-11-21") }, "\(open)")
    }

    @Test("raw lines that are gone before the first of them is opened are left out")
    func rawGone() throws {
        try filled()
        let reader = store.reader
        // Listed and open, then dropped: the list that a query works by is older.
        let days = try reader.station.days()
        #expect(try reader.count(CountRequest(by: []), until: Cancellation()).total == 40)
        _ = try store.writer().applyRetention(RetentionPolicy(days: 2), now: now)
        Retention.waitForRemovals()
        for stored in days.prefix(2) {
            let answer = try reader.read(stored.partition, until: Cancellation()) { day throws(StoreError) in
                let rows = try Statement(day.database, "SELECT \(DaySnapshot.eventColumns) FROM event e LIMIT 1")
                guard try rows.step() else { return 0 }
                return try day.raw(at: day.place(rows)).count
            }
            #expect(answer == nil)
        }
        // What is damaged and still listed is told.
        try FileManager.default.removeItem(atPath: store.path + "/days/2026-11-22.raw")
        #expect(throws: QueryFailure.self) { try reader.page(PageRequest(), until: Cancellation()) }
    }

    @Test("files of days that were never dropped are left alone, though station.db does not know them")
    func unknownDays() throws {
        try filled()
        let older = try TemporaryStore()
        try FileManager.default.createDirectory(atPath: older.path, withIntermediateDirectories: true)
        let queue = try DatabaseQueue(path: store.path + "/station.db")
        try queue.write { try $0.execute(sql: "DELETE FROM day WHERE day = (SELECT min(day) FROM day)") }
        try queue.close()
        withExtendedLifetime(try store.writer()) {}
        #expect(try files() == Self.names(Self.days))
    }

    @Test("the report tells what is there and what goes next")
    func report() throws {
        let policy = RetentionPolicy(days: 3)
        #expect(try RetentionReport.look(at: store.path, policy: policy, now: now) == RetentionReport())
        #expect(RetentionReport().text == "no days yet")
        try filled()
        var report = try RetentionReport.look(at: store.path, policy: policy, now: now)
        #expect(report.days == 4)
        #expect(report.due.map(\.name) == ["2026-11-20"])
        #expect(report.bytes > 4 * 8192)
        #expect(report.text.contains(" in 4 days since 2026-11-20, "))
        #expect(report.text.hasSuffix(" free, 2026-11-20 goes next"))
        _ = try store.writer().applyRetention(policy, now: now)
        report = try RetentionReport.look(at: store.path, policy: policy, now: now)
        #expect(report.due == [])
        #expect(report.text.contains("2026-11-21 goes on 2026-11-25, 1 dropped so far"))
    }

    @Test(
        "bytes are told in three digits",
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1 kB"), (1_234_567, "1.2 MB"), (999_600, "1 MB"),
            (123_456_789_012, "123 GB"), (UInt64.max, "18447 PB"),
        ] as [(UInt64, String)])
    func bytes(count: UInt64, text: String) {
        #expect(RetentionReport.text(ofBytes: count) == text)
    }
}

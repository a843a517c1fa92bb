// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import GRDB
import Query
import Store
import Testing

/// The state of some files of a store, to put back what a crash would have left.
private struct SavedFiles {
    let root: String
    private let kept: String

    init(_ store: TemporaryStore) throws {
        root = store.path
        kept = store.path + "-saved"
        try? FileManager.default.removeItem(atPath: kept)
        try FileManager.default.copyItem(atPath: root, toPath: kept)
    }

    /// Puts the file, with its journal, back to how it was; away where it was not there.
    func restore(_ file: String) throws {
        for path in [file, file + "-wal", file + "-shm"] {
            try? FileManager.default.removeItem(atPath: root + "/" + path)
            guard FileManager.default.fileExists(atPath: kept + "/" + path) else { continue }
            try FileManager.default.copyItem(atPath: kept + "/" + path, toPath: root + "/" + path)
        }
    }

    func discard() throws { try FileManager.default.removeItem(atPath: kept) }
}

@Suite("After a crash")
struct CrashTests {
    let store: TemporaryStore

    init() throws { store = try TemporaryStore() }

    /// Lines that go back and forth over midnight.
    private func source() -> Source {
        var source = Source(gateway: "gw-a")
        source.lines = (0..<200).map { number in
            let day = number % 3 == 0 ? "2026-11-24T00:00" : "2026-11-23T23:59"
            return Line.event("\(day):\(10 + number % 50).\(100_000 + number)+0000", extra: "\"flow_id\":\(number)")
        }
        return source
    }

    private func flows() throws -> [Int64] {
        try store.reader.page(PageRequest(limit: 10_000, withSummary: false), until: Cancellation()).rows
            .compactMap(\.flowID).sorted()
    }

    /// Appends the second half, crashes so that only some of its files keep it, and appends it again.
    private func tear(losing files: [String], cut: Int? = nil) throws -> StoreWriter.Appended {
        var source = source()
        do {
            let writer = try store.writer()
            source.move(to: try writer.append([source.part(100)], arrived: History.now).bookmarks[0])
        }
        let saved = try SavedFiles(store)
        do {
            let writer = try store.writer()
            _ = try writer.append([source.part()], arrived: History.now)
        }
        for file in files { try saved.restore(file) }
        try saved.discard()
        let writer = try store.writer()
        // What a reader of files does: it asks for the bookmark and reads on from there.
        let known = try #require(try writer.bookmarks(gateway: "gw-a").first)
        #expect(known.lines == 100)
        source.move(to: known)
        guard let cut else { return try writer.append([source.part()], arrived: History.now) }
        let first = try writer.append([source.part(cut)], arrived: History.now)
        source.move(to: first.bookmarks[0])
        var rest = try writer.append([source.part()], arrived: History.now)
        rest.stored += first.stored
        rest.duplicates += first.duplicates
        return rest
    }

    @Test("between the days' commits and the station's, nothing is stored twice", arguments: [nil, 1, 37, 99])
    func beforeStation(cut: Int?) throws {
        let done = try tear(losing: ["station.db"], cut: cut)
        #expect(done.stored == 0)
        #expect(done.duplicates == 100)
        #expect(try flows() == Array(0..<200))
        let report = try #require(try store.reader.gateways().first)
        #expect(report.events == 200)
        #expect(report.duplicates == 100)
    }

    @Test(
        "between two days' commits, the second day's events come and the first day's do not come twice",
        arguments: [nil, 50])
    func betweenDays(cut: Int?) throws {
        let done = try tear(losing: ["station.db", "days/2026-11-24.db"], cut: cut)
        // Every third of the lines 100..<200 lies behind midnight.
        #expect(done.stored == 33)
        #expect(done.duplicates == 67)
        #expect(try flows() == Array(0..<200))
        #expect(try store.reader.gateways().first?.events == 200)
    }

    @Test("before any commit, everything comes")
    func beforeAny() throws {
        let done = try tear(losing: ["station.db", "days/2026-11-24.db", "days/2026-11-23.db"])
        #expect(done.stored == 100)
        #expect(done.duplicates == 0)
        #expect(try flows() == Array(0..<200))
    }

    @Test("a source that was never committed is the same one after a crash in its first append")
    func firstAppend() throws {
        let source = source()
        let part = source.part()
        try FileManager.default.createDirectory(atPath: store.path, withIntermediateDirectories: true)
        do {
            let writer = try store.writer()
            _ = try writer.append([part], arrived: History.now)
        }
        // The source is registered and the days are decided before the first event is stored.
        let queue = try DatabaseQueue(path: store.path + "/station.db")
        try queue.write { database in
            try database.execute(
                sql: """
                    UPDATE source SET offset = 0, lines = 0, events = 0, tail_hash = ?;
                    UPDATE gateway SET events = 0, first_event = NULL, last_event = NULL;
                    """, arguments: [Int64(bitPattern: Fingerprint.empty)])
        }
        try queue.close()
        let writer = try store.writer()
        let known = try #require(try writer.bookmarks(gateway: "gw-a").first)
        #expect(known.offset == 0)
        var again = part
        again.bookmark.sourceID = known.sourceID
        let done = try writer.append([again], arrived: History.now)
        #expect(done.stored == 0)
        #expect(done.duplicates == 200)
        #expect(try store.reader.gateways().first?.events == 200)
        #expect(try flows() == Array(0..<200))
    }

    @Test("lines known before they are decoded count as duplicates, too")
    func countedDuplicates() throws {
        let writer = try store.writer()
        _ = try writer.append([source().part(10)], arrived: History.now)
        try writer.countDuplicates(7, gateway: "gw-a")
        #expect(try store.reader.gateways().map(\.duplicates) == [7])
    }

    @Test(
        "a store of a newer program is refused, by the writer and by the reader",
        arguments: ["station.db", "days/2026-11-24.db"])
    func newerSchema(file: String) throws {
        do {
            let writer = try store.writer()
            _ = try writer.append([source().part()], arrived: History.now)
        }
        let queue = try DatabaseQueue(path: store.path + "/" + file)
        try queue.write { database in
            try database.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99')")
        }
        try queue.close()
        let path = store.path + "/" + file
        #expect(throws: StoreError.newerSchema(path: path)) {
            let writer = try store.writer()
            var source = source()
            if let known = try writer.bookmarks(gateway: "gw-a").first { source.move(to: known) }
            source.lines.append(Line.event("2026-11-24T12:00:00.000000+0000"))
            _ = try writer.append([source.part()], arrived: History.now)
        }
        #expect(throws: QueryFailure.storage(path: path, reason: StoreError.newerSchema(path: path).message)) {
            try store.reader.count(CountRequest(by: []), until: Cancellation())
        }
    }
}

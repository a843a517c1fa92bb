// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Testing

@testable import Store

@Suite("Recounting a store")
struct VerifyTests {
    private static let day = "days/2026-11-23.db"
    private static let raw = "days/2026-11-23.raw"

    @Test("a sound store has no problems, and every event is recounted")
    func sound() throws {
        for store in [try SoundStore.copy(), try History.shared().store] {
            let report = try StoreVerifier(directory: store.path).run { _ in }
            #expect(report.problems.map(\.line) == [])
            #expect(report.problemCount == 0)
            #expect(report.events == (try store.reader.count(CountRequest(by: []), until: Cancellation()).total))
            #expect(report.files == (try store.dayFiles().count { $0.hasSuffix(".raw") }))
        }
    }

    /// Changes to one table of a day, and what must be named.
    static let changes: [(String, String)] = [
        (
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = replace(sql, 'alerts BLOB', 'alertz BLOB') WHERE name = 'roll_up_alerts'
            """, "tables"
        ),
        ("UPDATE event SET gateway = gateway % 3 + 1 WHERE row = (SELECT min(row) FROM event)", "gateway"),
        ("UPDATE event SET type = type + 1 WHERE row = (SELECT max(row) FROM event)", "type"),
        ("UPDATE event SET source = 1 WHERE row = (SELECT min(row) FROM event WHERE source IS NULL)", "source"),
        ("UPDATE event SET source = source + 1 WHERE typeof(source) = 'integer'", "source"),
        ("UPDATE event SET destination = zeroblob(16) WHERE typeof(destination) = 'blob'", "destination"),
        ("UPDATE event SET source_port = 7 WHERE source_port IS NULL", "source_port"),
        ("UPDATE event SET destination_port = NULL WHERE destination_port = 53", "destination_port"),
        ("UPDATE event SET transport = NULL WHERE transport IS NOT NULL", "transport"),
        ("UPDATE event SET app = 1 WHERE app IS NULL", "app"),
        ("UPDATE event SET sensor = sensor + 1 WHERE sensor IS NOT NULL", "sensor"),
        ("UPDATE event SET flow = flow + 1 WHERE row = (SELECT max(row) FROM event)", "flow"),
        ("UPDATE event SET signature = signature % 5 + 1 WHERE signature IS NOT NULL", "signature"),
        ("UPDATE event SET action = 1 WHERE action IS NULL", "action"),
        ("UPDATE event SET flags = 1 WHERE row = (SELECT max(row) FROM event)", "flags"),
        ("UPDATE event SET place = place + 1 WHERE row = (SELECT min(row) FROM event)", "place"),
        ("UPDATE event SET flow = flow || 'x' WHERE flow = 3", "flow"),
        ("DELETE FROM event WHERE row = (SELECT max(row) FROM event)", "is missing in event"),
        (
            "INSERT INTO event SELECT row + 1, gateway, type, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, place "
                + "FROM event ORDER BY row DESC LIMIT 1", "has no line"
        ),
        ("DELETE FROM alert WHERE row = (SELECT min(row) FROM alert)", "is missing in alert"),
        ("UPDATE alert SET action = 9 WHERE row = (SELECT min(row) FROM alert)", "of alert is not"),
        (
            "UPDATE alert SET signature = NULL WHERE row = (SELECT max(row) FROM alert WHERE signature IS NOT NULL)",
            "of alert is not"
        ),
        (
            "INSERT INTO alert SELECT row, gateway, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM event "
                + "WHERE row NOT IN (SELECT row FROM alert) LIMIT 1", "of alert is no alert"
        ),
        ("DELETE FROM stats WHERE row = (SELECT max(row) FROM stats)", "is missing in stats"),
        ("UPDATE stats SET drops = drops + 1 WHERE row = (SELECT max(row) FROM stats)", "of stats is not"),
        (
            "INSERT INTO stats (row, gateway) SELECT row, gateway FROM event WHERE row NOT IN (SELECT row FROM stats) LIMIT 1",
            "of stats has no event"
        ),
        ("UPDATE roll_up_sums SET kinds = gateways WHERE id = (SELECT min(id) FROM roll_up_sums)", "kinds"),
        ("UPDATE roll_up_sums SET gateways = x'010101' WHERE id = (SELECT max(id) FROM roll_up_sums)", "gateways"),
        (
            "UPDATE roll_up_cells SET cells = x'' WHERE id = (SELECT min(id) FROM roll_up_cells WHERE id > 10 << 40)",
            "cells"
        ),
        ("UPDATE roll_up_alerts SET alerts = x'00' WHERE id = (SELECT max(id) FROM roll_up_alerts)", "alerts"),
        ("DELETE FROM roll_up_sums WHERE id = (SELECT max(id) FROM roll_up_sums)", "of roll_up_sums is missing"),
        ("DELETE FROM roll_up_cells WHERE id = (SELECT min(id) FROM roll_up_cells)", "of roll_up_cells is missing"),
        ("DELETE FROM roll_up_alerts WHERE id = (SELECT max(id) FROM roll_up_alerts)", "of roll_up_alerts is missing"),
        (
            "INSERT INTO roll_up_sums SELECT id + 100000, kinds, gateways FROM roll_up_sums LIMIT 1",
            "that are not there"
        ),
        ("INSERT INTO roll_up_cells SELECT 5, cells FROM roll_up_cells LIMIT 1", "that are not there"),
        ("INSERT INTO roll_up_alerts SELECT 5, alerts FROM roll_up_alerts LIMIT 1", "that are not there"),
        ("DELETE FROM alert_list WHERE id = (SELECT max(id) FROM alert_list)", "alert_list"),
        ("UPDATE alert_list SET last_row = last_row + 1 WHERE id = (SELECT max(id) FROM alert_list)", "alert_list"),
        ("UPDATE alert_list SET entries = entries || x'ff'", "alert_list has not its form"),
        ("INSERT INTO alert_list SELECT id + 9, first_row, last_row, entries FROM alert_list LIMIT 1", "alert_list"),
        ("UPDATE alert_kind SET destination_port = 7 WHERE id = 1", "alert_list"),
        (
            "UPDATE alert_kind SET source = NULL WHERE id = (SELECT min(id) FROM alert_kind WHERE source IS NOT NULL)",
            "alert_list"
        ),
        ("DELETE FROM alert_kind WHERE id = (SELECT max(id) FROM alert_kind)", "alert_list has not its form"),
        ("UPDATE raw_block SET last_row = last_row + 1 WHERE place = (SELECT max(place) FROM raw_block)", "raw_block"),
        ("DELETE FROM raw_block WHERE place = (SELECT min(place) FROM raw_block)", "missing in raw_block"),
        ("INSERT INTO raw_block VALUES (9, 1, 2)", "rows of no block"),
        ("DELETE FROM key_leaf WHERE id = (SELECT max(id) FROM key_leaf)", "flows and addresses"),
        (
            "UPDATE key_leaf SET entries = substr(entries, 1, 4) || x'ffff0000' || substr(entries, 9) WHERE "
                + "id = (SELECT min(id) FROM key_leaf)", "key_leaf"
        ),
        ("UPDATE key_leaf SET id = id + (900 << 32)", "rows of no run"),
        ("UPDATE key_run SET entries = entries + 1 WHERE id = (SELECT min(id) FROM key_run)", "key_run"),
        (
            "UPDATE progress SET offset = offset - 1 WHERE source = (SELECT min(source) FROM progress)",
            "progress of source"
        ),
        ("DELETE FROM progress WHERE source = (SELECT max(source) FROM progress)", "is missing"),
        ("INSERT INTO progress VALUES (99, 5)", "no commit tells of it"),
        ("UPDATE text SET text = text || 'x' WHERE id = 1", "gateway"),
        ("UPDATE signature SET revision = revision + 1 WHERE id = 1", "signature"),
        ("UPDATE raw_file SET dictionary = 7", "dictionary"),
        ("UPDATE raw_file SET store = store + 1", "another store"),
        ("UPDATE raw_file SET blocks = blocks + 1", "how many rows raw_block has"),
        ("DELETE FROM raw_file", "raw_file is empty"),
    ]

    @Test("a change in any table of a day is found and named", arguments: changes)
    func change(_ change: (String, String)) throws {
        let store = try SoundStore.copy()
        try store.change(Self.day, change.0)
        let problems = try store.problems()
        #expect(problems.contains { $0.hasPrefix(Self.day) && $0.contains(change.1) }, "\(change.0): \(problems)")
        #expect(problems.count <= 64)
    }

    @Test("a day of the shared file that is changed is found, too")
    func changeShared() throws {
        let store = try SoundStore.copy()
        try store.change("days/other.db", "UPDATE event SET flow = 8 WHERE row = (SELECT min(row) FROM event)")
        #expect(try store.problems().contains { $0.hasPrefix("days/other.db") && $0.contains("flow") })
    }

    @Test("a flipped byte in any part of any record of a raw file is found", arguments: [0, 5, 8, 13, 40])
    func flippedRecord(_ offset: Int) throws {
        let sound = try SoundStore.copy()
        for kind in [RawRecord.Kind.block, .commit] {
            let records = try sound.records(Self.raw, kind)
            for record in [records.first, records.last].compactMap({ $0 }) where kind == .block || offset < 12 {
                let store = try sound.copy()
                try store.flip(Self.raw, at: record + offset)
                #expect(try store.problems().contains { $0.hasPrefix(Self.raw) && $0.contains("damaged") })
            }
        }
    }

    @Test("a flipped byte of the head, a cut and a missing raw file are found")
    func rawFile() throws {
        for offset in [0, 7, 8, 15] {
            let store = try SoundStore.copy()
            try store.flip(Self.raw, at: offset)
            #expect(try store.problems().contains { $0.hasPrefix(Self.raw) && $0.contains("head") })
        }
        let cut = try SoundStore.copy()
        try cut.write(cut.bytes(Self.raw).dropLast(16), to: Self.raw)
        #expect(try cut.problems().contains { $0.hasPrefix(Self.raw) && $0.contains("bytes of") })
        let missing = try SoundStore.copy()
        try missing.remove(Self.raw)
        #expect(try missing.problems().contains { $0.hasPrefix(Self.raw) && $0.contains("missing") })
    }

    @Test("a day that a writer has only just made is sound")
    func justMade() throws {
        for change in ["DELETE FROM raw_file", "UPDATE raw_file SET length = 0, dictionary = 0"] {
            let store = try TemporaryStore()
            do {
                let writer = try store.writer()
                var source = Source(gateway: "gw-a")
                source.lines = ["no event"]
                _ = try writer.append([source.part()], arrived: History.now)
            }
            try FileManager.default.createDirectory(atPath: store.path + "/days", withIntermediateDirectories: true)
            let directory = StoreDirectory(root: store.path)
            let identity = Int64(try store.number("station.db", "SELECT identity FROM store"))
            _ = try DayWriter(.day(20_780), in: directory, identity: identity, DictionaryTraining())
            try store.change("station.db", "INSERT INTO day VALUES (20780, 0)")
            let name = StoreDirectory.name(of: .day(20_780))
            #expect(try store.problems() == [])
            try store.change(name, change)
            #expect(try store.problems() == [])
            #expect(try store.repair() == [])
        }
    }

    @Test("what lies behind the committed length is no problem")
    func unfinishedCommit() throws {
        let store = try SoundStore.copy()
        try store.write(store.bytes(Self.raw) + Array("rubbish".utf8), to: Self.raw)
        #expect(try store.problems() == [])
    }

    /// Changes to the books, and what must be named.
    static let bookChanges: [(String, String)] = [
        ("UPDATE source SET events = events + 1 WHERE id = 1", "is ahead of the days"),
        ("UPDATE source SET events = events - 1 WHERE id = 2", "are stored"),
        ("UPDATE gateway SET events = events + 1 WHERE id = 1", "gateway "),
        ("DELETE FROM source WHERE id = 1", "is missing"),
        ("UPDATE source SET gateway = 77 WHERE id = 1", "of no gateway"),
        ("DELETE FROM day WHERE day = (SELECT max(day) FROM day WHERE shared = 0)", "does not know it"),
        ("UPDATE day SET shared = 1 WHERE day = (SELECT max(day) FROM day WHERE shared = 0)", "does not know it"),
        ("DELETE FROM day WHERE day = (SELECT max(day) FROM day WHERE shared = 1)", "is not noted"),
        ("UPDATE store SET identity = identity + 1", "another store"),
        ("DELETE FROM store", "store is empty"),
    ]

    @Test("a change in the books is found and named", arguments: bookChanges)
    func bookChange(_ change: (String, String)) throws {
        let store = try SoundStore.copy()
        try store.change("station.db", change.0)
        let problems = try store.problems()
        #expect(problems.contains { $0.contains(change.1) }, "\(change.0): \(problems)")
    }

    @Test("books that are behind the days, as after a crash, are sound")
    func behind() throws {
        let store = try TemporaryStore()
        try SoundStore.append(to: store, upTo: 2)
        let books = try store.bytes("station.db")
        try SoundStore.append(to: store, upTo: 2)
        let days = try store.days()
        try store.write(books, to: "station.db")
        // Days are noted before anything is stored in them.
        for (day, shared) in days {
            try store.change("station.db", "INSERT OR IGNORE INTO day VALUES (\(day), \(shared))")
        }
        #expect(try store.problems() == [])
        try SoundStore.append(to: store, upTo: .max)
        #expect(try store.problems() == [])
    }

    @Test("books that are ahead of a day, as after an older copy of it was put back, are not")
    func ahead() throws {
        let store = try TemporaryStore()
        try SoundStore.append(to: store, upTo: 2)
        let day = try store.bytes(Self.day)
        let raw = try store.bytes(Self.raw)
        try SoundStore.append(to: store, upTo: 2)
        try store.write(day, to: Self.day)
        try store.write(raw, to: Self.raw)
        #expect(try store.problems().contains { $0.contains("is ahead of the days") })
    }

    @Test("missing files are named, and what is no database at all")
    func missing() throws {
        let day = try SoundStore.copy()
        try day.remove(Self.day)
        #expect(try day.problems().contains { $0.hasPrefix(Self.day) && $0.contains("missing") })
        let both = try SoundStore.copy()
        try both.remove(Self.day)
        try both.remove(Self.raw)
        #expect(try both.problems().contains { $0.hasPrefix(Self.day) && $0.contains("missing") })
        let books = try SoundStore.copy()
        try books.remove("station.db")
        #expect(try books.problems().contains { $0.hasPrefix("station.db") && $0.contains("missing") })
        let garbage = try SoundStore.copy()
        try garbage.write(Array(repeating: 0x41, count: 20_000), to: Self.day)
        #expect(try garbage.problems().contains { $0.hasPrefix(Self.day) })
        #expect(throws: StoreError.self) { try TemporaryStore().problems() }
    }

    @Test("a recount beside a writer finds nothing wrong")
    func besideWriter() throws {
        let store = try TemporaryStore()
        try SoundStore.whileAppending(to: store) {
            let problems = try store.problems()
            #expect(problems == [])
        }
        #expect(try store.problems() == [])
    }
}

// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import GRDB
import Query
import Testing

@testable import Store

/// Files of an older schema. The newest migration is made up.
@Suite("Schemas")
struct RetentionSchemaTests {
    let store: TemporaryStore
    let now = Instant("2026-11-24T12:00:00.000000+0000")

    init() throws { store = try TemporaryStore() }

    private static func newer(_ base: DatabaseMigrator, _ sql: String = "CREATE TABLE more (x)") -> DatabaseMigrator {
        var migrator = base
        migrator.registerMigration("next") { try $0.execute(sql: sql) }
        return migrator
    }

    private func filled() throws {
        var source = Source(gateway: "gw-a")
        source.lines = ["2026-11-22", "2026-11-23"].map { Line.event("\($0)T11:00:00Z") }
        _ = try store.writer().append([source.part()], arrived: now)
    }

    private var day: String { store.path + "/days/2026-11-22.db" }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test("an older file is copied before it is migrated, and the copy goes once the file was opened again")
    func copies() throws {
        try filled()
        let schema = Self.newer(Schema.day)
        let copy = day + ".before-next"
        try StoreFile.openForWriting(day, schema: schema).close()
        let old = try DatabaseQueue(path: copy)
        #expect(try old.read { try Schema.day.appliedIdentifiers($0) } == ["1", "2", "3", "4", "5"])
        #expect(try old.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM event") } == 1)
        try old.close()
        let queue = try StoreFile.openForWriting(day, schema: schema)
        #expect(!exists(copy))
        #expect(try queue.read { try $0.tableExists("more") })
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM event") } == 1)
        try queue.close()
    }

    @Test("a migration that fails leaves the file and its copy, and is tried again")
    func failing() throws {
        try filled()
        #expect(throws: StoreError.self) {
            try StoreFile.openForWriting(day, schema: Self.newer(Schema.day, "CREATE TABLE event (x)"))
        }
        #expect(exists(day + ".before-next"))
        #expect(try store.reader.count(CountRequest(by: []), until: Cancellation()).total == 2)
        try StoreFile.openForWriting(day, schema: Self.newer(Schema.day)).close()
        #expect(exists(day + ".before-next"))
        #expect(!exists(day + ".before-next.new"))
    }

    @Test("a new file is not copied, and has its name only when it is whole")
    func newFile() throws {
        let path = store.path + "/x.db"
        try FileManager.default.createDirectory(atPath: store.path, withIntermediateDirectories: true)
        // What a crash has left.
        for name in ["x.db.new", "x.db.new-wal", "x.db-wal"] {
            try Data("left".utf8).write(to: URL(filePath: store.path + "/" + name))
        }
        #expect(try StoreFile.openForReading(path, schema: Schema.day) == nil)
        try StoreFile.openForWriting(path, schema: Self.newer(Schema.day)).close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.path) == ["x.db"])
    }

    @Test("a reader says that a file is older than it can read")
    func olderForReaders() throws {
        try filled()
        #expect {
            try StoreFile.openForReading(day, schema: Self.newer(Schema.day))
        } throws: { error in
            (error as? StoreError)?.message.contains("older vedette") == true
        }
    }

    @Test("all days are brought forward at the start, once, and one that cannot be opened hinders no other")
    func allDays() throws {
        try filled()
        let directory = StoreDirectory(root: store.path)
        let station = try StationWriter(directory.station)
        let schema = Self.newer(Schema.day)
        let other = store.path + "/days/2026-11-23.db"
        try Data(repeating: 7, count: 9000).write(to: URL(filePath: other))
        try? FileManager.default.removeItem(atPath: other + "-wal")
        try SchemaUpkeep.bringForward(station.files, in: directory, station: station, to: schema)
        #expect(try StoreFile.openForReading(day, schema: schema) != nil)
        #expect(!exists(day + ".before-next"))
        #expect(try station.daySchema() == 5)
        try FileManager.default.removeItem(atPath: other)
        try SchemaUpkeep.bringForward(station.files, in: directory, station: station, to: schema)
        #expect(try station.daySchema() == 6)
    }

    @Test("a station's file of before agents told their version is brought forward as any other")
    func beforeAgents() throws {
        try FileManager.default.createDirectory(atPath: store.path, withIntermediateDirectories: true)
        let path = store.path + "/station.db"
        let old = try DatabaseQueue(path: path)
        try Schema.station.migrate(old, upTo: "5")
        #expect(try old.read { try !$0.columns(in: "gateway").map(\.name).contains("agent") })
        try old.close()
        try filled()
        let queue = try DatabaseQueue(path: path)
        let columns = try queue.read { try $0.columns(in: "gateway").map(\.name) }
        #expect(columns.suffix(3) == ["agent", "suricata", "socket_drops"])
        #expect(try queue.read { try SchemaCheck.fault($0, Schema.station) } == nil)
        try queue.close()
    }
}

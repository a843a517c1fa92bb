// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Testing

@testable import Store

@Suite("Care for kept events")
struct KeptCareTests {
    let made: KeptStore

    init() throws {
        made = try KeptStore()
        let writer = try made.store.writer()
        try writer.keep(try made.chosen().map(\.row.id))
        _ = try writer.applyRetention(made.policy, now: made.now)
    }

    @Test("a store with kept events is recounted, and found well")
    func verify() throws {
        #expect(try made.store.problems() == [])
        // A kept event whose row says something else is found.
        let queue = try StoreFile.openForWriting(made.store.path + "/days/2026-11-20.kept.db", schema: Schema.day)
        try queue.transaction { database throws(StoreError) in
            try Statement.run(database, "UPDATE event SET source_port = 1 WHERE row = (SELECT min(row) FROM event)")
        }
        #expect(try made.store.problems().count == 1)
    }

    @Test("a backup has them, too")
    func backup() throws {
        let copy = try TemporaryStore()
        _ = try StoreBackup(of: made.store.path, to: copy.path).run(updating: false) { _ in }
        #expect(try copy.problems() == [])
        for line in try made.chosen() { #expect(try copy.reader.detail(line.row.id)?.row.id == line.row.id) }
    }

    @Test("there is nothing to repair")
    func repair() throws {
        #expect(try made.store.repair().map(\.line) == [])
        #expect(try made.store.problems() == [])
    }
}

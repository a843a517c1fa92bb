// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import GRDB
import Query
import Testing

@testable import Store

@Suite("Writing on a damaged day")
struct RescueTests {
    private static let day = "days/2026-11-23.db"
    private static let raw = "days/2026-11-23.raw"

    @Test("counts that cannot be read are not replaced by those of the next commit; the day is made anew")
    func damagedCounts() throws {
        let store = try TemporaryStore()
        try SoundStore.append(to: store, upTo: 2)
        let queue = try StoreFile.openForWriting(store.path + "/" + Self.day, schema: Schema.day)
        try queue.transaction { database throws(StoreError) in
            // A varint that never ends.
            try Statement.run(database, "UPDATE roll_up_cells SET cells = x'ff'")
        }
        try StoreFile.guarded(Self.day) { try queue.close() }
        let notices = try SoundStore.append(to: store, upTo: .max)
        #expect(notices.count == 1 && notices[0].path.hasPrefix(Self.day) && !notices[0].isLoss, "\(notices)")
        #expect(try store.problems() == [])
        #expect(try store.lines().sorted() == SoundStore.lines().sorted())
    }

    @Test("another store's raw lines in a day's place are neither cut nor appended to")
    func foreignRawFile() throws {
        let store = try TemporaryStore()
        try SoundStore.append(to: store, upTo: 1)
        // Longer than what the day has, so that a writer would take its end for an unfinished commit.
        let foreign = try SoundStore.copy().bytes(Self.raw)
        let own = try store.bytes(Self.raw)
        #expect(foreign.count > own.count)
        try store.write(foreign, to: Self.raw)
        _ = try? SoundStore.append(to: store, upTo: .max)
        let files = try store.dayFiles()
        let isThere = try files.contains { try store.bytes("days/" + $0) == foreign }
        #expect(isThere, "\(files)")
    }
}

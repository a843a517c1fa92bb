// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import GRDB
import Query
import Testing

@testable import Store

/// Files that a crash has left, and directories that may not be written.
@Suite("Opening files for reading")
struct RetentionOpeningTests {
    let folder: TemporaryStore

    init() throws {
        folder = try TemporaryStore()
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    }

    /// A file with a journal that must be taken back: a crash in a commit without a write-ahead log.
    private func hot(_ name: String) throws -> String {
        let path = folder.path + "/" + name
        let queue = try DatabaseQueue(path: path)
        try Schema.day.migrate(queue)
        let copy = folder.path + "/copy-" + name
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE")
            for number in 0..<2000 {
                try database.execute(sql: "INSERT INTO text VALUES (?, ?)", arguments: [number, "text \(number)"])
            }
            // As the disk has it in the middle of the transaction.
            for ending in ["", "-journal"] {
                try FileManager.default.copyItem(atPath: path + ending, toPath: copy + ending)
            }
            try database.execute(sql: "ROLLBACK")
        }
        try queue.close()
        return copy
    }

    @Test("a journal that a crash has left is taken back")
    func hotJournal() throws {
        let path = try hot("a.db")
        let journal = try FileManager.default.attributesOfItem(atPath: path + "-journal")[.size] as? Int
        #expect(try #require(journal) > 512)
        let queue = try #require(try StoreFile.openForReading(path, schema: Schema.day))
        #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM text") } == 0)
    }

    @Test("an empty file reads as none")
    func empty() throws {
        let path = folder.path + "/empty.db"
        try Data().write(to: URL(filePath: path))
        #expect(try StoreFile.openForReading(path, schema: Schema.day) == nil)
    }
}

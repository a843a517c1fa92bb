// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import GRDB
import Query
import Synchronization
import Testing

@testable import Store

/// A store of made-up events in many commits, to be damaged.
enum SoundStore {
    /// A copy of it, of the test's own.
    static func copy() throws -> TemporaryStore { try made.get().copy() }

    /// The lines that it was made of.
    static func lines() throws -> [String] { try sources.get().flatMap(\.lines) }

    /// What it says, read once.
    static func answers() throws -> (everything: [String], counts: [String]) { try told.get() }

    private static let told = Result {
        let store = try copy()
        return (everything: try store.everything(), counts: try store.counts())
    }

    static let sources = Result<[Source], any Error> {
        var events = MadeUpEvents(seed: 7)
        // A third of them: hundreds of copies are damaged, looked through and repaired.
        return events.sources().map { whole in
            var source = whole
            source.lines = stride(from: 0, to: whole.lines.count, by: 3).map { whole.lines[$0] }
            return source
        }
    }

    private static let made = Result {
        let store = try TemporaryStore()
        try append(to: store, upTo: .max)
        return store
    }

    /// Appends what the store does not have, in parts of 30 lines of each source.
    @discardableResult
    static func append(to store: TemporaryStore, upTo limit: Int) throws -> [RepairAction] {
        let writer = try store.writer()
        var sources = try sources.get()
        for index in sources.indices {
            let known = try writer.bookmarks(gateway: sources[index].gateway)
            if let first = known.first { sources[index].move(to: first) }
        }
        var rounds = 0
        while rounds < limit, sources.contains(where: \.hasMore) {
            rounds += 1
            let parts = sources.filter(\.hasMore).map { $0.part(30) }
            for bookmark in try writer.append(parts, arrived: History.now).bookmarks {
                let index = try #require(sources.firstIndex { $0.gateway == bookmark.gateway })
                sources[index].move(to: bookmark)
            }
        }
        return writer.takeNotices()
    }
}

extension SoundStore {
    /// Does something again and again while another thread appends everything; what the writer failed at is thrown.
    static func whileAppending(to store: TemporaryStore, _ body: () throws -> Void) throws {
        try append(to: store, upTo: 1)
        let appending = Appending(store)
        repeat { try body() } while !appending.isDone
        #expect(try appending.result() == [])
    }

    /// A writer on a thread of its own.
    private final class Appending: Sendable {
        private let outcome = Mutex<Result<[RepairAction], any Error>?>(nil)

        init(_ store: TemporaryStore) {
            Thread { [self] in
                let done = Result { try append(to: store, upTo: .max) }
                outcome.withLock { $0 = done }
            }.start()
        }

        var isDone: Bool { outcome.withLock { $0 != nil } }

        func result() throws -> [RepairAction]? { try outcome.withLock { $0 }?.get() }
    }
}

extension TemporaryStore {
    /// What a recount finds, in lines.
    func problems() throws -> [String] {
        try StoreVerifier(directory: path).run { _ in }.problems.map(\.line)
    }

    func repair(thorough: Bool = false, dryRun: Bool = false) throws -> [RepairAction] {
        try StoreRepair(directory: path, now: History.now, isDryRun: dryRun, isThorough: thorough).run { _, _ in }
    }

    /// Every event with its name and its raw bytes, by time.
    func everything() throws -> [String] {
        var events: [String] = []
        try reader.forEachRaw(PageRequest(isDescending: false, limit: .max), until: Cancellation()) { row, raw in
            events.append("\(row.id) \(row.gateway) \(String(decoding: raw, as: UTF8.self))")
            return true
        }
        return events
    }

    /// The raw bytes of every event.
    func lines() throws -> [String] {
        var lines: [String] = []
        try reader.forEachRaw(PageRequest(limit: .max), until: Cancellation()) { _, raw in
            lines.append(String(decoding: raw, as: UTF8.self))
            return true
        }
        return lines
    }

    /// Counts as roll-ups have them, and the console's numbers.
    func counts() throws -> [String] {
        let table = try reader.count(
            CountRequest(by: [.bucket(.minute), .field(.gateway), .field(.eventType), .field(.transport)]),
            until: Cancellation())
        return table.rows.map { "\($0.key) \($0.count)" }.sorted() + ["\(table.total) \(table.isPartial)"]
    }

    /// Runs a statement on one of the files.
    func change(_ file: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: path + "/" + file)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// The days that the books know, and whether they share a file.
    func days() throws -> [(Int, Int)] {
        try DatabaseQueue(path: path + "/station.db").read { database in
            try Row.fetchAll(database, sql: "SELECT day, shared FROM day").map { ($0["day"], $0["shared"]) }
        }
    }

    func number(_ file: String, _ sql: String) throws -> Int {
        try DatabaseQueue(path: path + "/" + file).read { try Int.fetchOne($0, sql: sql) } ?? 0
    }

    func bytes(_ file: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path + "/" + file))) }

    func write(_ bytes: [UInt8], to file: String) throws { try Data(bytes).write(to: URL(filePath: path + "/" + file)) }

    /// Inverts a byte.
    func flip(_ file: String, at offset: Int) throws {
        var bytes = try bytes(file)
        bytes[offset] ^= 0xff
        try write(bytes, to: file)
    }

    func remove(_ file: String) throws { try FileManager.default.removeItem(atPath: path + "/" + file) }

    /// Names of files below `days/`.
    func dayFiles() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path + "/days").sorted() }

    /// The offsets of the records of a raw file.
    func records(_ file: String, _ kind: RawRecord.Kind) throws -> [Int] {
        guard let raw = try RawFile.reading(path + "/" + file) else { return [] }
        let end = try raw.length()
        var walk = RawWalk(raw, to: end)
        var found: [Int] = []
        while let step = try walk.next() {
            if case .record(kind, _, let offset, _) = step { found.append(Int(offset)) }
        }
        return found
    }
}

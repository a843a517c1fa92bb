// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import GRDBSQLite

/// The record of `jobs.db` in one transaction: entries, each with a hash of itself and the hash before it.
struct JobRecordTable {
    let database: Database

    /// What cannot be understood although nothing else writes here.
    static func damage(_ reason: String) -> StoreError {
        .database(path: "jobs.db", code: SQLITE_CORRUPT, reason: reason)
    }

    /// Adds an entry behind all others; the answer is its number.
    @discardableResult
    func add(_ entry: JobEntry) throws(StoreError) -> Int64 {
        let head = try head()
        var entry = entry
        entry.number = head.number + 1
        let hash = Self.hash(entry, after: head.hash)
        let add = try Statement(database, "INSERT INTO record VALUES (?,?,?,?,?,?,?,?)")
        add.bind([
            .integer(entry.number), .integer(entry.time.microseconds), .integer(entry.job), .text(entry.kind.rawValue),
            .text(entry.person), .text(entry.words), .text(entry.content), .bytes(hash),
        ])
        try add.run()
        let put = try Statement(database, "UPDATE head SET number = ?, hash = ?")
        put.bind([.integer(entry.number), .bytes(hash)])
        try put.run()
        return entry.number
    }

    func head() throws(StoreError) -> (number: Int64, hash: [UInt8]) {
        let rows = try Statement(database, "SELECT number, hash FROM head")
        guard try rows.step() else { throw Self.damage("the record has no head") }
        // Another entry must have room behind it.
        guard (0..<Int64.max).contains(rows.integer(0)) else {
            throw Self.damage("the record ends with entry \(rows.integer(0))")
        }
        return (rows.integer(0), rows.bytes(1))
    }

    private static let columns = "SELECT number, time, job, kind, person, words, content, hash FROM record"

    /// Entries of a job, or of all, the newest first.
    func entries(of job: Int64?, limit: Int) throws(StoreError) -> [JobEntry] {
        let rows = try Statement(
            database, Self.columns + (job == nil ? "" : " WHERE job = ?2") + " ORDER BY number DESC LIMIT ?1")
        rows.bind(1, Int64(limit))
        if let job { rows.bind(2, job) }
        var all: [JobEntry] = []
        while try rows.step() { all.append(try entry(rows)) }
        return all
    }

    private func entry(_ rows: borrowing Statement) throws(StoreError) -> JobEntry {
        guard let kind = JobEntry.Kind(rawValue: rows.text(3)) else {
            throw Self.damage("entry \(rows.integer(0)) is of no known kind")
        }
        var entry = JobEntry(
            time: Instant(microseconds: rows.integer(1)), job: rows.integer(2), kind: kind, person: rows.text(4),
            words: rows.text(5), content: rows.text(6))
        entry.number = rows.integer(0)
        return entry
    }

    /// Goes through the chain; why it is broken, `nil` where it is whole.
    func fault() throws(StoreError) -> String? {
        var before = [UInt8](repeating: 0, count: 32)
        var number: Int64 = 0
        let rows = try Statement(database, Self.columns + " ORDER BY number")
        while try rows.step() {
            guard rows.integer(0) == number + 1 else { return "entry \(number + 1) of the record is missing" }
            let found = Result { () throws(StoreError) in try entry(rows) }
            guard case .success(let entry) = found, Self.hash(entry, after: before) == rows.bytes(7) else {
                return "entry \(number + 1) of the record is not what was written"
            }
            before = rows.bytes(7)
            number += 1
        }
        let head = try head()
        guard head.number == number, head.hash == before else {
            return "the record ends with entry \(number), and \(head.number) were written"
        }
        return nil
    }

    private static func hash(_ entry: JobEntry, after before: [UInt8]) -> [UInt8] {
        var digest = FramedDigest()
        digest.add(before)
        for value in [entry.number, entry.time.microseconds, entry.job] { digest.add(value) }
        for text in [entry.kind.rawValue, entry.person, entry.words, entry.content] { digest.add(text) }
        return digest.digest()
    }
}

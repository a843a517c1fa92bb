// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import GRDB
internal import Glibc

/// A file of the data directory that several processes read and write at once: `rules.db`, `triage.db`.
///
/// Making one touches no file: reading opens it when it is there, writing makes it. Readers never wait for a writer.
final class SharedFile: Sendable {
    let name: String
    let path: String
    /// How a damaged one comes back.
    let restore: String
    private let directory: StoreDirectory
    /// Whether only the station's user may read it.
    let isPrivate: Bool
    /// Locked by whoever makes the file or brings it up to date.
    private let lock: String
    private let schema: DatabaseMigrator
    private let reader: SharedConnection
    private let writer: SharedConnection

    /// The file `name`.db of a directory.
    init(_ name: String, in directory: StoreDirectory, schema: DatabaseMigrator, isPrivate: Bool = false) {
        self.name = name + ".db"
        path = "\(directory.root)/\(name).db"
        restore =
            "end every vedette and put \(name).db of a backup in its place, or save what is left with "
            + "`sqlite3 \(name).db .recover`"
        self.isPrivate = isPrivate
        self.directory = directory
        lock = "\(directory.root)/\(name).lock"
        self.schema = schema
        reader = SharedConnection(path)
        writer = SharedConnection(path)
    }

    var exists: Bool { FileManager.default.fileExists(atPath: path) }

    /// A connection that reads; `nil` where there is no file, or nothing in it.
    func reading() throws(StoreError) -> DatabaseQueue? {
        try reader.take { () throws(StoreError) in try StoreFile.openForReading(path, schema: schema) }
    }

    /// A connection that writes, to a file of the newest schema.
    func writing() throws(StoreError) -> DatabaseQueue {
        let queue = try writer.take { () throws(StoreError) in try open() }
        guard let queue else { throw .system(path: path, call: "open", code: ENOENT) }
        return queue
    }

    /// Opens the file for writing; one process at a time makes it or brings it up to date.
    private func open() throws(StoreError) -> DatabaseQueue {
        try directory.create()
        let lock = try SharedFileLock.wait(lock)
        let queue = try StoreFile.openForWriting(path, schema: schema)
        if isPrivate { try hide() }
        try StoreIdentity.adopt(queue, from: directory)
        withExtendedLifetime(lock) {}
        return queue
    }

    /// Takes from others the right to read it, before anything is in it. What SQLite makes beside it later has the same rights.
    private func hide() throws(StoreError) {
        for ending in [""] + StoreFile.companions {
            guard unsafe chmod(path + ending, 0o600) == 0 || errno == ENOENT else {
                throw .failed("chmod", path: path + ending)
            }
        }
    }

    // MARK: Checks

    /// Calls `body` with one state of the file, and adds to `problems` why it cannot be read; no file is no problem.
    func look(
        _ problems: inout ProblemList, _ body: (Database, inout ProblemList) throws(StoreError) -> Void
    ) {
        guard exists else { return }
        do throws(StoreError) {
            guard let queue = try reading() else {
                add("it is empty", to: &problems)
                return
            }
            try queue.snapshot { database throws(StoreError) in try body(database, &problems) }
        } catch {
            let (reason, help) = error.told(restore: restore)
            problems.add(name, reason, advice: help)
        }
    }

    /// Adds what is wrong with the file whatever it holds.
    func check(_ database: Database, _ problems: inout ProblemList) throws(StoreError) {
        for fault in try SchemaCheck.faults(database, schema) { add(fault, to: &problems) }
    }

    /// Adds that the file was written in another store than that of the number `identity`, where both numbers are known; `what` is what it
    /// holds, in the plural.
    func checkIdentity(
        _ database: Database, _ identity: Int64?, of what: String, _ problems: inout ProblemList
    ) throws(StoreError) {
        guard let identity, let own = try StoreIdentity.read(database), own != identity else { return }
        problems.add(
            name, "it was written in another store",
            advice: "if these are the right \(what), leave it so; else put back the one of this store")
    }

    /// Adds something that is wrong in the file, and only a backup mends.
    func add(_ what: String, to problems: inout ProblemList) {
        problems.add(name, what, advice: restore)
    }
}

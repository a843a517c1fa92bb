// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import GRDB
internal import GRDBSQLite
internal import Glibc

/// How the store opens its SQLite files.
enum StoreFile {
    /// Opens a file for writing, making it and bringing its schema up to date where needed.
    ///
    /// A commit is on the disk when it returns (`synchronous=FULL`): the station's bookmark is committed after the days'
    /// events, and without that a power failure could keep the bookmark and lose the events.
    /// - Throws: `StoreError`.
    static func openForWriting(_ path: String, schema: DatabaseMigrator) throws(StoreError) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "store.writer"
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA page_size = 8192;
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = FULL;
                    PRAGMA cache_size = -4096;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA wal_autocheckpoint = 2000;
                    PRAGMA secure_delete = OFF;
                    """)
        }
        do throws(StoreError) {
            return try guarded(path) {
                if isMissing(path) { try make(path, configuration, schema) }
                let queue = try DatabaseQueue(path: path, configuration: configuration)
                if try queue.read(schema.hasBeenSuperseded) { throw StoreError.newerSchema(path: path) }
                try SchemaUpkeep.migrate(queue, at: path, to: schema)
                return queue
            }
        } catch {
            // SQLite does not tell why it could not make the files beside this one.
            guard case .database(_, let code, _) = error, [SQLITE_CANTOPEN, SQLITE_IOERR].contains(code & 0xff),
                !hasRoom(beside: path)
            else { throw error }
            throw .diskFull(path: path)
        }
    }

    /// Whether a file as large as SQLite's shared memory can be made in the directory of `path`.
    private static func hasRoom(beside path: String) -> Bool {
        let probe = path + ".room"
        let descriptor = unsafe open(probe, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return errno != ENOSPC && errno != EDQUOT }
        let bytes = [UInt8](repeating: 0, count: 32 << 10)
        let count = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        let isFull = count < bytes.count && (count >= 0 || errno == ENOSPC || errno == EDQUOT)
        close(descriptor)
        unsafe _ = unlink(probe)
        return !isFull
    }

    /// What SQLite may have beside a file.
    static let companions = ["-wal", "-shm", "-journal"]

    /// Removes a file that nobody has open, with what SQLite has beside it; one that is not there is no failure.
    static func remove(_ path: String) {
        for ending in [""] + companions { unsafe _ = unlink(path + ending) }
    }

    /// Makes a file under another name and gives it its own once it is whole: a reader, and a power failure, find the file
    /// with its schema or none.
    private static func make(_ path: String, _ configuration: Configuration, _ schema: DatabaseMigrator) throws {
        let new = path + ".new"
        remove(new)
        // The journal of a file that was removed would be taken for that of the new one.
        for ending in companions { unsafe _ = unlink(path + ending) }
        let queue = try DatabaseQueue(path: new, configuration: configuration)
        try schema.disablingDeferredForeignKeyChecks().migrate(queue)
        // With a log beside it, closing would write the log's pages into the file, and say nothing where that fails.
        let mode = try queue.inDatabase { try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
        guard mode == "delete" else { throw StoreError.system(path: path, call: "journal_mode", code: EIO) }
        try queue.close()
        try putInPlace(new, as: path)
    }

    /// Gives a file its name; both are on the disk then.
    static func putInPlace(_ new: String, as path: String) throws(StoreError) {
        try DiskSync.file(new)
        guard unsafe rename(new, path) == 0 else { throw .failed("rename", path: path) }
        try DiskSync.directory(of: path)
    }

    private static func isMissing(_ path: String) -> Bool {
        let answer = unsafe access(path, F_OK)
        return answer != 0 && errno == ENOENT
    }

    // MARK: Reading

    /// Opens a file for reading; `nil` where there is none (yet), or no schema in it.
    ///
    /// - Throws: `StoreError`.
    static func openForReading(_ path: String, schema: DatabaseMigrator) throws(StoreError) -> DatabaseQueue? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do throws(StoreError) {
            return try reading(path, as: path, schema)
        } catch {
            guard case .database(_, let code, _) = error else { throw error }
            switch code & 0xff {
            case SQLITE_READONLY:
                // A crash has left a journal. Only a connection that may write takes it back.
                if recover(path) { return try reading(path, as: path, schema) }
                // Where nobody may, a file that has no first page yet holds nothing.
                if size(of: path) == 0 { return nil }
                throw error
            case SQLITE_CANTOPEN:
                // SQLite needs a file beside this one and cannot make it. As long as nobody else has made it either, nobody
                // writes, and the file may be taken as it is, unless there are commits that only the write-ahead log has.
                let folder = URL(filePath: path).deletingLastPathComponent().path
                guard unsafe access(folder, W_OK) != 0, size(of: path + "-wal") ?? 0 == 0,
                    size(of: path + "-shm") == nil
                else { throw error }
                return try reading(immutable(path), as: path, schema)
            default: throw error
            }
        }
    }

    private static func reading(
        _ name: String, as path: String, _ schema: DatabaseMigrator
    ) throws(StoreError) -> DatabaseQueue? {
        var configuration = Configuration()
        configuration.label = "store.reader"
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: "PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY")
        }
        return try guarded(path) {
            let queue = try DatabaseQueue(path: name, configuration: configuration)
            return try queue.read { database in
                // A state is held from the first table that is read; asked for a table that is only just being made, GRDB
                // could find it missing and there in turn.
                _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master")
                if try schema.hasBeenSuperseded(database) { throw StoreError.newerSchema(path: path) }
                if try schema.hasCompletedMigrations(database) { return queue }
                if try schema.appliedIdentifiers(database).isEmpty { return nil }
                throw StoreError.database(
                    path: path, code: SQLITE_SCHEMA,
                    reason: "written by an older vedette; start the station once, which brings it up to date")
            }
        }
    }

    /// Lets SQLite take back what a crash has left of a commit; false where it cannot. The file is never made.
    private static func recover(_ path: String) -> Bool {
        var connection: OpaquePointer?
        defer { unsafe _ = sqlite3_close(connection) }
        guard unsafe sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else { return false }
        unsafe sqlite3_busy_timeout(connection, 10_000)
        return unsafe sqlite3_exec(connection, "SELECT count(*) FROM sqlite_master", nil, nil, nil) == SQLITE_OK
    }

    /// The name by which SQLite opens a file that nobody changes. Source: https://sqlite.org/uri.html
    private static func immutable(_ path: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-~".utf8)
        let digits = Array("0123456789ABCDEF")
        let escaped = path.utf8.map { byte in
            plain.contains(byte)
                ? String(UnicodeScalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }
        return "file:" + escaped.joined() + "?immutable=1"
    }

    private static func size(of path: String) -> Int? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    /// Runs `body` and turns GRDB's errors into the store's.
    static func guarded<Value>(_ path: String, _ body: () throws -> Value) throws(StoreError) -> Value {
        do {
            return try body()
        } catch let error as StoreError {
            throw error
        } catch let error as DatabaseError {
            throw .sqlite(error.extendedResultCode.rawValue, path: path, reason: error.message ?? "no reason given")
        } catch {
            throw .sqlite(SQLITE_ERROR, path: path, reason: String(describing: error))
        }
    }
}

extension DatabaseQueue {
    /// Runs `body` with the connection, outside of any transaction.
    func access<Value>(_ body: (Database) throws(StoreError) -> Value) throws(StoreError) -> Value {
        let outcome = inDatabase { database in
            Result<Value, StoreError> { () throws(StoreError) in try body(database) }
        }
        return try outcome.get()
    }

    /// Runs `body` in one read transaction: everything it reads is of one state.
    func snapshot<Value>(_ body: (Database) throws(StoreError) -> Value) throws(StoreError) -> Value {
        try access { database throws(StoreError) in
            try Statement.run(database, "BEGIN")
            defer {
                // Ending a read transaction cannot fail in a way that matters: nothing was written.
                try? Statement.run(database, "ROLLBACK")
            }
            return try body(database)
        }
    }

    /// Runs `body` in one write transaction, which is undone if it throws.
    func transaction<Value>(_ body: (Database) throws(StoreError) -> Value) throws(StoreError) -> Value {
        try access { database throws(StoreError) in
            try Statement.run(database, "BEGIN IMMEDIATE")
            do throws(StoreError) {
                let value = try body(database)
                try Statement.run(database, "COMMIT")
                return value
            } catch {
                // After some failures (a full disk) SQLite has rolled back by itself, and this one then fails.
                try? Statement.run(database, "ROLLBACK")
                throw error
            }
        }
    }
}

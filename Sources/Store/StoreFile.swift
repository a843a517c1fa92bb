// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import GRDB
internal import GRDBSQLite

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
                    PRAGMA cache_size = -8192;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA wal_autocheckpoint = 2000;
                    """)
        }
        return try guarded(path) {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            if try queue.read(schema.hasBeenSuperseded) { throw StoreError.newerSchema(path: path) }
            try schema.disablingDeferredForeignKeyChecks().migrate(queue)
            return queue
        }
    }

    /// Opens a file for reading; `nil` where there is none (yet), or no schema in it.
    ///
    /// - Throws: `StoreError`.
    static func openForReading(_ path: String, schema: DatabaseMigrator) throws(StoreError) -> DatabaseQueue? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        var configuration = Configuration()
        configuration.label = "store.reader"
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: "PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456")
        }
        return try guarded(path) {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            return try queue.read { database in
                // A state is held from the first table that is read; asked for a table that is only just being made, GRDB
                // could find it missing and there in turn.
                _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master")
                if try schema.hasBeenSuperseded(database) { throw StoreError.newerSchema(path: path) }
                return try schema.hasCompletedMigrations(database) ? queue : nil
            }
        }
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
            throw .database(path: path, code: SQLITE_ERROR, reason: String(describing: error))
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

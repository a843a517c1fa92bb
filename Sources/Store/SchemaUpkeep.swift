// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import GRDB
internal import Glibc

/// Brings files of an older schema forward, with a copy of each that stays until the file was opened once more.
enum SchemaUpkeep {
    /// The name of the copy that is made of a file before this migration.
    static func copy(of path: String, before migration: String) -> String {
        path + ".before-" + migration
    }

    /// Migrates an open file. One that has some migrations and lacks others is copied before.
    static func migrate(_ queue: DatabaseQueue, at path: String, to schema: DatabaseMigrator) throws {
        let (next, isOld) = try queue.read { database in
            let applied = try schema.appliedIdentifiers(database)
            return (schema.migrations.first { !applied.contains($0) }, !applied.isEmpty)
        }
        guard let next else {
            // It is whole, and opening it has shown that it can be read: a copy made before has done its duty.
            for migration in schema.migrations { unsafe _ = unlink(copy(of: path, before: migration)) }
            return
        }
        if isOld { try secure(queue, at: copy(of: path, before: next)) }
        try schema.disablingDeferredForeignKeyChecks().migrate(queue)
    }

    /// Copies a file page by page, so that the copy is just what the file was, and waits until it is on the disk.
    private static func secure(_ queue: DatabaseQueue, at copy: String) throws {
        let new = copy + ".new"
        StoreFile.remove(new)
        // A copy that is there was made before a migration that failed; the file is the same now.
        try DatabaseCopy.write(queue, to: new)
        try StoreFile.putInPlace(new, as: copy)
    }

    /// Brings all files of events forward, as readers do not: what is never written again would stay old for ever.
    ///
    /// `station.db` remembers which schema all of them have, so that this costs nothing at most starts. A file that cannot be
    /// opened is passed over: its day is missed when it is asked for, and the others are stored meanwhile.
    /// - Throws: `StoreError.diskFull`, as there is no room for copies.
    static func bringForward(
        _ partitions: [Partition], in directory: StoreDirectory, station: StationWriter,
        to schema: DatabaseMigrator = Schema.day
    ) throws(StoreError) {
        let current = schema.migrations.count
        guard try station.daySchema() != current else { return }
        var isComplete = true
        for partition in partitions {
            let path = directory.path(of: partition)
            guard FileManager.default.fileExists(atPath: path) else { continue }
            do throws(StoreError) {
                // The second time removes the copy, so that there is room for no more than one of them.
                for _ in 0..<2 { try close(StoreFile.openForWriting(path, schema: schema), path) }
            } catch .diskFull(let path) {
                throw .diskFull(path: path)
            } catch {
                isComplete = false
            }
        }
        if isComplete { try station.setDaySchema(current) }
    }

    private static func close(_ queue: DatabaseQueue, _ path: String) throws(StoreError) {
        try StoreFile.guarded(path) { try queue.close() }
    }
}

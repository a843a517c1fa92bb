// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Which store a file belongs to that several processes write.
enum StoreIdentity {
    /// Gives the file the number of the store it lies in, once that has one. A file that has a number keeps it: another one is a thing
    /// to tell of and no reason to do without the file.
    static func adopt(_ queue: DatabaseQueue, from directory: StoreDirectory) throws(StoreError) {
        guard try queue.access(read) == nil, let identity = station(directory) else { return }
        try queue.transaction { database throws(StoreError) in
            guard try read(database) == nil else { return }
            let add = try Statement(database, "INSERT INTO store VALUES (?)")
            add.bind(1, identity)
            try add.run()
        }
    }

    static func read(_ database: Database) throws(StoreError) -> Int64? {
        let rows = try Statement(database, "SELECT identity FROM store")
        return try rows.step() ? rows.integer(0) : nil
    }

    /// The number of the store, where it can be read: that `station.db` is damaged must keep nobody from such a file.
    private static func station(_ directory: StoreDirectory) -> Int64? {
        guard let queue = try? StoreFile.openForReading(directory.station, schema: Schema.station) else { return nil }
        return try? queue.snapshot(read)
    }
}

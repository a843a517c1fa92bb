// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import Query

/// The table `kept` of `station.db`: events that survive the dropping of their days.
struct KeptTable {
    let database: Database

    func add(_ events: [EventID]) throws(StoreError) {
        let add = try Statement(database, "INSERT OR IGNORE INTO kept (day, row) VALUES (?, ?)")
        for event in events {
            add.bind([.integer(Int64(event.day)), .integer(event.row)])
            try add.run()
        }
    }

    /// The rows of a day, ascending.
    func rows(of day: Int32) throws(StoreError) -> [Int64] {
        let find = try Statement(database, "SELECT row FROM kept WHERE day = ? ORDER BY row")
        find.bind(1, Int64(day))
        var rows: [Int64] = []
        while try find.step() { rows.append(find.integer(0)) }
        return rows
    }

    /// Removes events, and forgets those of `days`, which were dropped, of which nothing is left; the answer is these.
    func remove(_ events: [EventID], forgetting days: [Int32]) throws(StoreError) -> [Int32] {
        let remove = try Statement(database, "DELETE FROM kept WHERE day = ? AND row = ?")
        for event in events {
            remove.bind([.integer(Int64(event.day)), .integer(event.row)])
            try remove.run()
        }
        let forget = try Statement(
            database,
            "DELETE FROM day WHERE day = ?1 AND shared = 2 AND NOT EXISTS (SELECT 1 FROM kept WHERE day = ?1) RETURNING day"
        )
        var gone: [Int32] = []
        for day in days {
            forget.bind(1, Int64(day))
            while try forget.step() { gone.append(day) }
        }
        return gone
    }
}

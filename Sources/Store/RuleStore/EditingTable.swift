// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import Rules

/// The marks of those who edit.
struct EditingTable {
    let database: Database

    /// Adds a mark or renews the one that is there, and forgets those that are dead then.
    func put(_ mark: EditingMark) throws(StoreError) {
        for old in try marks() where !old.isAlive(at: mark.seen) { try remove(old.rule, old.person) }
        let add = try Statement(
            database,
            """
            INSERT INTO editing VALUES (?, ?, ?, ?) ON CONFLICT (rule, person) DO UPDATE SET seen = excluded.seen
            """)
        add.bind([
            .text(mark.rule), .text(mark.person), .integer(mark.since.microseconds), .integer(mark.seen.microseconds),
        ])
        try add.run()
    }

    func remove(_ rule: String, _ person: String) throws(StoreError) {
        let remove = try Statement(database, "DELETE FROM editing WHERE rule = ? AND person = ?")
        remove.bind([.text(rule), .text(person)])
        try remove.run()
    }

    /// All of them, by rule and time of beginning.
    func marks() throws(StoreError) -> [EditingMark] {
        let rows = try Statement(
            database, "SELECT rule, person, since, seen FROM editing ORDER BY rule, since, person")
        var marks: [EditingMark] = []
        while try rows.step() {
            marks.append(
                EditingMark(
                    rule: rows.text(0), person: rows.text(1), since: Instant(microseconds: rows.integer(2)),
                    seen: Instant(microseconds: rows.integer(3))))
        }
        return marks
    }
}

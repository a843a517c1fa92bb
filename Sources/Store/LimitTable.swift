// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import Rules

/// The table of `station.db` that tells which rules' expressions were given up.
struct LimitTable {
    let database: Database

    /// Adds counts to what is known. Another revision than the known one begins anew: a lower one, too, as the rules may be those
    /// of a backup.
    func add(_ hits: [RuleLimitHits]) throws(StoreError) {
        guard !hits.isEmpty else { return }
        let add = try Statement(
            database,
            """
            INSERT INTO rule_limit VALUES (?, ?, ?, ?, ?) ON CONFLICT (rule) DO UPDATE SET
            count = CASE WHEN revision = excluded.revision THEN count ELSE 0 END + excluded.count,
            first = CASE WHEN revision = excluded.revision THEN first ELSE excluded.first END,
            last = excluded.last, revision = excluded.revision
            """)
        for hit in hits {
            add.bind([
                .text(hit.rule), .integer(Int64(hit.revision)), .integer(Int64(hit.count)),
                .integer(hit.first.microseconds), .integer(hit.last.microseconds),
            ])
            try add.run()
        }
    }

    /// All of them, by rule.
    func all() throws(StoreError) -> [RuleLimitHits] {
        let rows = try Statement(database, "SELECT rule, revision, count, first, last FROM rule_limit ORDER BY rule")
        var hits: [RuleLimitHits] = []
        while try rows.step() {
            hits.append(
                RuleLimitHits(
                    rule: rows.text(0), revision: Int(clamping: rows.integer(1)), count: Int(clamping: rows.integer(2)),
                    first: Instant(microseconds: rows.integer(3)), last: Instant(microseconds: rows.integer(4))))
        }
        return hits
    }
}

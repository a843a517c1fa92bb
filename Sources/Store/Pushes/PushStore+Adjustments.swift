// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
package import Pushes
internal import Rules

extension PushStore {
    /// The newest of each of suricata-update's files that was kept and not removed since, by name.
    ///
    /// - Throws: `PushStoreFailure.storage`.
    package func adjustments() throws(PushStoreFailure) -> [AdjustmentText] {
        try read([]) { database throws(StoreError) in
            let rows = try Statement(
                database,
                """
                SELECT name, text, person, time FROM adjustment
                WHERE number IN (SELECT max(number) FROM adjustment GROUP BY name) AND text <> '' ORDER BY name
                """)
            var texts: [AdjustmentText] = []
            while try rows.step() {
                texts.append(
                    AdjustmentText(
                        name: rows.text(0), text: rows.text(1), person: rows.text(2),
                        time: Instant(microseconds: rows.integer(3))))
            }
            return texts
        }
    }

    /// Keeps one of these files; an empty text removes it. What was kept before stays in the table.
    ///
    /// - Throws: `PushStoreFailure`.
    package func keep(_ adjustment: AdjustmentText) throws(PushStoreFailure) {
        try Self.check(adjustment.person, "")
        let bytes = adjustment.text.utf8.count
        guard bytes <= RuleLimit.adjustments else {
            throw .refused(.tooLong(part: adjustment.name, bytes: bytes, limit: RuleLimit.adjustments))
        }
        try write { writing throws(StoreError) in
            try writing.tables.keep(adjustment)
            return .success(())
        }
    }
}

extension PushTables {
    /// Adds a row; none is ever changed.
    func keep(_ adjustment: AdjustmentText) throws(StoreError) {
        let add = try Statement(
            database, "INSERT INTO adjustment (name, text, person, time) VALUES (?, ?, ?, ?)")
        add.bind([
            .text(adjustment.name), .text(adjustment.text), .text(adjustment.person),
            .integer(adjustment.time.microseconds),
        ])
        try add.run()
    }
}

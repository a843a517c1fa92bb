// SPDX-License-Identifier: Apache-2.0

extension Schema {
    /// The tables of `station.db` that retention needs.
    static let retentionTables = """
        -- Days that were dropped. A day is in here or in `day`; in both only where events of it were kept.
        CREATE TABLE dropped (
            day INTEGER PRIMARY KEY,
            -- When, by the station's clock; why, see DroppedDay.Reason; what its files took of the disk.
            time INTEGER NOT NULL,
            reason INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            -- Events of the day that came afterwards and were not stored.
            late INTEGER NOT NULL DEFAULT 0
        );
        """
}

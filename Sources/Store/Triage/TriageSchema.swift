// SPDX-License-Identifier: Apache-2.0

internal import GRDB

extension Schema {
    /// `triage.db`: what people did with alerts. Alerts are named by their events' days and rows, which never change.
    static var triage: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: triageTables) }
        return migrator
    }

    private static let triageTables = """
        -- One row once it is known: the random number that every file of this store bears.
        CREATE TABLE store (identity INTEGER NOT NULL);
        -- Rules whose matches were touched; 0, which is not here, is Suricata's alert.
        CREATE TABLE rule (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
        -- All that was done. Rows are never changed and never removed; each bears the hash of the one before (TriageRecord.bytes).
        CREATE TABLE action (
            number INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            person TEXT NOT NULL,
            origin TEXT NOT NULL,
            -- See TriageDeed.Code.
            kind INTEGER NOT NULL,
            disposition INTEGER NOT NULL,
            reason INTEGER NOT NULL,
            words TEXT NOT NULL,
            comment TEXT NOT NULL,
            scope TEXT NOT NULL,
            count INTEGER NOT NULL,
            unchanged INTEGER NOT NULL,
            -- The action that this one takes back.
            undoes INTEGER,
            -- SHA-256 of the alerts that it touched, of the row before, and of this row with both.
            alerts BLOB NOT NULL,
            previous BLOB NOT NULL,
            hash BLOB NOT NULL
        );
        CREATE INDEX action_undoes ON action (undoes) WHERE undoes IS NOT NULL;
        -- The alerts of each action, with how they stood before it, and which action had made that so (0: none).
        CREATE TABLE touch (
            action INTEGER NOT NULL,
            day INTEGER NOT NULL,
            row INTEGER NOT NULL,
            rule INTEGER NOT NULL,
            disposition INTEGER NOT NULL,
            reason INTEGER NOT NULL,
            assignee TEXT NOT NULL,
            tags TEXT NOT NULL,
            last INTEGER NOT NULL,
            PRIMARY KEY (action, day, row, rule)
        ) WITHOUT ROWID;
        CREATE INDEX touch_alert ON touch (day, row, rule);
        -- How alerts stand now that somebody has touched. All of it follows from the tables above. Tags: one a line.
        CREATE TABLE standing (
            day INTEGER NOT NULL,
            row INTEGER NOT NULL,
            rule INTEGER NOT NULL,
            disposition INTEGER NOT NULL,
            reason INTEGER NOT NULL,
            assignee TEXT NOT NULL,
            tags TEXT NOT NULL,
            -- The action that made it so.
            last INTEGER NOT NULL,
            PRIMARY KEY (day, row, rule)
        ) WITHOUT ROWID;
        """
}

extension SharedFile {
    /// The `triage.db` of a directory.
    static func triage(in directory: StoreDirectory) -> SharedFile {
        SharedFile("triage", in: directory, schema: Schema.triage)
    }
}

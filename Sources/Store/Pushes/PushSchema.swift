// SPDX-License-Identifier: Apache-2.0

internal import GRDB

extension Schema {
    /// `pushes.db`: what gateways are to run, who said so, and what they tell of it.
    static var pushes: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: pushTables) }
        migrator.registerMigration("2") { try $0.execute(sql: clockColumns) }
        migrator.registerMigration("3") { try $0.execute(sql: adjustmentTable) }
        return migrator
    }

    private static let adjustmentTable = """
        -- suricata-update's files that were ever kept; the newest of a name counts, an empty one is none.
        CREATE TABLE adjustment (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            text TEXT NOT NULL,
            person TEXT NOT NULL,
            time INTEGER NOT NULL
        );
        CREATE INDEX adjustment_name ON adjustment (name, number);
        """

    private static let clockColumns = """
        -- What each gateway found of its clock against the station's, in microseconds: how far ahead, how well known, and when it told that.
        ALTER TABLE report ADD COLUMN ahead INTEGER;
        ALTER TABLE report ADD COLUMN within INTEGER;
        ALTER TABLE report ADD COLUMN clock_told INTEGER;
        """

    private static let pushTables = """
        -- One row once it is known: the random number that every file of this store bears.
        CREATE TABLE store (identity INTEGER NOT NULL);
        -- One row: how often anything was ordered, and told.
        CREATE TABLE counter (ordered INTEGER NOT NULL, told INTEGER NOT NULL);
        INSERT INTO counter VALUES (0, 0);
        -- Texts of files, each once, by the SHA-256 of their bytes; zstd.
        CREATE TABLE text (
            number INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE,
            size INTEGER NOT NULL,
            content BLOB NOT NULL
        );
        -- What a sensor is to load, by the name of its contents: a text of signatures, and one of thresholds and mutings.
        CREATE TABLE files (
            number INTEGER PRIMARY KEY,
            revision TEXT NOT NULL UNIQUE,
            rules INTEGER NOT NULL,
            thresholds INTEGER NOT NULL,
            rule_count INTEGER NOT NULL
        );
        -- All that was ordered. Rows are never changed and never removed; numbers are never used twice.
        CREATE TABLE push (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            person TEXT NOT NULL,
            time INTEGER NOT NULL,
            comment TEXT NOT NULL,
            may_run_fewer INTEGER NOT NULL,
            mute INTEGER,
            undoes INTEGER
        );
        CREATE INDEX push_undoes ON push (undoes) WHERE undoes IS NOT NULL;
        -- What each push brought each gateway. `base` is the text of thresholds without mutings; `*_before` what was wanted before, null
        -- where nothing was.
        CREATE TABLE share (
            push INTEGER NOT NULL,
            gateway TEXT NOT NULL,
            number INTEGER NOT NULL,
            files INTEGER NOT NULL,
            files_before INTEGER,
            base_before INTEGER,
            chosen_before INTEGER,
            PRIMARY KEY (push, gateway)
        ) WITHOUT ROWID;
        -- What is so now. `chosen` is the push in which a person last chose the rules.
        CREATE TABLE wanted (
            gateway TEXT PRIMARY KEY,
            push INTEGER NOT NULL,
            chosen INTEGER NOT NULL,
            number INTEGER NOT NULL,
            files INTEGER NOT NULL,
            base INTEGER NOT NULL,
            may_run_fewer INTEGER NOT NULL
        ) WITHOUT ROWID;
        -- Mutings at gateways; a null gateway is all of them, a null track all traffic.
        CREATE TABLE mute (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            gid INTEGER NOT NULL,
            sid INTEGER NOT NULL,
            track TEXT,
            network TEXT,
            gateway TEXT,
            expiry INTEGER NOT NULL,
            person TEXT NOT NULL,
            time INTEGER NOT NULL,
            reason TEXT NOT NULL,
            ended INTEGER,
            ended_by TEXT
        );
        CREATE INDEX mute_holds ON mute (expiry) WHERE ended IS NULL;
        -- What each gateway told last, as its line, and whether its line is open.
        CREATE TABLE report (
            gateway TEXT PRIMARY KEY,
            line BLOB NOT NULL,
            since INTEGER NOT NULL,
            seen INTEGER NOT NULL,
            open INTEGER NOT NULL,
            sent INTEGER
        ) WITHOUT ROWID;
        """
}

extension SharedFile {
    /// The `pushes.db` of a directory.
    static func pushes(in directory: StoreDirectory) -> SharedFile {
        SharedFile("pushes", in: directory, schema: Schema.pushes)
    }
}

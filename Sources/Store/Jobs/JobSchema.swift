// SPDX-License-Identifier: Apache-2.0

internal import GRDB

extension Schema {
    /// `jobs.db`: the anonymizer's jobs, their reports, and the record of what was done.
    static var jobs: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: jobTables) }
        migrator.registerMigration("2") { try $0.execute(sql: gatewayJobTables) }
        migrator.registerMigration("3") { try $0.execute(sql: jobPlaceTables) }
        return migrator
    }

    private static let jobTables = """
        -- One row once it is known: the random number that every file of this store bears.
        CREATE TABLE store (identity INTEGER NOT NULL);
        -- One row: how often anything was changed.
        CREATE TABLE counter (changed INTEGER NOT NULL);
        INSERT INTO counter VALUES (0);
        -- Jobs; numbers are never used twice. Options, clip, progress, course, failure and report are JSON. `watch` is the folder that a job came from,
        -- `ending` who wants it cancelled while it runs.
        CREATE TABLE job (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            state TEXT NOT NULL,
            camera TEXT NOT NULL,
            gateway TEXT,
            input TEXT NOT NULL,
            output TEXT NOT NULL,
            options TEXT NOT NULL,
            clip_begin INTEGER,
            clip_end INTEGER,
            priority INTEGER NOT NULL,
            person TEXT NOT NULL,
            submitted INTEGER NOT NULL,
            started INTEGER,
            ended INTEGER,
            tries INTEGER NOT NULL,
            not_before INTEGER,
            clip TEXT,
            progress TEXT,
            course TEXT,
            failure TEXT,
            report TEXT,
            watch TEXT,
            ending TEXT,
            input_gone INTEGER,
            output_gone INTEGER
        );
        CREATE INDEX job_open ON job (state, priority) WHERE state IN ('queued', 'running');
        CREATE INDEX job_ended ON job (ended) WHERE ended IS NOT NULL;
        CREATE INDEX job_camera ON job (camera, clip_end) WHERE state = 'succeeded';
        CREATE INDEX job_output ON job (output);
        -- Files of watch folders that became jobs, as they were then; one that is so again becomes none.
        CREATE TABLE taken (
            device INTEGER NOT NULL,
            inode INTEGER NOT NULL,
            size INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            path TEXT NOT NULL,
            job INTEGER NOT NULL,
            PRIMARY KEY (device, inode, size, modified)
        ) WITHOUT ROWID;
        CREATE INDEX taken_job ON taken (job);
        CREATE INDEX taken_path ON taken (path);
        -- What was done, numbered without a gap, each entry with a hash of itself and of the one before it.
        CREATE TABLE record (
            number INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            job INTEGER NOT NULL,
            kind TEXT NOT NULL,
            person TEXT NOT NULL,
            words TEXT NOT NULL,
            content TEXT NOT NULL,
            hash BLOB NOT NULL
        );
        CREATE INDEX record_job ON record (job, number);
        CREATE TRIGGER record_stays BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'the record is never changed'); END;
        CREATE TRIGGER record_remains BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'the record is never cut'); END;
        -- One row: the number and the hash of the newest entry.
        CREATE TABLE head (number INTEGER NOT NULL, hash BLOB NOT NULL);
        INSERT INTO head VALUES (0, zeroblob(32));
        -- Events of the station's own that are on their way among the events.
        CREATE TABLE news (number INTEGER PRIMARY KEY AUTOINCREMENT, gateway TEXT NOT NULL, line BLOB NOT NULL);
        """
}

extension SharedFile {
    /// The `jobs.db` of a directory; where streams are, and whose clips were processed, is the station's alone to know.
    static func jobs(in directory: StoreDirectory) -> SharedFile {
        SharedFile("jobs", in: directory, schema: Schema.jobs, isPrivate: true)
    }
}

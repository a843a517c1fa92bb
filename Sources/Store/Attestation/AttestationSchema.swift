// SPDX-License-Identifier: Apache-2.0

internal import GRDB

extension Schema {
    /// `attest.db`: which keys devices have, what is expected of them, and the record of what was found.
    static var attestation: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: attestationTables) }
        migrator.registerMigration("2") { try $0.execute(sql: evidenceBounds) }
        migrator.registerMigration("3") { try $0.execute(sql: pseudonymTables) }
        return migrator
    }

    private static let attestationTables = """
        -- One row once it is known: the random number that every file of this store bears.
        CREATE TABLE store (identity INTEGER NOT NULL);
        -- One row: how often anything was changed, and how often by a person.
        CREATE TABLE counter (changed INTEGER NOT NULL, ordered INTEGER NOT NULL);
        INSERT INTO counter VALUES (0, 0);
        -- Bytes that many entries of the record share, each once, by their SHA-256; zstd.
        CREATE TABLE part (
            number INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE,
            size INTEGER NOT NULL,
            content BLOB NOT NULL
        );
        -- Keys of devices. Never changed, never removed.
        CREATE TABLE enrolment (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            device TEXT NOT NULL,
            gateway TEXT NOT NULL,
            class TEXT NOT NULL,
            endorsement BLOB NOT NULL,
            certificate BLOB NOT NULL,
            fingerprint BLOB NOT NULL,
            attestation BLOB NOT NULL,
            name BLOB NOT NULL,
            qualified BLOB,
            sensor BLOB,
            sensor_name BLOB,
            sensor_attest BLOB,
            sensor_signature BLOB,
            sensor_nonce BLOB,
            person TEXT NOT NULL,
            time INTEGER NOT NULL
        );
        CREATE INDEX enrolment_fingerprint ON enrolment (fingerprint);
        CREATE TRIGGER enrolment_stays BEFORE UPDATE ON enrolment BEGIN SELECT RAISE(ABORT, 'enrolments are never changed'); END;
        CREATE TRIGGER enrolment_remains BEFORE DELETE ON enrolment BEGIN SELECT RAISE(ABORT, 'enrolments are never removed'); END;
        -- How each enrolled device stands.
        CREATE TABLE device (
            name TEXT PRIMARY KEY,
            gateway TEXT NOT NULL,
            class TEXT NOT NULL,
            enrolment INTEGER NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL,
            since INTEGER NOT NULL,
            evidence INTEGER,
            evidence_time INTEGER,
            policy INTEGER NOT NULL,
            clock TEXT,
            held INTEGER NOT NULL,
            failed INTEGER NOT NULL
        ) WITHOUT ROWID;
        -- What gateways tell of, enrolled or not.
        CREATE TABLE told (
            gateway TEXT NOT NULL,
            device TEXT NOT NULL,
            fault TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (gateway, device)
        ) WITHOUT ROWID;
        -- Reference values by class, in editions. Never changed.
        CREATE TABLE policy (
            class TEXT NOT NULL,
            version INTEGER NOT NULL,
            registers TEXT NOT NULL,
            comment TEXT NOT NULL,
            person TEXT NOT NULL,
            time INTEGER NOT NULL,
            PRIMARY KEY (class, version)
        ) WITHOUT ROWID;
        CREATE TRIGGER policy_stays BEFORE UPDATE ON policy BEGIN SELECT RAISE(ABORT, 'policies are never changed'); END;
        CREATE TRIGGER policy_remains BEFORE DELETE ON policy BEGIN SELECT RAISE(ABORT, 'policies are never removed'); END;
        -- All that was done and judged, numbered without a gap; `hash` is of an entry and the hash before it. Only the evidence of an entry may go.
        CREATE TABLE record (
            number INTEGER PRIMARY KEY,
            time INTEGER NOT NULL,
            device TEXT NOT NULL,
            kind TEXT NOT NULL,
            enrolment INTEGER,
            class TEXT NOT NULL,
            policy INTEGER NOT NULL,
            state TEXT NOT NULL,
            state_reason TEXT NOT NULL,
            person TEXT NOT NULL,
            words TEXT NOT NULL,
            nonce BLOB,
            verdict TEXT,
            reason TEXT,
            clock TEXT,
            terms TEXT,
            checks INTEGER,
            checks_hash BLOB,
            attest BLOB,
            signature BLOB,
            key_area INTEGER,
            register_values INTEGER,
            log INTEGER,
            evidence_hash BLOB,
            hash BLOB NOT NULL
        );
        CREATE INDEX record_device ON record (device, number);
        CREATE UNIQUE INDEX record_nonce ON record (nonce) WHERE nonce IS NOT NULL;
        CREATE TRIGGER record_stays BEFORE UPDATE OF number, time, device, kind, enrolment, class, policy, state, state_reason, person, words,
            nonce, verdict, reason, clock, terms, checks, checks_hash, evidence_hash, hash ON record
            BEGIN SELECT RAISE(ABORT, 'the record is never changed'); END;
        CREATE TRIGGER record_remains BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'the record is never shortened'); END;
        -- Where the chain ends: an entry that was cut off at the end would be missed by nothing else.
        CREATE TABLE head (number INTEGER NOT NULL, hash BLOB NOT NULL);
        INSERT INTO head VALUES (0, zeroblob(32));
        -- From when on a device was in a state.
        CREATE TABLE moment (
            number INTEGER PRIMARY KEY,
            device TEXT NOT NULL,
            time INTEGER NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL,
            entry INTEGER
        );
        CREATE INDEX moment_device ON moment (device, time);
        -- Signed readings, each once; a bare value has no boot and no sequence. `value` is the bit pattern of a double.
        CREATE TABLE reading (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            device TEXT NOT NULL,
            enrolment INTEGER NOT NULL,
            boot INTEGER,
            sequence INTEGER,
            time INTEGER NOT NULL,
            channel TEXT NOT NULL,
            value INTEGER,
            missing INTEGER NOT NULL,
            verdict TEXT NOT NULL,
            reason TEXT NOT NULL,
            message BLOB NOT NULL
        );
        CREATE UNIQUE INDEX reading_once ON reading (enrolment, boot, sequence) WHERE boot IS NOT NULL;
        CREATE UNIQUE INDEX reading_bare ON reading (enrolment, time, message) WHERE boot IS NULL;
        CREATE INDEX reading_device ON reading (device, time);
        -- Readings that were not taken, by why.
        CREATE TABLE refused (
            device TEXT NOT NULL,
            reason TEXT NOT NULL,
            count INTEGER NOT NULL,
            last INTEGER NOT NULL,
            PRIMARY KEY (device, reason)
        ) WITHOUT ROWID;
        -- What people want of the process that listens, and what became of it.
        CREATE TABLE wish (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            device TEXT NOT NULL,
            gateway TEXT NOT NULL,
            class TEXT NOT NULL,
            pins INTEGER NOT NULL,
            replaces INTEGER NOT NULL,
            person TEXT NOT NULL,
            time INTEGER NOT NULL,
            is_done INTEGER,
            answer TEXT,
            entry INTEGER
        );
        CREATE INDEX wish_open ON wish (number) WHERE is_done IS NULL;
        -- Events of the station's own that are not known to be among the events yet.
        CREATE TABLE news (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            gateway TEXT NOT NULL,
            line BLOB NOT NULL
        );
        """

    private static let evidenceBounds = """
        -- How many entries name a part, each place for itself: what none names goes.
        CREATE TABLE part_use (number INTEGER PRIMARY KEY, uses INTEGER NOT NULL);
        INSERT INTO part_use SELECT number, count(*) FROM (
            SELECT checks AS number FROM record UNION ALL SELECT key_area FROM record
            UNION ALL SELECT register_values FROM record UNION ALL SELECT log FROM record) WHERE number IS NOT NULL GROUP BY number;
        -- Evidence that may go once it is old.
        CREATE INDEX record_thin ON record (time) WHERE kind = 'quote' AND verdict = 'accept' AND attest IS NOT NULL;
        -- Event logs of a device.
        CREATE INDEX record_log ON record (device, log, verdict) WHERE log IS NOT NULL;
        -- Enrolments that have a key for readings in common.
        CREATE INDEX enrolment_sensor ON enrolment (device, sensor_name) WHERE sensor_name IS NOT NULL;
        """

    private static let pseudonymTables = """
        -- Keys for readings under names of chance. Whose they are stands in identifier.db alone: nothing here may lead to a device, so times are whole hours.
        -- Readings by such a key have minus its number for their enrolment.
        CREATE TABLE pseudonym (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            gateway TEXT NOT NULL,
            area BLOB NOT NULL,
            key_name BLOB NOT NULL UNIQUE,
            certificate BLOB NOT NULL,
            begins INTEGER NOT NULL,
            ends INTEGER NOT NULL,
            entry INTEGER NOT NULL,
            revoked INTEGER
        );
        """
}

extension SharedFile {
    /// The `attest.db` of a directory.
    static func attestation(in directory: StoreDirectory) -> SharedFile {
        SharedFile("attest", in: directory, schema: Schema.attestation)
    }
}

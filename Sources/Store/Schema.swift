// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// The tables of the store's files. Migrations are only ever added, never changed.
enum Schema {
    /// `station.db`: what is known about gateways, sources and days.
    static var station: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: stationTables + retentionTables) }
        migrator.registerMigration("2") { try $0.execute(sql: correlationTables) }
        migrator.registerMigration("3") { try $0.execute(sql: visitorTables) }
        migrator.registerMigration("4") { try $0.execute(sql: limitTables) }
        migrator.registerMigration("5") { try $0.execute(sql: signatureCounts) }
        migrator.registerMigration("5a") { database in
            // Some stores got it with "5".
            guard try !database.columns(in: "gateway").contains(where: { $0.name == "agent" }) else { return }
            try database.execute(sql: agentVersions)
        }
        migrator.registerMigration("6") { try $0.execute(sql: sensorVersions) }
        migrator.registerMigration("7") { try $0.execute(sql: socketDrops) }
        return migrator
    }

    /// A file below `days/`. It can be understood without `station.db`.
    static var day: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: dayTables) }
        migrator.registerMigration("2") { try $0.execute(sql: matchTables) }
        migrator.registerMigration("3") { database in
            try database.execute(sql: alertListTables)
            try AlertListWriter.fill(database)
        }
        migrator.registerMigration("4") { try $0.execute(sql: gramTables) }
        migrator.registerMigration("5") { try $0.execute(sql: blockCount) }
        return migrator
    }

    /// Whether `raw_block` has lost no row, as SQL; NULL where it is not known.
    static let hasAllBlocks = "(SELECT count(*) FROM raw_block) = (SELECT blocks FROM raw_file)"

    private static let blockCount = """
        -- How many rows raw_block has: where one was lost, what it would find is looked for in all rows.
        ALTER TABLE raw_file ADD COLUMN blocks INTEGER NOT NULL DEFAULT 0;
        UPDATE raw_file SET blocks = (SELECT count(*) FROM raw_block);
        """

    private static let gramTables = """
        -- Which grams the lines of some raw blocks hold, from the place of the first block to that of the last; see GramWriter. Blocks
        -- that are in no row are of a time before this table, or wait for others to share one.
        CREATE TABLE block_grams (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, grams BLOB NOT NULL);
        """

    private static let correlationTables = """
        -- What the correlations of each gateway's events remember; committed with the bookmarks.
        CREATE TABLE correlation (gateway TEXT PRIMARY KEY, state BLOB NOT NULL) WITHOUT ROWID;
        """

    private static let visitorTables = """
        -- What visitors of honeypots left behind, until it expires or there is no room; committed with the bookmarks. Tags have
        -- commas between them.
        CREATE TABLE visitor (
            honeypot TEXT NOT NULL,
            kind TEXT NOT NULL,
            value TEXT NOT NULL,
            tags TEXT NOT NULL,
            expiry INTEGER NOT NULL,
            note TEXT NOT NULL,
            PRIMARY KEY (honeypot, kind, value, tags)
        ) WITHOUT ROWID;
        CREATE INDEX visitor_expiry ON visitor (expiry);
        """

    private static let limitTables = """
        -- How often expressions of a rule were given up, of the revision that had any last; times of the station's clock.
        CREATE TABLE rule_limit (
            rule TEXT PRIMARY KEY,
            revision INTEGER NOT NULL,
            count INTEGER NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL
        ) WITHOUT ROWID;
        """

    private static let signatureCounts = """
        -- What a sensor has for signatures, as its newest stats event told. Days' files do not keep it: a repair leaves it unknown until
        -- the next one comes.
        ALTER TABLE sensor ADD COLUMN rules_loaded INTEGER;
        ALTER TABLE sensor ADD COLUMN rules_failed INTEGER;
        ALTER TABLE sensor ADD COLUMN last_reload INTEGER;
        """

    private static let agentVersions = """
        -- What the agent on the gateway last said of its version.
        ALTER TABLE gateway ADD COLUMN agent TEXT;
        """

    private static let sensorVersions = """
        -- What the agent on the gateway last said of the version of its Suricata.
        ALTER TABLE gateway ADD COLUMN suricata TEXT;
        """

    private static let socketDrops = """
        -- Events that sensors could not write into their sockets, as their logs told; NULL where no log is read.
        ALTER TABLE gateway ADD COLUMN socket_drops INTEGER;
        """

    private static let stationTables = """
        -- One row: a random number that every file of this store bears.
        CREATE TABLE store (identity INTEGER NOT NULL);
        CREATE TABLE gateway (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            events INTEGER NOT NULL DEFAULT 0,
            first_event INTEGER,
            last_event INTEGER,
            last_arrival INTEGER,
            duplicates INTEGER NOT NULL DEFAULT 0,
            drops INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE source (
            id INTEGER PRIMARY KEY,
            gateway INTEGER NOT NULL,
            path TEXT NOT NULL,
            head_length INTEGER NOT NULL,
            head_hash INTEGER NOT NULL,
            offset INTEGER NOT NULL,
            lines INTEGER NOT NULL,
            events INTEGER NOT NULL,
            tail_hash INTEGER NOT NULL
        );
        CREATE INDEX source_gateway ON source (gateway);
        -- Counts of refused lines.
        CREATE TABLE refusal (
            gateway INTEGER NOT NULL,
            reason INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (gateway, reason)
        ) WITHOUT ROWID;
        -- The newest refused lines of each source.
        CREATE TABLE refused (
            id INTEGER PRIMARY KEY,
            source INTEGER NOT NULL,
            reason INTEGER NOT NULL,
            line INTEGER NOT NULL,
            offset INTEGER NOT NULL,
            head BLOB NOT NULL
        );
        CREATE INDEX refused_source ON refused (source);
        -- The newest counters of each sensor.
        CREATE TABLE sensor (
            gateway INTEGER NOT NULL,
            name TEXT NOT NULL,
            time INTEGER NOT NULL,
            uptime INTEGER, packets INTEGER, drops INTEGER, errors INTEGER, memory INTEGER, alerts INTEGER, sessions INTEGER,
            PRIMARY KEY (gateway, name)
        ) WITHOUT ROWID;
        -- Which file holds a UTC day; decided once, when its first event comes. 0: one of its own, 1: other.db; once it was
        -- dropped, 2: that of its kept events.
        CREATE TABLE day (
            day INTEGER PRIMARY KEY,
            shared INTEGER NOT NULL
        );
        -- Events that survive the dropping of their day, by the day's number and their row in its file.
        CREATE TABLE kept (
            day INTEGER NOT NULL,
            row INTEGER NOT NULL,
            PRIMARY KEY (day, row)
        ) WITHOUT ROWID;
        """

    /// Which events matched which rules. Raw lines do not tell it, so it is copied where a file is made anew.
    private static let matchTables = """
        -- Rules by id, revision, title and level, as they were when they matched.
        CREATE TABLE rule (
            id INTEGER PRIMARY KEY,
            rule TEXT NOT NULL,
            revision INTEGER NOT NULL,
            title TEXT NOT NULL,
            level TEXT NOT NULL
        );
        CREATE INDEX rule_key ON rule (rule, revision);
        CREATE TABLE match (row INTEGER NOT NULL, rule INTEGER NOT NULL, PRIMARY KEY (row, rule)) WITHOUT ROWID;
        CREATE INDEX match_rule ON match (rule, row);
        -- Matches by minute of their rows; see Partition.minute.
        CREATE TABLE match_count (
            rule INTEGER NOT NULL,
            minute INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (rule, minute)
        ) WITHOUT ROWID;
        """

    /// Follows from `alert`, and is written with it.
    private static let alertListTables = """
        -- What alerts are told apart by in groups of them, as `alert` has it. Numbers begin at 1; a kind may stand here twice.
        CREATE TABLE alert_kind (
            id INTEGER PRIMARY KEY,
            gateway INTEGER NOT NULL,
            signature INTEGER,
            source,
            destination,
            destination_port INTEGER
        );
        -- Every alert by its row and kind, some thousand a row, as they came, with the rows that they lie between; see AlertEntries.
        CREATE TABLE alert_list (
            id INTEGER PRIMARY KEY,
            first_row INTEGER NOT NULL,
            last_row INTEGER NOT NULL,
            entries BLOB NOT NULL
        );
        """

    private static let dayTables = """
        CREATE TABLE text (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
        -- Absent texts are 0, an absent severity is -1: NULLs would never be equal in the index.
        CREATE TABLE signature (
            id INTEGER PRIMARY KEY,
            generator INTEGER NOT NULL,
            number INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            severity INTEGER NOT NULL,
            text INTEGER NOT NULL,
            category INTEGER NOT NULL
        );
        CREATE UNIQUE INDEX signature_key ON signature (number, generator, revision, severity, text, category);
        -- Addresses: IPv4 as a number, IPv6 as 16 bytes.
        CREATE TABLE event (
            row INTEGER PRIMARY KEY,
            gateway INTEGER NOT NULL,
            type INTEGER NOT NULL,
            source,
            destination,
            source_port INTEGER,
            destination_port INTEGER,
            transport INTEGER,
            app INTEGER,
            sensor INTEGER,
            flow INTEGER,
            signature INTEGER,
            action INTEGER,
            flags INTEGER NOT NULL,
            -- Where the raw line lies in the raw file; see RawPlace.
            place INTEGER NOT NULL
        );
        -- Events of type alert once more, so that alert panels read little.
        CREATE TABLE alert (
            row INTEGER PRIMARY KEY,
            gateway INTEGER NOT NULL,
            signature INTEGER,
            source,
            destination,
            source_port INTEGER,
            destination_port INTEGER,
            transport INTEGER,
            app INTEGER,
            sensor INTEGER,
            flow INTEGER,
            action INTEGER
        );
        CREATE TABLE stats (
            row INTEGER PRIMARY KEY,
            gateway INTEGER NOT NULL,
            sensor INTEGER,
            uptime INTEGER, packets INTEGER, drops INTEGER, errors INTEGER, memory INTEGER, alerts INTEGER, sessions INTEGER
        );
        -- Counts of events by minute, ten minutes and hour of their rows, one row a bucket; see RollUpLevel, RollUpCoding,
        -- AlertCounts. What is read together lies together: most questions need the first table alone.
        CREATE TABLE roll_up_sums (id INTEGER PRIMARY KEY, kinds BLOB NOT NULL, gateways BLOB NOT NULL);
        CREATE TABLE roll_up_cells (id INTEGER PRIMARY KEY, cells BLOB NOT NULL);
        CREATE TABLE roll_up_alerts (id INTEGER PRIMARY KEY, alerts BLOB NOT NULL);
        CREATE VIEW roll_up AS
            SELECT s.id AS id, s.kinds AS kinds, s.gateways AS gateways, c.cells AS cells,
                ifnull(a.alerts, x'') AS alerts
            FROM roll_up_sums s LEFT JOIN roll_up_cells c ON c.id = s.id LEFT JOIN roll_up_alerts a ON a.id = s.id;
        -- The blocks of the raw file, by their places, with the rows that their lines lie between.
        CREATE TABLE raw_block (place INTEGER PRIMARY KEY, first_row INTEGER NOT NULL, last_row INTEGER NOT NULL);
        -- Which flows and addresses occur in which raw blocks: sorted runs, and their entries; see KeyIndexWriter.
        CREATE TABLE key_run (id INTEGER PRIMARY KEY, level INTEGER NOT NULL, entries INTEGER NOT NULL);
        CREATE TABLE key_leaf (id INTEGER PRIMARY KEY, entries BLOB NOT NULL);
        -- How far each source has come in this file; committed with its events.
        CREATE TABLE progress (source INTEGER PRIMARY KEY, offset INTEGER NOT NULL);
        -- One row: the store that this file belongs to, and how much of the raw file is committed.
        CREATE TABLE raw_file (
            store INTEGER NOT NULL,
            length INTEGER NOT NULL,
            -- Place of the newest dictionary; 0 for none.
            dictionary INTEGER NOT NULL
        );
        """
}

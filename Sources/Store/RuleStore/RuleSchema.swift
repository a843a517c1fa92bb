// SPDX-License-Identifier: Apache-2.0

internal import GRDB

extension Schema {
    /// `rules.db`: the rules with all that they ever were. It can be understood without the other files.
    static var rules: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { try $0.execute(sql: ruleTables) }
        return migrator
    }

    private static let ruleTables = """
        -- One row once it is known: the random number that every file of this store bears.
        CREATE TABLE store (identity INTEGER NOT NULL);
        -- What is so now. All of it follows from the two tables below.
        CREATE TABLE rule (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            revision INTEGER NOT NULL,
            enabled INTEGER NOT NULL,
            retired INTEGER NOT NULL,
            created INTEGER NOT NULL,
            changed INTEGER NOT NULL
        );
        -- Rows are never changed and never removed. Tags, techniques and tactics: one a line. `hash` is FNV-1a 64 of the text.
        CREATE TABLE revision (
            rule INTEGER NOT NULL,
            number INTEGER NOT NULL,
            change INTEGER NOT NULL,
            hash INTEGER NOT NULL,
            title TEXT NOT NULL,
            level TEXT NOT NULL,
            tags TEXT NOT NULL,
            techniques TEXT NOT NULL,
            tactics TEXT NOT NULL,
            -- The last column: what is before it is read without it.
            text BLOB NOT NULL,
            PRIMARY KEY (rule, number)
        );
        -- All that was done, and by whom; see RuleDeed. Numbers are never used twice: readers take the highest for the state.
        CREATE TABLE change (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            rule INTEGER NOT NULL,
            deed INTEGER NOT NULL,
            -- The current revision then, and the one whose text came again.
            revision INTEGER NOT NULL,
            reverted_to INTEGER,
            author TEXT NOT NULL,
            time INTEGER NOT NULL,
            comment TEXT NOT NULL
        );
        CREATE INDEX change_rule ON change (rule);
        -- Who has which rule open in an editor. Whoever says so no longer is forgotten.
        CREATE TABLE editing (
            rule TEXT NOT NULL,
            person TEXT NOT NULL,
            since INTEGER NOT NULL,
            seen INTEGER NOT NULL,
            PRIMARY KEY (rule, person)
        ) WITHOUT ROWID;
        """
}

extension SharedFile {
    /// The `rules.db` of a directory.
    static func rules(in directory: StoreDirectory) -> SharedFile {
        SharedFile("rules", in: directory, schema: Schema.rules)
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Looks at a file as SQLite sees it, and compares its tables with those that the program makes.
///
/// SQLite's own check does not find a letter that changed in the text of a table's definition: it takes the new name of the column
/// for the right one, and every statement that asks for the old one fails.
enum SchemaCheck {
    /// What is wrong, each in a few words: what SQLite finds, of which the first twenty are told, and what `fault` does.
    static func faults(_ database: Database, _ schema: DatabaseMigrator) throws(StoreError) -> [String] {
        let answers = try Statement(database, "PRAGMA integrity_check(20)")
        var faults: [String] = []
        while try answers.step() {
            if answers.text(0) != "ok" { faults.append("SQLite says: \(answers.text(0))") }
        }
        if let fault = try fault(database, schema) { faults.append(fault) }
        return faults
    }

    /// What differs from the tables of `schema`, if anything does. A file of an older schema, which only a writer brings forward, is
    /// not looked at.
    static func fault(_ database: Database, _ schema: DatabaseMigrator) throws(StoreError) -> String? {
        let isOlder = try StoreFile.guarded("") { try !schema.hasCompletedMigrations(database) }
        if isOlder { return nil }
        let wanted = try StoreFile.guarded("") {
            let model = try DatabaseQueue()
            try schema.migrate(model)
            return try model.read { try definitions($0) }
        }
        return try definitions(database) == wanted ? nil : "its tables are not those that were made"
    }

    private static func definitions(_ database: Database) throws(StoreError) -> [String] {
        let rows = try Statement(
            database,
            "SELECT type || ' ' || name || ' ' || sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name")
        var definitions: [String] = []
        while try rows.step() { definitions.append(rows.text(0)) }
        return definitions
    }
}

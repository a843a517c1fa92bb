// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Compares a file's tables with those that the program makes.
///
/// SQLite's own check does not find a letter that changed in the text of a table's definition: it takes the new name of the column
/// for the right one, and every statement that asks for the old one fails.
enum SchemaCheck {
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

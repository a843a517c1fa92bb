// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import Glibc

/// Takes over what can be read of a damaged `station.db`, or of a copy of it, into a new one.
struct StationSalvage {
    let database: Database

    /// Rows looked for one by one where a table cannot be read in one go.
    private static let limit: Int64 = 1 << 20

    /// Copies every row that is not there yet; the answer is whether all of them could be read.
    ///
    /// Only a duplicate is opened, as SQLite would write into the file itself.
    func run(from path: String) throws(StoreError) -> Bool {
        let duplicate = path + ".salvage"
        StoreFile.remove(duplicate)
        defer { StoreFile.remove(duplicate) }
        guard try Self.duplicate(path, as: duplicate) else { return false }
        _ = try? Self.duplicate(path + "-wal", as: duplicate + "-wal")
        let attach = try Statement(database, "ATTACH ? AS old")
        attach.bind(1, duplicate)
        do throws(StoreError) {
            try attach.run()
            // Even a file that is none can be attached; it is looked at here first.
            try Statement.run(database, "SELECT count(*) FROM old.sqlite_master")
        } catch {
            try? Statement.run(database, "DETACH old")
            return false
        }
        var isWhole = true
        for table in try tables() where try !copy(table) { isWhole = false }
        try? Statement.run(database, "DETACH old")
        return isWhole
    }

    private func tables() throws(StoreError) -> [String] {
        let rows = try Statement(
            database,
            """
            SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%'
            """)
        var names: [String] = []
        while try rows.step() { names.append(rows.text(0)) }
        return names
    }

    private func copy(_ table: String) throws(StoreError) -> Bool {
        let columns = try columns(of: table)
        let list = columns.names.joined(separator: ", ")
        let insert = "INSERT OR IGNORE INTO main.\(table) (\(list)) SELECT \(list) FROM old.\(table)"
        if (try? Statement.run(database, insert)) != nil { return true }
        guard let key = columns.key else { return false }
        // Damage ends a look through the table; rows on other pages are still found by their numbers.
        guard let one = try? Statement(database, insert + " WHERE \(key) = ?") else { return false }
        let last = (try? number("SELECT max(\(key)) FROM old.\(table)")) ?? nil
        for row in 1...max(1, min(last ?? 4096, Self.limit)) {
            one.bind(1, row)
            try? one.run()
        }
        return false
    }

    private func columns(of table: String) throws(StoreError) -> (names: [String], key: String?) {
        let rows = try Statement(database, "SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid")
        rows.bind(1, table)
        var names: [String] = []
        var keys: [(name: String, isInteger: Bool)] = []
        while try rows.step() {
            names.append(rows.text(0))
            if rows.integer(2) > 0 { keys.append((rows.text(0), rows.text(1) == "INTEGER")) }
        }
        let key = keys.count == 1 && keys[0].isInteger ? keys[0].name : nil
        return (names, key)
    }

    private func number(_ query: String) throws(StoreError) -> Int64? {
        let rows = try Statement(database, query)
        return try rows.step() ? rows.optional(0) : nil
    }

    /// False where there is no such file.
    private static func duplicate(_ path: String, as target: String) throws(StoreError) -> Bool {
        guard let old = try RawFile.reading(path) else { return false }
        let bytes = try old.read(at: 0, limit: Int(clamping: old.length()))
        let descriptor = unsafe open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .failed("open", path: target) }
        defer { close(descriptor) }
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done)
            }
            guard count > 0 else { throw .failed("write", path: target) }
            done += count
        }
        return true
    }
}

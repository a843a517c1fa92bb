// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import GRDB
internal import Pushes

/// Looks through `pushes.db`: whether every text is what was pushed, and what is wanted is what was ordered last.
enum PushCheck {
    /// Adds what is wrong to `problems`; no file is no problem. `identity` is the store's number where it is known.
    static func run(_ directory: StoreDirectory, identity: Int64?, _ problems: inout ProblemList) {
        let file = SharedFile.pushes(in: directory)
        file.look(&problems) { database, problems throws(StoreError) in
            try file.check(database, &problems)
            try file.checkIdentity(database, identity, of: "pushes", &problems)
            for fault in try texts(database) + files(database) + wanted(database) { file.add(fault, to: &problems) }
        }
    }

    private static func texts(_ database: Database) throws(StoreError) -> [String] {
        let rows = try Statement(database, "SELECT number, hash FROM text ORDER BY number")
        var faults: [String] = []
        while try rows.step() {
            let number = rows.integer(0)
            let text = Result { () throws(StoreError) in
                var texts = PushTexts(database)
                return try texts.text(number)
            }
            if case .success(let text) = text, SHA256.digest(of: Array(text.utf8)) == rows.bytes(1) { continue }
            faults.append("text \(number) is not what was pushed")
        }
        return faults
    }

    private static func files(_ database: Database) throws(StoreError) -> [String] {
        let rows = try Statement(
            database,
            """
            SELECT f.revision FROM files f LEFT JOIN text r ON r.number = f.rules LEFT JOIN text t ON t.number = f.thresholds
            WHERE r.number IS NULL OR t.number IS NULL ORDER BY f.number
            """)
        var faults: [String] = []
        while try rows.step() { faults.append("revision \(rows.text(0)) has lost a text") }
        return faults
    }

    /// What was ordered last, but for gateways that were renamed since. The number may be greater than that of the log: `PushTables.renumber`.
    private static func wanted(_ database: Database) throws(StoreError) -> [String] {
        let rows = try Statement(
            database,
            """
            SELECT w.gateway FROM wanted w LEFT JOIN files f ON f.number = w.files LEFT JOIN push p ON p.number = w.push
            WHERE f.number IS NULL OR p.number IS NULL OR EXISTS (
                SELECT 1 FROM share s WHERE s.push = w.push AND s.gateway = w.gateway AND (s.files <> w.files OR s.number > w.number))
            ORDER BY w.gateway
            """)
        var faults: [String] = []
        while try rows.step() { faults.append("what \(rows.text(0)) is to run is not what was ordered") }
        return faults
    }
}

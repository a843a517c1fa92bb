// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import Rules

/// Brings the matches of a file of events into one that is made anew from the same raw lines.
///
/// Raw lines do not tell which rules there were when they came, so what cannot be read of the old file is lost.
struct MatchCopy {
    /// The old file, which may be damaged or missing.
    let old: String

    /// Copies the matches of all rows that the new file has; false where not all of the old file could be read.
    func run(into database: Database, of partition: Partition) throws(StoreError) -> Bool {
        var found: [(row: Int64, rule: RuleReference)] = []
        let isWhole = read { found.append(($0, $1)) }
        guard !found.isEmpty else { return isWhole }
        var tables = try MatchTables(partition, in: database)
        let event = try Statement(database, "SELECT 1 FROM event WHERE row = ?")
        for (row, rule) in found {
            event.bind(1, row)
            guard try event.step() else { continue }
            event.reset()
            try tables.add(row: row, rule: rule)
        }
        try tables.write()
        return isWhole
    }

    private func read(_ body: (Int64, RuleReference) -> Void) -> Bool {
        do throws(StoreError) {
            guard let queue = try StoreFile.openForReading(old, schema: Schema.day) else { return false }
            try queue.snapshot { database throws(StoreError) in
                var names = LocalNames()
                try names.refreshRules(database)
                let rows = try Statement(database, "SELECT row, rule FROM match ORDER BY row, rule")
                var last: (Int64, Int64)?
                while try rows.step() {
                    let key = (rows.integer(0), rows.integer(1))
                    // What is damaged may come in any order; a pair is counted once.
                    guard last.map({ $0 < key }) ?? true, let rule = names.rule(key.1) else { continue }
                    last = key
                    body(key.0, rule)
                }
            }
            return true
        } catch {
            return false
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Compares the roll-ups with a recount of the events, at each level and in each form.
///
/// The recount goes through the rows in their order and writes an hour at a time into a file in memory, which is compared and
/// emptied before the next hour.
struct RollUpCheck {
    let partition: Partition
    let database: Database

    /// Every event of the longest buckets is counted before these are compared.
    private static let stretch = RollUpLevel.allCases.map(\.minutes).max() ?? 60

    /// - Throws: `StoreError`.
    func run(_ problem: (String, _ place: String) -> Void) throws(StoreError) {
        let memory = try StoreFile.guarded(":memory:") { () throws -> DatabaseQueue in
            let queue = try DatabaseQueue()
            try Schema.day.migrate(queue)
            return queue
        }
        try memory.access { recount throws(StoreError) in
            var writer = try RollUpWriter(partition, in: recount, path: ":memory:")
            let types = try Statement(database, "SELECT id FROM text WHERE lower(text) = 'stats'")
            while try types.step() { writer.markStats(type: types.integer(0)) }
            let sums = try RollUpComparison("roll_up_sums", database, recount)
            let cells = try RollUpComparison("roll_up_cells", database, recount)
            let alertCounts = try RollUpComparison("roll_up_alerts", database, recount)
            let events = try Statement(database, "SELECT row, gateway, type, transport, app FROM event ORDER BY row")
            let alerts = try Statement(
                database, "SELECT row, gateway, signature, action, source, destination FROM alert ORDER BY row")
            var hasAlert = try alerts.step()
            var open: Int64?
            while try events.step() {
                let row = events.integer(0)
                let minute = partition.minute(ofRow: row)
                let stretch = minute >= 0 ? minute / Self.stretch : (minute + 1) / Self.stretch - 1
                if stretch != open {
                    try writer.write()
                    try sums.run(problem)
                    try cells.run(problem)
                    try alertCounts.run(problem)
                    open = stretch
                }
                writer.count(
                    row, gateway: events.integer(1), type: events.optional(2), transport: events.optional(3),
                    app: events.optional(4))
                while hasAlert, alerts.integer(0) <= row {
                    writer.countAlert(
                        alerts.integer(0), gateway: alerts.integer(1), signature: alerts.optional(2),
                        action: alerts.optional(3), from: alerts.address(4), to: alerts.address(5))
                    hasAlert = try alerts.step()
                }
            }
            try writer.write()
            try sums.run(problem)
            try cells.run(problem)
            try alertCounts.run(problem)
            try sums.finish(problem)
            try cells.finish(problem)
            try alertCounts.finish(problem)
        }
    }
}

/// Compares what was recounted with what is stored, in one of the tables.
private struct RollUpComparison: ~Copyable {
    private let table: String
    private let columns: [String]
    private let recounted: Statement
    private let stored: Statement
    private let clear: Statement
    private let ids: Statement
    private let note: Statement
    private let wasCompared: Statement

    init(_ table: String, _ database: Database, _ recount: Database) throws(StoreError) {
        let names = try Statement(recount, "SELECT name FROM pragma_table_info(?) WHERE name <> 'id'")
        names.bind(1, table)
        var columns: [String] = []
        while try names.step() { columns.append(names.text(0)) }
        let list = columns.joined(separator: ", ")
        let recounted = try Statement(recount, "SELECT id, \(list) FROM \(table) ORDER BY id")
        let stored = try Statement(database, "SELECT id, \(list) FROM \(table) WHERE id = ?")
        let clear = try Statement(recount, "DELETE FROM \(table)")
        let ids = try Statement(database, "SELECT id FROM \(table) ORDER BY id")
        try Statement.run(recount, "CREATE TABLE compared_\(table) (id INTEGER PRIMARY KEY)")
        let note = try Statement(recount, "INSERT INTO compared_\(table) VALUES (?)")
        let wasCompared = try Statement(recount, "SELECT 1 FROM compared_\(table) WHERE id = ?")
        self.table = table
        self.columns = columns
        self.recounted = recounted
        self.stored = stored
        self.clear = clear
        self.ids = ids
        self.note = note
        self.wasCompared = wasCompared
    }

    /// Compares what was recounted since the last time, and forgets it but for its rows' numbers.
    func run(_ problem: (String, String) -> Void) throws(StoreError) {
        while try recounted.step() {
            let id = recounted.integer(0)
            note.bind(1, id)
            try note.run()
            stored.bind(1, id)
            guard try stored.step() else {
                problem("row \(id) of \(table) is missing", "")
                continue
            }
            var wrong: [String] = []
            for (index, name) in columns.enumerated() {
                let column = Int32(clamping: index + 1)
                if stored.bytes(column) != recounted.bytes(column) { wrong.append(name) }
            }
            stored.reset()
            if !wrong.isEmpty {
                problem("row \(id) of \(table) is not the recount: \(wrong.joined(separator: ", "))", "")
            }
        }
        try clear.run()
    }

    /// Names rows that no event was counted in.
    func finish(_ problem: (String, String) -> Void) throws(StoreError) {
        while try ids.step() {
            wasCompared.bind(1, ids.integer(0))
            if try !wasCompared.step() {
                problem("row \(ids.integer(0)) of \(table) counts events that are not there", "")
            }
            wasCompared.reset()
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// What is wrong with a day's files, as far as it shows without decoding every line.
struct DayDiagnosis {
    /// Why the file of events must be made anew; `nil` where it need not.
    var fault: String?
    /// Whether the file of events bears another store's identity.
    var isForeign = false
    /// How much of the raw file the file of events has committed, and how many events it has; `nil` where it cannot be asked.
    var committed: UInt64?
    var events: Int?
    /// How far it says that sources have come; empty where it cannot be asked.
    var progress: [Int64: UInt64] = [:]

    /// Looks at the file of events: its form, its owner and its counts.
    ///
    /// - Throws: `StoreError` for what a repair does not change: a newer schema, a missing permission.
    init(_ partition: Partition, in directory: StoreDirectory, identity: Int64?) throws(StoreError) {
        do throws(StoreError) {
            guard let queue = try StoreFile.openForReading(directory.path(of: partition), schema: Schema.day) else {
                fault = "it is missing or empty"
                return
            }
            try queue.snapshot { database throws(StoreError) in
                fault = try SchemaCheck.fault(database, Schema.day)
                let state = try Statement(database, "SELECT store, length FROM raw_file")
                guard try state.step() else {
                    // A writer has only just made it, or was ended then.
                    if try DayCheck.isEmpty(database) { committed = 0 } else { fault = "raw_file is empty" }
                    return
                }
                isForeign = identity.map { $0 != state.integer(0) } ?? false
                committed = UInt64(clamping: state.integer(1))
                state.reset()
                let check = try Statement(database, "PRAGMA quick_check(1)")
                if try check.step(), check.text(0) != "ok" { fault = fault ?? check.text(0) }
                if fault == nil { fault = try Self.faultOfCounts(partition, database) }
                let rows = try Statement(database, "SELECT source, offset FROM progress")
                while try rows.step() { progress[rows.integer(0)] = UInt64(clamping: rows.integer(1)) }
                let count = try Statement(database, "SELECT count(*) FROM event")
                if try count.step() { events = Int(clamping: count.integer(0)) }
            }
        } catch {
            guard error.isDamage else { throw error }
            fault = error.fact
        }
        if isForeign { fault = "it belongs to another store" }
    }

    /// How many events a sound file has.
    static func count(_ partition: Partition, in directory: StoreDirectory) throws(StoreError) -> Int? {
        guard let queue = try StoreFile.openForReading(directory.path(of: partition), schema: Schema.day) else {
            return nil
        }
        return try queue.snapshot { database throws(StoreError) in
            let count = try Statement(database, "SELECT count(*) FROM event")
            return try count.step() ? Int(clamping: count.integer(0)) : nil
        }
    }

    /// Counts that cannot be read make every overview of the day fail.
    private static func faultOfCounts(_ partition: Partition, _ database: Database) throws(StoreError) -> String? {
        let rows = try Statement(database, "SELECT id, kinds, gateways, cells, alerts FROM roll_up")
        while try rows.step() {
            let isSound =
                RollUpCoding.visit(cells: rows.bytes(1), hasGateway: false) { _ in }
                && RollUpCoding.visit(gateways: rows.bytes(2)) { _ in }
                && RollUpCoding.visit(cells: rows.bytes(3), hasGateway: true) { _ in }
                && AlertCounts(rows.bytes(4), from: 0) != nil
            if !isSound { return "row \(rows.integer(0)) of the counts is damaged" }
        }
        return nil
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// Which buckets of a file's roll-ups stand for a range, and what is left of it for a scan of events.
struct BucketPlan {
    /// What is left of the range before and behind the whole minutes.
    private(set) var edges: [TimeRange] = []
    private var stretches: [(level: RollUpLevel, minutes: Range<Int64>)] = []

    /// Takes buckets of at most `level`; `nil` where every event must be looked at.
    init?(_ range: TimeRange, level: RollUpLevel?, in day: DaySnapshot) throws(StoreError) {
        guard day.usesRollUps, let level, let stored = try Self.storedRows(in: day) else { return nil }
        let partition = day.partition
        let start = partition.row(at: range.start)
        let end = partition.row(at: range.end)
        // A minute is also whole if what the range cuts off is empty: a range up to now ends behind the last event.
        let first = partition.minute(ofRow: start <= stored.first ? stored.first : start + partition.rowsPerMinute - 1)
        let last = end > stored.last ? partition.minute(ofRow: stored.last) + 1 : partition.minute(ofRow: end)
        guard first < last else { return nil }
        if start > stored.first { edges.append(TimeRange(start: range.start, end: Self.instant(first, partition))) }
        if end <= stored.last { edges.append(TimeRange(start: Self.instant(last, partition), end: range.end)) }
        edges.removeAll { $0.start == $0.end }
        divide(first..<last, level)
        stretches.sort { $0.minutes.lowerBound < $1.minutes.lowerBound }
    }

    /// Takes the longest buckets that lie in `minutes` as a whole, and shorter ones at both ends.
    private mutating func divide(_ minutes: Range<Int64>, _ level: RollUpLevel) {
        guard !minutes.isEmpty else { return }
        guard let finer = level.finer else {
            stretches.append((level, minutes))
            return
        }
        let first = level.ceiling(minutes.lowerBound)
        let last = level.floor(minutes.upperBound)
        guard first < last else { return divide(minutes, finer) }
        divide(minutes.lowerBound..<first, finer)
        stretches.append((level, first..<last))
        divide(last..<minutes.upperBound, finer)
    }

    /// What may be asked of each bucket, by the columns of their tables.
    enum Column: String {
        case kinds, gateways, cells, alerts

        var table: String {
            switch self {
            case .kinds, .gateways: "roll_up_sums"
            case .cells: "roll_up_cells"
            case .alerts: "roll_up_alerts"
            }
        }
    }

    /// Calls `body` with the first row and one column of each bucket that has it, by time.
    ///
    /// - Throws: `StoreError.damagedRollUp` where `body` says that the bytes are none.
    func visit(
        _ column: Column, in day: DaySnapshot, until cancellation: Cancellation,
        _ body: (Int64, [UInt8]) throws(StoreError) -> Bool
    ) throws(StoreError) {
        let rows = try Statement(
            day.database,
            "SELECT id, \(column.rawValue) FROM \(column.table) WHERE id >= ? AND id < ? ORDER BY id")
        for (level, minutes) in stretches {
            if cancellation.isCancelled { throw StoreError.interrupted }
            rows.bind([.integer(level.id(minutes.lowerBound)), .integer(level.id(minutes.upperBound))])
            while try rows.step() {
                // A damaged tree may give rows that were not asked for.
                let minute = rows.integer(0).subtractingReportingOverflow(level.id(0)).partialValue
                guard minutes.contains(minute), try body(minute * day.partition.rowsPerMinute, rows.bytes(1)) else {
                    throw .damagedRollUp(path: day.path, row: rows.integer(0))
                }
            }
        }
    }

    private static func instant(_ minute: Int64, _ partition: Partition) -> Instant {
        partition.instant(ofRow: minute * partition.rowsPerMinute)
    }

    /// The first and the last row of the file, `nil` if it has none.
    private static func storedRows(in day: DaySnapshot) throws(StoreError) -> (first: Int64, last: Int64)? {
        // Two queries in one: SQLite looks only at the ends of the table where there is one such function in each.
        let rows = try Statement(
            day.database, "SELECT (SELECT min(row) FROM event), (SELECT max(row) FROM event)")
        guard try rows.step(), let first = rows.optional(0), let last = rows.optional(1) else { return nil }
        return (first, last)
    }
}

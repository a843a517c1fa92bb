// SPDX-License-Identifier: Apache-2.0

internal import GRDB

/// Finds a free row for each event of a file.
///
/// Events that come in order cost nothing. A late one costs a look-up; many of the same microsecond are remembered, so that a
/// flood of equal timestamps does not search its own past again for each event.
struct RowPlacement: ~Copyable {
    private let partition: Partition
    /// The highest row in the file; below its first possible row in an empty file.
    private(set) var last: Int64
    /// For microseconds seen lately, where to search on.
    private var hints: [Int64: Int64] = [:]
    private let rowsAfter: Statement
    private let rowsBefore: Statement

    private static let hintLimit = 4096

    init(_ partition: Partition, in database: Database) throws(StoreError) {
        let rowsAfter = try Statement(database, "SELECT row FROM event WHERE row >= ? ORDER BY row")
        let rowsBefore = try Statement(database, "SELECT row FROM event WHERE row <= ? ORDER BY row DESC")
        let newest = try Statement(database, "SELECT max(row) FROM event")
        let last = try newest.step() ? newest.optional(0) ?? .min : .min
        self.partition = partition
        // A damaged file may say anything.
        self.last = min(last, partition.rows.upperBound)
        self.rowsAfter = rowsAfter
        self.rowsBefore = rowsBefore
    }

    /// A free row at `base` or as little behind it as can be, if that can be told without looking at the table: for every event
    /// that comes in order.
    mutating func placeBehindLast(at base: Int64) -> Int64? {
        let first = bounded(base)
        if first > last {
            last = first
            return first
        }
        // Nothing lies behind the last row, so the rest of its microsecond is free.
        guard first >> partition.shift == last >> partition.shift,
            (last + 1) >> partition.shift == last >> partition.shift
        else { return nil }
        last += 1
        return last
    }

    /// A free row at `base` or as little behind it as can be; at the end of the partition, before it. Every row placed before
    /// must be in the table.
    mutating func placeAmongOthers(at base: Int64) throws(StoreError) -> Int64 {
        let first = bounded(base)
        var row = max(first, hints[first] ?? first)
        if try next(from: &row) {
            if hints.count >= Self.hintLimit { hints.removeAll(keepingCapacity: true) }
            hints[first] = row + 1
            last = max(last, row)
            return row
        }
        row = first
        try previous(from: &row)
        return row
    }

    private func bounded(_ base: Int64) -> Int64 {
        min(max(base, partition.rows.lowerBound), partition.rows.upperBound)
    }

    /// Moves `row` up to the first free one; false if there is none in the partition.
    private func next(from row: inout Int64) throws(StoreError) -> Bool {
        rowsAfter.bind(1, row)
        defer { rowsAfter.reset() }
        while row <= partition.rows.upperBound, try rowsAfter.step(), rowsAfter.integer(0) == row { row += 1 }
        return row <= partition.rows.upperBound
    }

    /// Moves `row` down to the first free one; a partition is never full.
    private func previous(from row: inout Int64) throws(StoreError) {
        rowsBefore.bind(1, row)
        defer { rowsBefore.reset() }
        while try rowsBefore.step(), rowsBefore.integer(0) == row { row -= 1 }
    }
}

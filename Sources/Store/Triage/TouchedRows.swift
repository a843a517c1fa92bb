// SPDX-License-Identifier: Apache-2.0

/// The rows of a day's alerts that somebody has touched, asked for one row after the other.
///
/// It remembers where it was: asking for rows in order costs next to nothing, and in any other order a search.
struct TouchedRows {
    private let rows: [Int64]
    /// The first row that is not before the one asked last.
    private var next = 0

    /// Of rows in order.
    init(_ rows: [Int64] = []) { self.rows = rows }

    @inline(__always)
    mutating func contains(_ row: Int64) -> Bool {
        if rows.isEmpty { return false }
        // Most rows lie between the same two touched ones as the row before.
        if next > 0 && rows[next - 1] >= row || next < rows.count && rows[next] < row { seek(row) }
        return next < rows.count && rows[next] == row
    }

    private mutating func seek(_ row: Int64) {
        var low = 0
        var high = rows.count
        // Mostly it is only a few further on.
        if next < rows.count, rows[next] < row {
            low = next + 1
            var step = 1
            while low < rows.count, rows[low] < row, low + step < rows.count, rows[low + step] < row {
                low += step
                step *= 2
            }
            high = min(rows.count, low + step)
        }
        while low < high {
            let middle = (low + high) / 2
            if rows[middle] < row { low = middle + 1 } else { high = middle }
        }
        next = low
    }
}

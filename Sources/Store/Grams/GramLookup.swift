// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import Query

/// The raw blocks of one file that cannot hold what is looked for, by the sets of their grams.
struct GramLookup {
    /// Runs of places with no such block between them, ascending.
    private var ruledOut: [ClosedRange<UInt32>] = []

    /// Looks at the sets of the blocks between two places.
    ///
    /// - Throws: `StoreError`.
    init(_ test: GramTest, in day: DaySnapshot, _ places: ClosedRange<Int64>) throws(StoreError) {
        let rows = try Statement(
            day.database, "SELECT first, last, grams FROM block_grams WHERE last >= ? AND first <= ? ORDER BY first")
        rows.bind([.integer(places.lowerBound), .integer(places.upperBound)])
        while try rows.step() {
            guard let first = UInt32(exactly: rows.integer(0)), let last = UInt32(exactly: rows.integer(1)),
                first <= last, !test.mayHold(rows.bytes(2))
            else { continue }
            ruledOut.append(first...last)
        }
    }

    /// Whether the block at a place cannot hold it.
    func rulesOut(_ place: UInt32) -> Bool {
        var low = 0
        var high = ruledOut.count
        while low < high {
            let middle = (low + high) / 2
            if ruledOut[middle].upperBound < place { low = middle + 1 } else { high = middle }
        }
        return low < ruledOut.count && ruledOut[low].lowerBound <= place
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Query

/// Tells which lines of one file may be what a filter looks for, so that the others need not be taken apart, and most not be opened.
///
/// For the length of one scan.
final class LineSieve {
    private let blocks: BlockSieve
    private let lookup: GramLookup?
    /// The slots of the lines that may do, of blocks that were asked for.
    private var known: [UInt32: UInt64] = [:]
    private var last: (place: UInt32, slots: UInt64)?

    /// The sieve of a `simplified` filter over the rows in `bounds`; `nil` where lines cannot be told apart by texts.
    ///
    /// - Throws: `StoreError`.
    init?(_ filter: Filter, in day: DaySnapshot, bounds: Range<Int64>) throws(StoreError) {
        let need = filter.lineNeed
        guard need != .nothing else { return nil }
        blocks = BlockSieve(need: need)
        guard let test = GramTest(need) else {
            lookup = nil
            return
        }
        let places = try Statement(
            day.database, "SELECT min(place), max(place) FROM raw_block WHERE last_row >= ? AND first_row < ?")
        places.bind([.integer(bounds.lowerBound), .integer(bounds.upperBound)])
        guard try places.step(), places.integer(0) <= places.integer(1) else {
            lookup = nil
            return
        }
        lookup = try GramLookup(test, in: day, places.integer(0)...places.integer(1))
    }

    /// Whether the block is known to have no such line, without opening it.
    func rulesOut(_ place: UInt32) -> Bool {
        lookup?.rulesOut(place) ?? false
    }

    /// Whether the line at a place may do. What names no place is for the reader of lines to tell.
    ///
    /// - Throws: `StoreError.damagedBlock`.
    func mayHold(_ number: Int64, in day: DaySnapshot) throws(StoreError) -> Bool {
        guard let place = RawPlace(number: number), place.block > 0 else { return true }
        return try slots(of: place.block, in: day) >> UInt64(place.slot) & 1 != 0
    }

    /// The rows of the lines of a block that may do.
    ///
    /// - Throws: `StoreError.damagedBlock`.
    func rows(ofBlock place: UInt32, in day: DaySnapshot) throws(StoreError) -> [Int64] {
        var left = try slots(of: place, in: day)
        guard left != 0 else { return [] }
        let (block, _) = try day.block(place)
        var rows: [Int64] = []
        while left != 0 {
            let slot = left.trailingZeroBitCount
            if block.rows.indices.contains(slot) { rows.append(block.rows[slot]) }
            left &= left - 1
        }
        return rows
    }

    private func slots(of place: UInt32, in day: DaySnapshot) throws(StoreError) -> UInt64 {
        if let last, last.place == place { return last.slots }
        let slots: UInt64
        if let known = known[place] {
            slots = known
        } else {
            if rulesOut(place) {
                slots = 0
            } else {
                let (block, text) = try day.block(place)
                slots = blocks.slots(of: block, text)
            }
            known[place] = slots
        }
        last = (place, slots)
        return slots
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Query

/// The rows below a ranking that make its parts sum to the total: *Other* and *Missing*.
struct RestRows {
    /// Rows that the store named.
    var named: Int
    /// Events of all further groups, and how many groups these are.
    var other: Int
    var otherGroups: Int
    /// Events without the field.
    var missing: Int

    init<Row>(_ ranking: Ranking<Row>) {
        named = ranking.rows.count
        other = ranking.other
        otherGroups = ranking.otherGroups
        missing = ranking.missing
    }

    /// What stands at a row of the ranking.
    enum Place: Equatable {
        case named(Int)
        case other
        case missing
    }

    /// How many rows the cursor can stand on.
    var count: Int { named + (other > 0 ? 1 : 0) + (missing > 0 ? 1 : 0) }

    func place(_ index: Int) -> Place? {
        guard index >= 0, index < count else { return nil }
        if index < named { return .named(index) }
        return index == named && other > 0 ? .other : .missing
    }

    /// Which rows are drawn in `height` lines with the cursor at `cursor`, and whether *Other* stands below them.
    ///
    /// *Other* is everything that is not on the screen, so that what is on it sums to the total.
    func window(height: Int, cursor: Int) -> (rows: Range<Int>, showsOther: Bool, showsMissing: Bool) {
        let showsMissing = missing > 0 && height > 1
        let room = max(0, height - (showsMissing ? 1 : 0))
        if named + (other > 0 ? 1 : 0) <= room { return (0..<named, other > 0, showsMissing) }
        let visible = max(0, room - 1)
        let first = max(0, min(cursor, named - 1) - visible + 1)
        return (first..<min(named, first + visible), room > 0, showsMissing)
    }
}

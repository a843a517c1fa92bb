// SPDX-License-Identifier: Apache-2.0
internal import Canvas

/// Which columns of a row have changed.
enum RowDiff {
    /// Calls `body` with each range of columns that must be painted again, from left to right.
    ///
    /// A range never cuts a wide glyph, neither one that was there nor one that comes: ncurses would blank the other
    /// half. `start` is the index of the row's first cell in both arrays, which must hold `columns` cells from there.
    static func forEachRun(
        from old: [Cell], to new: [Cell], start: Int, columns: Int, body: (Range<Int>) -> Void
    ) {
        var column = 0
        var painted = 0
        while column < columns {
            guard new[start + column] != old[start + column] else {
                column += 1
                continue
            }
            var lower = column
            while lower > painted, isHalf(lower, start, old, new) { lower -= 1 }
            var upper = column + 1
            while upper < columns, new[start + upper] != old[start + upper] || isHalf(upper, start, old, new) {
                upper += 1
            }
            body(lower..<upper)
            painted = upper
            column = upper
        }
    }

    private static func isHalf(_ column: Int, _ start: Int, _ old: [Cell], _ new: [Cell]) -> Bool {
        old[start + column].isContinuation || new[start + column].isContinuation
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// The period of an overview with its divisions.
struct Period {
    let grid: BucketGrid
    /// The period that every panel covers.
    let range: TimeRange
    /// The period of equal length before it.
    let before: TimeRange
    /// How many parts a sparkline has.
    let cells: Int
    private let length: Int64

    init(_ request: OverviewRequest) {
        grid = request.grid
        range = request.grid.range
        before = range.before
        cells = max(0, request.sparkCells)
        let (length, overflow) = range.end.microseconds.subtractingReportingOverflow(range.start.microseconds)
        self.length = overflow ? .max : max(1, length)
    }

    /// Both periods together.
    var both: TimeRange { TimeRange(start: before.start, end: range.end) }

    /// The part of the sparkline that holds `instant`, which must lie in the period; 0 where there are no parts.
    func cell(of instant: Instant) -> Int {
        guard cells > 0 else { return 0 }
        let (since, overflow) = instant.microseconds.subtractingReportingOverflow(range.start.microseconds)
        // since * cells / length in double width; since < length, so that the quotient fits.
        let product = UInt64(overflow ? length - 1 : min(max(0, since), length - 1)).multipliedFullWidth(
            by: UInt64(cells))
        return min(cells - 1, Int(clamping: UInt64(length).dividingFullWidth(product).quotient))
    }

    /// The same for either period: `nil` in the period before.
    func place(of instant: Instant) -> (bucket: Int, cell: Int)? {
        guard instant >= range.start, let bucket = grid.index(of: instant) else { return nil }
        return (bucket, cell(of: instant))
    }
}

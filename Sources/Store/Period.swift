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
    /// The longest buckets of a roll-up that the grid's never cut; `nil` if they cut minutes.
    let level: RollUpLevel?
    private let length: Int64

    init(_ request: OverviewRequest) {
        grid = request.grid
        range = request.grid.range
        before = range.before
        cells = max(0, request.sparkCells)
        level = RollUpLevel.dividing(start: grid.start.microseconds, width: grid.width)
        let (length, overflow) = range.end.microseconds.subtractingReportingOverflow(range.start.microseconds)
        self.length = overflow ? .max : max(1, length)
    }

    /// Whether stored time reaches back over the period before, so that its counts can be compared with this one's. `dropped` are the
    /// days of both periods of which retention has left nothing, or only what was kept: none may be among them.
    ///
    /// A twentieth of it may lack, as a quiet station's first event need not fall on its beginning.
    func isPrecededBy(_ gateways: [GatewayReport], dropped: [Int32]) -> Bool {
        // Gateways remember their first event also when its day is gone.
        guard dropped.isEmpty, let first = gateways.compactMap(\.firstEvent).min() else { return false }
        return first <= before.start.advanced(byMicroseconds: length / 20)
    }

    /// Both periods together.
    var both: TimeRange { TimeRange(start: before.start, end: range.end) }

    /// The part of the sparkline that holds `instant`, which must lie in the period; 0 where there are no parts.
    ///
    /// The parts of a period need not be whole minutes even if its buckets are. A minute (or ten, or an hour, as `level` says)
    /// counts as a whole into the part of its beginning, so that counting by roll-ups and counting by events tell the same.
    func cell(of instant: Instant) -> Int {
        guard cells > 0 else { return 0 }
        let instant = level.map { instant.floored(toMicroseconds: $0.microseconds) } ?? instant
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

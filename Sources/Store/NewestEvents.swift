// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// The newest events of a filter over several files, found while each file is open.
struct NewestEvents {
    private let filter: Filter
    private let range: TimeRange
    private let limit: Int
    /// Newest first.
    private(set) var rows: [EventRow] = []

    init(_ filter: Filter, range: TimeRange, limit: Int) {
        self.filter = filter
        self.range = range
        self.limit = max(0, limit)
    }

    /// Takes from a file what is newer than the oldest row so far. It costs least when later files come first.
    mutating func collect(in day: DaySnapshot, until cancellation: Cancellation) throws(StoreError) {
        guard limit > 0 else { return }
        var wanted = range
        if rows.count >= limit, let oldest = rows.last { wanted = TimeRange(start: oldest.time, end: range.end) }
        var scan = EventScan(filter, range: wanted, output: .rawEvents)
        scan.isDescending = true
        scan.limit = limit
        var found: [EventRow] = []
        try scan.run(in: day) { rows, event throws(StoreError) in
            if cancellation.isCancelled { throw StoreError.interrupted }
            var row = try day.eventRow(rows)
            row.summary = DaySnapshot.summary(of: event.raw)
            found.append(row)
            return true
        }
        rows = Array((rows + found).sorted { $0.id > $1.id }.prefix(limit))
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// Counts the alerts of one file by what alert panels tell apart, from the roll-ups where they can tell it.
///
/// The numbers are those of a scan of the alerts in either way.
struct AlertScan {
    private let filter: Filter
    private let range: TimeRange
    /// The longest buckets that may be counted as one; `nil` if the very times matter.
    private let level: RollUpLevel?

    init(_ filter: Filter, range: TimeRange, level: RollUpLevel?) {
        self.filter = filter.simplified
        self.range = range
        self.level = level
    }

    /// Calls `body` with the counts of each bucket, or of each alert alone; what it gets at once is of one bucket of `level`.
    ///
    /// - Throws: `StoreError`, also for an interruption.
    func run(
        in day: DaySnapshot, until cancellation: Cancellation, _ body: (AlertCounts) throws(StoreError) -> Void
    ) throws(StoreError) {
        // Buckets do not tell which address an alert of which signature had, so any filter needs the alerts themselves.
        guard filter == .everything, let plan = try BucketPlan(range, level: level, in: day) else {
            return try scan(range, in: day, until: cancellation, body)
        }
        for edge in plan.edges { try scan(edge, in: day, until: cancellation, body) }
        try plan.visit(.alerts, in: day, until: cancellation) { start, bytes throws(StoreError) in
            guard let counts = AlertCounts(bytes, from: start) else { return false }
            try body(counts)
            return true
        }
    }

    private func scan(
        _ range: TimeRange, in day: DaySnapshot, until cancellation: Cancellation,
        _ body: (AlertCounts) throws(StoreError) -> Void
    ) throws(StoreError) {
        let scan = EventScan(
            filter, range: range,
            output: .alertColumns(["e.row", "e.gateway", "e.signature", "e.action", "e.source", "e.destination"]))
        var seen = 0
        try scan.run(in: day) { rows, _ throws(StoreError) in
            seen += 1
            if seen % 4096 == 0, cancellation.isCancelled { throw StoreError.interrupted }
            var counts = AlertCounts()
            counts.add(
                row: rows.integer(0), gateway: rows.integer(1), signature: rows.optional(2), action: rows.optional(3),
                from: rows.address(4), to: rows.address(5))
            try body(counts)
            return true
        }
    }
}

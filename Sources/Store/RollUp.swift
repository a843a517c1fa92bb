// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

extension EventScan {
    /// Calls `body` with the events that the filter holds for, several at once where only their number matters.
    ///
    /// With `byMinute`, a row may stand for all events of a minute that are alike in the columns asked for, and `e.row` is then
    /// the first row of that minute; the time of such a row must not be used for anything finer. The numbers are those
    /// of a scan in either way. A minute that the range cuts is gone through event by event.
    ///
    /// - Throws: `StoreError`, also for an interruption.
    func count(
        in day: DaySnapshot, byMinute: Bool, until cancellation: Cancellation,
        _ body: (borrowing Statement, StoredEvent, Int) throws(StoreError) -> Void
    ) throws(StoreError) {
        let rollUp = byMinute ? try RollUp(self, in: day) : nil
        var seen = 0
        for range in rollUp?.edges ?? [range] {
            var edge = self
            edge.range = range
            try edge.run(in: day) { rows, event throws(StoreError) in
                seen += 1
                if seen % 4096 == 0, cancellation.isCancelled { throw StoreError.interrupted }
                try body(rows, event, 1)
                return true
            }
        }
        let none = StoredEvent()
        try rollUp?.run(in: day) { rows, count throws(StoreError) in
            seen += 1
            if seen % 4096 == 0, cancellation.isCancelled { throw StoreError.interrupted }
            try body(rows, none, count)
        }
    }
}

/// The part of a scan that the table `roll_up` can answer: whole minutes, and what it tells apart.
private struct RollUp {
    private let filter: Filter
    private let columns: [String]
    private let minutes: Range<Int64>
    /// What is left of the range before and behind the whole minutes.
    private(set) var edges: [TimeRange] = []

    /// What a filter may look at.
    private static let fields: Set<Field> = [.gateway, .eventType, .transport, .appProtocol]
    /// What may be asked for.
    private static let known: Set<String> = ["e.row", "e.gateway", "e.type", "e.transport", "e.app", "0"]

    /// `nil` where every event must be looked at.
    init?(_ scan: EventScan, in day: DaySnapshot) throws(StoreError) {
        guard day.usesRollUps, scan.extra == nil, scan.limit == nil, case .columns(let columns) = scan.output,
            Self.known.isSuperset(of: columns), scan.filter.isHot, Self.fields.isSuperset(of: scan.filter.fields),
            let stored = try Self.storedRows(in: day)
        else { return nil }
        let partition = day.partition
        let start = partition.row(at: scan.range.start)
        let end = partition.row(at: scan.range.end)
        // A minute is also whole if what the range cuts off is empty: a range up to now ends behind the last event.
        let first = partition.minute(ofRow: start <= stored.first ? stored.first : start + partition.rowsPerMinute - 1)
        let last = end > stored.last ? partition.minute(ofRow: stored.last) + 1 : partition.minute(ofRow: end)
        guard first < last else { return nil }
        filter = scan.filter
        self.columns = columns
        minutes = first..<last
        if start > stored.first {
            edges.append(TimeRange(start: scan.range.start, end: Self.instant(first, partition)))
        }
        if end <= stored.last { edges.append(TimeRange(start: Self.instant(last, partition), end: scan.range.end)) }
        edges.removeAll { $0.start == $0.end }
    }

    /// Calls `body` with the columns of each row and how many events it stands for.
    func run(
        in day: DaySnapshot, _ body: (borrowing Statement, Int) throws(StoreError) -> Void
    ) throws(StoreError) {
        // The shape of `event`, so that the filter is the same expression as in a scan.
        let condition = Condition(filter, in: day.names)
        let rows = try Statement(
            day.database,
            """
            SELECT \(columns.joined(separator: ", ")), e.count FROM (
                SELECT minute * \(day.partition.rowsPerMinute) AS row, gateway, type, nullif(transport, 0) AS transport,
                    nullif(app, 0) AS app, count
                FROM roll_up WHERE minute >= ? AND minute < ?
            ) e WHERE \(condition.sql)
            """)
        rows.bind([.integer(minutes.lowerBound), .integer(minutes.upperBound)] + condition.arguments)
        let count = Int32(clamping: columns.count)
        while try rows.step() { try body(rows, Int(rows.integer(count))) }
    }

    private static func instant(_ minute: Int64, _ partition: Partition) -> Instant {
        partition.instant(ofRow: minute * partition.rowsPerMinute)
    }

    /// The first and the last row of the file, `nil` if it has none.
    private static func storedRows(in day: DaySnapshot) throws(StoreError) -> (first: Int64, last: Int64)? {
        // Two queries in one: SQLite looks only at the ends of the table where there is one such function in each.
        let rows = try Statement(
            day.database, "SELECT (SELECT min(row) FROM event), (SELECT max(row) FROM event)")
        guard try rows.step(), let first = rows.optional(0), let last = rows.optional(1) else { return nil }
        return (first, last)
    }
}

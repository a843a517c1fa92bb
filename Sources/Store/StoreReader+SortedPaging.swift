// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

extension StoreReader {
    /// A row with what it is sorted by.
    private struct Candidate {
        var key: OrderKey
        var row: EventRow
        /// Where its raw line lies: places mean nothing without their file.
        var partition: Partition
        var place: Int64
    }

    /// The first `limit` rows behind `request.after` by a key other than time.
    ///
    /// Each file gives its first rows, and the first of all of them are kept.
    func pageByKey(
        _ request: PageRequest, limit: Int, until cancellation: Cancellation
    ) throws(StoreError) -> EventPage {
        let start = try request.after.flatMap { id throws(StoreError) in try key(of: id, by: request.sort) }
        var best: [Candidate] = []
        var page = EventPage()
        do throws(StoreError) {
            for partition in try partitions(of: request.range) {
                let found = try read(partition, until: cancellation) { day throws(StoreError) in
                    try Self.first(limit, of: request, behind: start, in: day, until: cancellation)
                }
                best += found ?? []
                best.sort { Self.precedes($0, $1, isDescending: request.isDescending) }
                if best.count > limit { best.removeLast(best.count - limit) }
            }
        } catch {
            guard error.isInterruption else { throw error }
            page.isPartial = true
        }
        page.rows = best.map(\.row)
        if request.withSummary {
            for index in page.rows.indices {
                let place = best[index].place
                let raw = try read(best[index].partition, until: Cancellation()) { day throws(StoreError) in
                    try day.raw(at: place)
                }
                page.rows[index].summary = raw.map(DaySnapshot.summary) ?? ""
            }
        }
        return page
    }

    private static func precedes(_ left: Candidate, _ right: Candidate, isDescending: Bool) -> Bool {
        let (first, second) = isDescending ? (right, left) : (left, right)
        return first.key == second.key ? first.row.id < second.row.id : first.key < second.key
    }

    private static func first(
        _ limit: Int, of request: PageRequest, behind start: (key: OrderKey, id: EventID)?, in day: DaySnapshot,
        until cancellation: Cancellation
    ) throws(StoreError) -> [Candidate] {
        let column = request.sort.column
        let direction = request.isDescending ? " DESC" : ""
        var scan = EventScan(request.filter, range: request.range, output: .events)
        scan.order = "\(column)\(direction), e.row\(direction)"
        scan.limit = limit
        if let start {
            scan.extra = start.key.condition(
                column, isDescending: request.isDescending, row: day.partition.row(of: start.id))
        }
        var found: [Candidate] = []
        try scan.run(in: day) { rows, _ throws(StoreError) in
            if cancellation.isCancelled { throw StoreError.interrupted }
            let row = try day.eventRow(rows)
            found.append(
                Candidate(
                    key: OrderKey(row, by: request.sort), row: row, partition: day.partition, place: day.place(rows)))
            return true
        }
        return found
    }

    /// What a stored event is sorted by; `nil` if it is not stored any more, and then the first page comes again.
    private func key(of id: EventID, by sort: SortKey) throws(StoreError) -> (key: OrderKey, id: EventID)? {
        guard let stored = try station.days().first(where: { $0.day == id.day }) else { return nil }
        return try read(stored.partition, until: Cancellation()) { day throws(StoreError) in
            let rows = try Statement(day.database, "SELECT \(DaySnapshot.eventColumns) FROM event e WHERE e.row = ?")
            rows.bind(1, id.row)
            guard try rows.step() else { return nil }
            return (OrderKey(try day.eventRow(rows), by: sort), id)
        } ?? nil
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Query

extension StoreReader {
    /// One page of events.
    ///
    /// By time it reads little more than the page, unless the filter needs raw bytes and seldom holds. By any other key it
    /// goes through every event of the range, for each page anew, keeping no more than the page.
    ///
    /// - Throws: `QueryFailure`.
    package func page(_ request: PageRequest, until cancellation: Cancellation) throws(QueryFailure) -> EventPage {
        try answering { () throws(StoreError) in
            guard request.limit > 0 else { return EventPage(hasMore: true) }
            var page = EventPage()
            // One more than wanted tells whether there are more.
            let limit = request.limit == .max ? request.limit : request.limit + 1
            if request.sort == .time {
                page.isPartial = try walk(request, limit: limit, until: cancellation) { row, raw in
                    var row = row
                    if request.withSummary { row.summary = DaySnapshot.summary(of: raw) }
                    page.rows.append(row)
                    return true
                }
            } else {
                page = try pageByKey(request, limit: limit, until: cancellation)
            }
            if !page.isPartial { page.isPartial = try leavesOut(Self.bounds(of: request)) }
            page.hasMore = page.rows.count > request.limit
            if page.hasMore { page.rows.removeLast(page.rows.count - request.limit) }
            return page
        }
    }

    package func forEachRaw(
        _ request: PageRequest, until cancellation: Cancellation, _ body: (EventRow, [UInt8]) -> Bool
    ) throws(QueryFailure) {
        try answering { () throws(StoreError) in
            var request = request
            request.withSummary = true
            _ = try walk(request, limit: request.limit, until: cancellation, body)
        }
    }

    /// Calls `body` with at most `limit` events in time order until it returns false; true if the walk was cancelled.
    private func walk(
        _ request: PageRequest, limit: Int, until cancellation: Cancellation, _ body: (EventRow, [UInt8]) -> Bool
    ) throws(StoreError) -> Bool {
        var segments = try segments(of: Self.bounds(of: request))
        if request.isDescending { segments.reverse() }
        var left = limit
        var goesOn = true
        do throws(StoreError) {
            for segment in segments {
                try read(segment.partition, until: cancellation) { day throws(StoreError) in
                    let scan = Self.scan(segment, of: request, limit: left)
                    try scan.run(in: day) { rows, event throws(StoreError) in
                        if cancellation.isCancelled { throw StoreError.interrupted }
                        left -= 1
                        goesOn = body(try day.eventRow(rows), event.raw)
                        return goesOn
                    }
                }
                guard goesOn, left > 0 else { break }
            }
        } catch {
            guard error.isInterruption else { throw error }
            return true
        }
        return false
    }

    private static func scan(_ segment: Segment, of request: PageRequest, limit: Int) -> EventScan {
        var scan = EventScan(
            request.filter, range: segment.range, output: request.withSummary ? .rawEvents : .events)
        scan.isDescending = request.isDescending
        scan.limit = limit
        // Other days' rows count from another origin, but there the range alone has cut off what came before.
        if let after = request.after, segment.contains(after) {
            scan.extra = ("e.row \(request.isDescending ? "<" : ">") ?", [.integer(after.row)])
        }
        return scan
    }

    /// The range of a request without the days that lie before the event that it begins behind.
    private static func bounds(of request: PageRequest) -> TimeRange {
        guard let after = request.after else { return request.range }
        let day = StoredDay.range(of: after.day)
        return request.isDescending
            ? TimeRange(start: request.range.start, end: min(request.range.end, day.end))
            : TimeRange(start: max(request.range.start, day.start), end: request.range.end)
    }
}

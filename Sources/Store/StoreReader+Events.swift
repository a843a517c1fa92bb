// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Query

extension StoreReader {
    /// The numbers of the events overview.
    ///
    /// - Throws: `QueryFailure`.
    package func eventsOverview(
        _ request: OverviewRequest, until cancellation: Cancellation
    ) throws(QueryFailure) -> EventsOverview {
        try answering { () throws(StoreError) in
            var tally = EventsTally(request, gateways: try station.gateways())
            let isPartial = try visit(tally.period, until: cancellation) { day throws(StoreError) in
                try tally.count(in: day, until: cancellation)
            }
            return tally.finish(isPartial: isPartial)
        }
    }
}

/// Collects the events overview, file by file.
private struct EventsTally {
    let period: Period
    private let request: OverviewRequest
    private let filter: Filter
    private var events: [Int]
    private var before = 0
    private let reachesBack: Bool
    private var hasBefore = false
    private var types: Grouping
    private var gateways: Grouping
    private var transports = Grouping()
    private var appProtocols = Grouping()
    private var newest: NewestEvents
    private var activity: ActivityTally

    init(_ request: OverviewRequest, gateways reports: [GatewayReport]) {
        self.request = request
        period = Period(request)
        reachesBack = period.isPrecededBy(reports)
        filter = .all([.not(.test(.eventType, .equals(.text(EventType.stats)))), request.filter])
        events = Array(repeating: 0, count: request.grid.count)
        types = Grouping(cells: period.cells)
        gateways = Grouping(cells: period.cells)
        newest = NewestEvents(filter, range: period.range, limit: request.newest)
        activity = ActivityTally(period, gateways: reports)
    }

    mutating func count(in day: DaySnapshot, until cancellation: Cancellation) throws(StoreError) {
        if reachesBack, !hasBefore { hasBefore = try day.hasEvents(in: period.before) }
        types.beginFile()
        gateways.beginFile()
        transports.beginFile()
        appProtocols.beginFile()
        // Of the period before only sums are told, so its minutes may lie as they will.
        for (range, byMinute) in [(period.before, true), (period.range, period.isOfMinutes)] {
            let scan = EventScan(
                filter, range: range, output: .columns(["e.row", "e.gateway", "e.type", "e.transport", "e.app"]))
            try scan.count(in: day, byMinute: byMinute, until: cancellation) { rows, _, count throws(StoreError) in
                try add(count, rows, in: day)
            }
        }
        try newest.collect(in: day, until: cancellation)
        try activity.count(in: day, until: cancellation)
    }

    private mutating func add(_ count: Int, _ rows: borrowing Statement, in day: DaySnapshot) throws(StoreError) {
        let place = period.place(of: day.partition.instant(ofRow: rows.integer(0)))
        if let place { events[place.bucket] += count } else { before += count }
        let cell = place?.cell
        func text(_ id: Int64) -> FieldValue? { day.names.text(id).map { .text($0) } }
        try gateways.add(count, number: rows.integer(1), cell: cell, value: text)
        try types.add(count, number: rows.integer(2), cell: cell, value: text)
        try transports.add(count, number: rows.optional(3), cell: cell, value: text)
        try appProtocols.add(count, number: rows.optional(4), cell: cell, value: text)
    }

    consuming func finish(isPartial: Bool) -> EventsOverview {
        func top(_ grouping: Grouping) -> Ranking<RankedValue> {
            grouping.ranking(rows: request.rows, hasBefore: hasBefore)
        }
        return EventsOverview(
            grid: request.grid, events: events, total: types.total, before: hasBefore ? before : nil,
            types: top(types), gateways: top(gateways), transports: top(transports), appProtocols: top(appProtocols),
            newest: newest.rows, activity: activity.finish(), isPartial: isPartial)
    }
}

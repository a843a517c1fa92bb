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
            let reports = try station.gateways()
            let reachesBack = try isPreceded(Period(request), by: reports)
            var tally = EventsTally(request, gateways: reports, reachesBack: reachesBack)
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

    init(_ request: OverviewRequest, gateways reports: [GatewayReport], reachesBack: Bool) {
        self.request = request
        period = Period(request)
        self.reachesBack = reachesBack
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
        // The period first: a scan that opens lines says how far back it is, and what it has said to be behind it is counted.
        try count(period.range, level: period.level, in: day, until: cancellation)
        // Of the period before only sums are told, so its minutes may lie as they will.
        try count(period.before, level: .hour, in: day, until: cancellation)
        try newest.collect(in: day, until: cancellation)
        try activity.count(in: day, until: cancellation)
    }

    private mutating func count(
        _ range: TimeRange, level: RollUpLevel?, in day: DaySnapshot, until cancellation: Cancellation
    ) throws(StoreError) {
        let whole = RollUpScan(filter, range: range, detail: [.gateway, .kind], level: level)
        guard try whole.usesRollUps(in: day) else {
            return try whole.run(in: day, until: cancellation) { time, cell throws(StoreError) in
                try addGateway(cell, at: time, in: day)
                try addKind(cell, at: time, in: day)
            }
        }
        // In roll-ups gateways are counted apart from kinds: each has few numbers in a bucket, and their product many.
        try RollUpScan(filter, range: range, detail: .gateway, level: level)
            .run(in: day, until: cancellation) { time, cell throws(StoreError) in
                try addGateway(cell, at: time, in: day)
            }
        try RollUpScan(filter, range: range, detail: .kind, level: level)
            .run(in: day, until: cancellation) { time, cell throws(StoreError) in
                try addKind(cell, at: time, in: day)
            }
    }

    private mutating func addGateway(_ cell: RollUpCell, at time: Instant, in day: DaySnapshot) throws(StoreError) {
        let part = period.place(of: time)?.cell
        try gateways.add(Int(cell.count), number: Int64(cell.gateway), cell: part) { day.value(ofText: $0) }
    }

    private mutating func addKind(_ cell: RollUpCell, at time: Instant, in day: DaySnapshot) throws(StoreError) {
        let count = Int(cell.count)
        let place = period.place(of: time)
        if let place { events[place.bucket] += count } else { before += count }
        let part = place?.cell
        try types.add(count, number: Int64(cell.type), cell: part) { day.value(ofText: $0) }
        try transports.add(count, number: Int64(cell.transport), cell: part) { day.value(ofText: $0) }
        try appProtocols.add(count, number: Int64(cell.app), cell: part) { day.value(ofText: $0) }
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

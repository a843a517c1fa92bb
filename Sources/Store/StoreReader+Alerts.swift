// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Query

extension StoreReader {
    /// The numbers of the alerts overview.
    ///
    /// - Throws: `QueryFailure`.
    package func alertsOverview(
        _ request: OverviewRequest, until cancellation: Cancellation
    ) throws(QueryFailure) -> AlertsOverview {
        try answering { () throws(StoreError) in
            var tally = AlertsTally(request, gateways: try station.gateways())
            let isPartial = try visit(tally.period, until: cancellation) { day throws(StoreError) in
                try tally.count(in: day, until: cancellation)
            }
            return tally.finish(isPartial: isPartial)
        }
    }

    /// Visits every file that an overview's periods touch, the latest first; true if it was cancelled.
    func visit(
        _ period: Period, until cancellation: Cancellation, _ body: (DaySnapshot) throws(StoreError) -> Void
    ) throws(StoreError) -> Bool {
        let start = min(
            period.before.start, period.range.start.advanced(byMicroseconds: -ActivityTally.lookBack))
        do throws(StoreError) {
            for partition in try partitions(of: TimeRange(start: start, end: period.range.end)).reversed() {
                try read(partition, until: cancellation, body)
            }
        } catch {
            guard error.isInterruption else { throw error }
            return true
        }
        return false
    }
}

/// Collects the alerts overview, file by file.
private struct AlertsTally {
    let period: Period
    private let request: OverviewRequest
    private var severities: [SeverityCounts]
    private var total = SeverityCounts()
    private var before = SeverityCounts()
    private let reachesBack: Bool
    private var hasBefore = false
    private var blocked = 0
    private var signatures: SignatureTally
    private var gateways: Grouping
    private var sources = Grouping()
    private var destinations = Grouping()
    private var categories = Grouping()
    private var actions = Grouping()
    private var newest: NewestEvents
    private var activity: ActivityTally

    init(_ request: OverviewRequest, gateways reports: [GatewayReport]) {
        self.request = request
        period = Period(request)
        reachesBack = period.isPrecededBy(reports)
        severities = Array(repeating: SeverityCounts(), count: request.grid.count)
        signatures = SignatureTally(cells: period.cells)
        gateways = Grouping(cells: period.cells)
        let alerts = Filter.all([.test(.eventType, .equals(.text(EventType.alert))), request.filter])
        newest = NewestEvents(alerts, range: period.range, limit: request.newest)
        activity = ActivityTally(period, gateways: reports)
    }

    mutating func count(in day: DaySnapshot, until cancellation: Cancellation) throws(StoreError) {
        if reachesBack, !hasBefore { hasBefore = try day.hasEvents(in: period.before) }
        signatures.beginFile()
        gateways.beginFile()
        categories.beginFile()
        actions.beginFile()
        // Partial numbers, too, must know their gateways.
        defer { signatures.endFile(day.names) }
        let scan = EventScan(
            request.filter, range: period.both,
            output: .alertColumns(["e.row", "e.gateway", "e.signature", "e.source", "e.destination", "e.action"]))
        let blockedAction = day.names.id(of: "blocked")
        var seen = 0
        try scan.run(in: day) { rows, _ throws(StoreError) in
            seen += 1
            if seen % 4096 == 0, cancellation.isCancelled { throw StoreError.interrupted }
            try add(rows, in: day, blockedAction: blockedAction)
            return true
        }
        try newest.collect(in: day, until: cancellation)
        try activity.count(in: day, until: cancellation)
    }

    private mutating func add(
        _ rows: borrowing Statement, in day: DaySnapshot, blockedAction: Int64?
    ) throws(StoreError) {
        let time = day.partition.instant(ofRow: rows.integer(0))
        let gateway = rows.integer(1)
        let signature = rows.optional(2)
        let action = rows.optional(5)
        let place = period.place(of: time)
        let severity = day.names.signature(signature)?.severity
        if let place {
            severities[place.bucket].add(severity)
            total.add(severity)
            if action != nil, action == blockedAction { blocked += 1 }
            signatures.add(signature, names: day.names, gateway: gateway, time: time, cell: place.cell)
        } else {
            before.add(severity)
            signatures.addBefore(signature, names: day.names)
        }
        let cell = place?.cell
        func text(_ id: Int64) -> FieldValue? { day.value(ofText: id) }
        try gateways.add(1, number: gateway, cell: cell, value: text)
        sources.add(1, address: rows.address(3), cell: cell)
        destinations.add(1, address: rows.address(4), cell: cell)
        try actions.add(1, number: action, cell: cell, value: text)
        try categories.add(1, number: signature, cell: cell) { day.names.signature($0)?.category.map { .text($0) } }
    }

    consuming func finish(isPartial: Bool) -> AlertsOverview {
        let (ranking, otherHigh) = signatures.ranking(rows: request.rows, hasBefore: hasBefore)
        func top(_ grouping: Grouping) -> Ranking<RankedValue> {
            grouping.ranking(rows: request.rows, hasBefore: hasBefore)
        }
        return AlertsOverview(
            grid: request.grid, severities: severities, total: total, before: hasBefore ? before : nil,
            blocked: blocked, signatures: ranking, otherSignaturesHigh: otherHigh, gateways: top(gateways),
            sources: top(sources), destinations: top(destinations), categories: top(categories),
            actions: top(actions), newest: newest.rows, activity: activity.finish(), isPartial: isPartial)
    }
}

extension SeverityCounts {
    /// Counts one alert.
    fileprivate mutating func add(_ severity: UInt8?) {
        switch severity {
        case 1: high += 1
        case 2: medium += 1
        case 3: low += 1
        default: other += 1
        }
    }
}

extension DaySnapshot {
    /// Whether the file has any event in a range.
    func hasEvents(in range: TimeRange) throws(StoreError) -> Bool {
        let rows = try Statement(database, "SELECT 1 FROM event WHERE row >= ? AND row < ? LIMIT 1")
        rows.bind([.integer(partition.row(at: range.start)), .integer(partition.row(at: range.end))])
        return try rows.step()
    }
}

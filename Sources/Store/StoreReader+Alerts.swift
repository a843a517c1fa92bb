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
            let reports = try station.gateways()
            let reachesBack = try isPreceded(Period(request), by: reports)
            var tally = AlertsTally(request, gateways: reports, reachesBack: reachesBack, countries: countries)
            let isPartial = try visit(tally.period, until: cancellation) { day throws(StoreError) in
                try tally.count(in: day, until: cancellation)
            }
            return tally.finish(isPartial: isPartial)
        }
    }

    /// Whether what is stored reaches back over the period before that of an overview.
    func isPreceded(_ period: Period, by reports: [GatewayReport]) throws(StoreError) -> Bool {
        period.isPrecededBy(reports, dropped: try station.droppedDays(in: period.both))
    }

    /// Visits every file that an overview's periods touch, the latest first; true if it was cancelled.
    func visit(
        _ period: Period, until cancellation: Cancellation, _ body: (DaySnapshot) throws(StoreError) -> Void
    ) throws(StoreError) -> Bool {
        let start = min(
            period.before.start, period.range.start.advanced(byMicroseconds: -ActivityTally.lookBack))
        let range = TimeRange(start: start, end: period.range.end)
        do throws(StoreError) {
            for partition in try partitions(of: range).reversed() {
                try read(partition, until: cancellation, body)
            }
        } catch {
            guard error.isInterruption else { throw error }
            return true
        }
        return try leavesOut(range)
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
    /// The present file's severities by signature number.
    private var severityOf: [UInt8?] = []
    private var signatures: SignatureTally
    private var gateways: Grouping
    private var sources: AddressTally
    private var destinations: AddressTally
    private var categories = Grouping()
    private var actions = Grouping()
    private var newest: NewestEvents
    private var activity: ActivityTally

    init(
        _ request: OverviewRequest, gateways reports: [GatewayReport], reachesBack: Bool, countries: CountrySource?
    ) {
        self.request = request
        period = Period(request)
        self.reachesBack = reachesBack
        severities = Array(repeating: SeverityCounts(), count: request.grid.count)
        signatures = SignatureTally(cells: period.cells)
        gateways = Grouping(cells: period.cells)
        sources = AddressTally(countries: countries, cells: period.cells)
        destinations = AddressTally(countries: countries, cells: period.cells)
        let alerts = Filter.all([.test(.eventType, .equals(.text(EventType.alert))), request.filter])
        newest = NewestEvents(alerts, range: period.range, limit: request.newest)
        activity = ActivityTally(period, gateways: reports)
    }

    mutating func count(in day: DaySnapshot, until cancellation: Cancellation) throws(StoreError) {
        if reachesBack, !hasBefore { hasBefore = try day.hasEvents(in: period.before) }
        signatures.beginFile(day.names)
        severityOf = day.names.signatures.map(\.severity)
        gateways.beginFile()
        categories.beginFile()
        actions.beginFile()
        // Partial numbers, too, must know their gateways.
        defer { signatures.endFile(day.names) }
        let blockedAction = day.names.id(of: "blocked")
        let scan = AlertScan(request.filter, range: period.both, level: period.level)
        try scan.run(in: day, until: cancellation) { counts throws(StoreError) in
            try add(counts, in: day, blockedAction: blockedAction)
        }
        try newest.collect(in: day, until: cancellation)
        try activity.count(in: day, until: cancellation)
    }

    private mutating func add(
        _ counts: AlertCounts, in day: DaySnapshot, blockedAction: Int64?
    ) throws(StoreError) {
        func text(_ id: Int64) -> FieldValue? { day.value(ofText: id) }
        // All alerts of one bucket lie in one part of a period, but for a bucket that two parts share.
        var cellOfBucket: Int?
        for cell in counts.cells {
            let first = day.partition.instant(ofRow: cell.first)
            let place = period.place(of: first)
            cellOfBucket = place?.cell
            let count = Int(cell.count)
            let signature = Int64(cell.signature)
            let severity = signature < Int64(severityOf.count) ? severityOf[Int(signature)] : nil
            if let place {
                severities[place.bucket].add(severity, count)
                total.add(severity, count)
                if Int64(cell.action) == blockedAction { blocked += count }
                sources.addToTotal(count)
                destinations.addToTotal(count)
                signatures.add(
                    count, signature, names: day.names, gateway: Int64(cell.gateway), first: first,
                    last: day.partition.instant(ofRow: cell.last), cell: place.cell)
            } else {
                before.add(severity, count)
                signatures.addBefore(count, signature, names: day.names)
            }
            let part = place?.cell
            try gateways.add(count, number: Int64(cell.gateway), cell: part, value: text)
            try actions.add(count, number: Int64(cell.action), cell: part, value: text)
            try categories.add(count, number: signature, cell: part) {
                day.names.signature($0)?.category.map { .text($0) }
            }
        }
        for entry in counts.sources { sources.add(Int(entry.count), entry.address, cell: cellOfBucket) }
        for entry in counts.destinations { destinations.add(Int(entry.count), entry.address, cell: cellOfBucket) }
    }

    consuming func finish(isPartial: Bool) -> AlertsOverview {
        let (ranking, otherHigh) = signatures.ranking(rows: request.rows, hasBefore: hasBefore)
        func top(_ grouping: Grouping) -> Ranking<RankedValue> {
            grouping.ranking(rows: request.rows, hasBefore: hasBefore)
        }
        return AlertsOverview(
            grid: request.grid, severities: severities, total: total, before: hasBefore ? before : nil,
            blocked: blocked, signatures: ranking, otherSignaturesHigh: otherHigh, gateways: top(gateways),
            sources: sources.ranking(rows: request.rows, hasBefore: hasBefore),
            destinations: destinations.ranking(rows: request.rows, hasBefore: hasBefore), categories: top(categories),
            actions: top(actions), sourceCountries: sources.countryRanking(hasBefore: hasBefore),
            destinationCountries: destinations.countryRanking(hasBefore: hasBefore),
            newest: newest.rows, activity: activity.finish(), isPartial: isPartial)
    }
}

extension SeverityCounts {
    fileprivate mutating func add(_ severity: UInt8?, _ count: Int) {
        switch severity {
        case 1: high += count
        case 2: medium += count
        case 3: low += count
        default: other += count
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

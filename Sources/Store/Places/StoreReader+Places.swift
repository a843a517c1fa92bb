// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query

extension StoreReader {
    package func locations(of addresses: [IPAddress]) -> [IPAddress: GeoLocation]? {
        geography.map { geography in
            Dictionary(addresses.map { ($0, geography.location(of: $0)) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// The countries of an overview's events; `nil` where no database tells any.
    ///
    /// Roll-ups do not hold addresses of events that are no alerts, so that every event of the period is gone through.
    ///
    /// - Throws: `QueryFailure`.
    package func countryOverview(
        _ request: OverviewRequest, until cancellation: Cancellation
    ) throws(QueryFailure) -> CountryOverview? {
        guard let countries else { return nil }
        return try answering { () throws(StoreError) in
            var tally = EventCountries(request, countries)
            var isPartial = false
            do throws(StoreError) {
                for partition in try partitions(of: tally.period.range).reversed() {
                    try read(partition, until: cancellation) { day throws(StoreError) in
                        try tally.count(in: day, until: cancellation)
                    }
                }
                isPartial = try leavesOut(tally.period.range)
            } catch {
                guard error.isInterruption else { throw error }
                isPartial = true
            }
            return tally.finish(isPartial: isPartial)
        }
    }
}

/// Counts the countries of one period's events, file by file.
private struct EventCountries {
    let period: Period
    private let scan: EventScan
    private var sources: AddressTally
    private var destinations: AddressTally

    init(_ request: OverviewRequest, _ countries: CountrySource) {
        period = Period(request)
        let events = Filter.all([.not(.test(.eventType, .equals(.text(EventType.stats)))), request.filter])
        scan = EventScan(events, range: period.range, output: .columns(["e.row", "e.source", "e.destination"]))
        sources = AddressTally(countries: countries, cells: period.cells)
        destinations = AddressTally(countries: countries, cells: period.cells)
    }

    mutating func count(in day: DaySnapshot, until cancellation: Cancellation) throws(StoreError) {
        var seen = 0
        try scan.run(in: day) { rows, _ throws(StoreError) in
            seen += 1
            if seen % 4096 == 0, cancellation.isCancelled { throw StoreError.interrupted }
            guard let cell = period.place(of: day.partition.instant(ofRow: rows.integer(0)))?.cell else { return true }
            sources.addToTotal(1)
            destinations.addToTotal(1)
            if let source = rows.address(1) { sources.add(1, source, cell: cell) }
            if let destination = rows.address(2) { destinations.add(1, destination, cell: cell) }
            return true
        }
    }

    consuming func finish(isPartial: Bool) -> CountryOverview {
        CountryOverview(
            sources: sources.countryRanking(hasBefore: false) ?? Ranking(),
            destinations: destinations.countryRanking(hasBefore: false) ?? Ranking(),
            isPartial: isPartial)
    }
}

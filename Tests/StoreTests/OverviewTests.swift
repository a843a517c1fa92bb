// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Store
import Testing

@Suite("Overviews")
struct OverviewTests {
    let history: History

    init() throws { history = try History.shared() }

    /// Periods within a day, over its edges, over many days, and in the file that sparse days share.
    static let grids: [BucketGrid] = [
        ("2026-11-20T06:00:00Z", 600, 48), ("2026-11-20T13:37:11.5Z", 61, 60), ("2026-11-23T18:00:00Z", 1800, 30),
        ("2026-11-20T00:00:00Z", 86_400, 5), ("2024-02-28T00:00:00Z", 3600, 60), ("1969-12-30T00:00:00Z", 7200, 36),
        ("2031-05-06T12:00:00Z", 60, 90), ("9999-12-31T00:00:00Z", 3600, 24),
        ("1960-01-01T00:00:00Z", 86_400 * 365, 80),
        ("2001-01-01T00:00:00Z", 60, 10),
    ].map { (start: String, seconds: Int64, count: Int) in
        BucketGrid(start: Instant(start), width: seconds * 1_000_000, count: count)
    }

    /// Every grid without a filter, and some filters on each.
    func requests(_ index: Int) -> [OverviewRequest] {
        var sampler = FilterSampler(seed: UInt64(100 + index), events: history.events)
        let filters = [Filter.everything] + (0..<(isSoak ? 40 : 2)).map { _ in sampler.filter() }
        return filters.map {
            OverviewRequest(
                filter: $0, grid: Self.grids[index], sparkCells: sampler.pick([0, 1, 7, 12]),
                rows: sampler.pick([0, 2, 100]), newest: sampler.pick([0, 5]))
        }
    }

    @Test("every number of the alerts overview is what counting one by one gives", arguments: grids.indices)
    func alerts(grid: Int) throws {
        for request in requests(grid) {
            let comment: Comment = "\(request)"
            let oracle = OverviewOracle(history, request) { $0.isAlert }
            let overview = try history.reader.alertsOverview(request, until: Cancellation())
            #expect(overview.severities == oracle.buckets.map { oracle.severities($0) }, comment)
            #expect(overview.total == oracle.severities(oracle.found), comment)
            #expect(overview.before == (oracle.hasBefore ? oracle.severities(oracle.earlier) : nil), comment)
            #expect(overview.blocked == oracle.found.count { $0.value(of: .action) == .text("blocked") }, comment)
            #expect(overview.signatures == oracle.signatures.ranking, comment)
            #expect(overview.otherSignaturesHigh == oracle.signatures.otherHigh, comment)
            #expect(overview.gateways == oracle.ranking(.gateway, cells: request.sparkCells), comment)
            #expect(overview.sources == oracle.ranking(.source), comment)
            #expect(overview.destinations == oracle.ranking(.destination), comment)
            #expect(overview.categories == oracle.ranking(.category), comment)
            #expect(overview.actions == oracle.ranking(.action), comment)
            // The map sets both sides of a country beside each other, so none is left out on either.
            for (found, field) in [
                (overview.sourceCountries, Field.sourceCountry), (overview.destinationCountries, .destinationCountry),
            ] {
                #expect(found == oracle.ranking(field, cells: request.sparkCells, rows: Country.count), comment)
            }
            #expect(!overview.isPartial)
            #expect(overview.severities.reduce(0) { $0 + $1.total } == overview.total.total, comment)
            for ranking in [overview.gateways, overview.sources, overview.destinations, overview.categories] {
                #expect(sum(ranking, \.count) == overview.total.total, comment)
            }
            #expect(sum(overview.signatures, \.count) == overview.total.total, comment)
            try checkNewest(overview.newest, oracle, comment)
            checkActivity(overview.activity, oracle, comment)
        }
    }

    @Test("every number of the events overview is what counting one by one gives", arguments: grids.indices)
    func events(grid: Int) throws {
        for request in requests(grid) {
            let comment: Comment = "\(request)"
            let oracle = OverviewOracle(history, request) { $0.type != "stats" }
            let overview = try history.reader.eventsOverview(request, until: Cancellation())
            #expect(overview.events == oracle.buckets.map(\.count), comment)
            #expect(overview.total == oracle.found.count, comment)
            #expect(overview.before == (oracle.hasBefore ? oracle.earlier.count : nil), comment)
            #expect(overview.types == oracle.ranking(.eventType, cells: request.sparkCells), comment)
            #expect(overview.gateways == oracle.ranking(.gateway, cells: request.sparkCells), comment)
            #expect(overview.transports == oracle.ranking(.transport), comment)
            #expect(overview.appProtocols == oracle.ranking(.appProtocol), comment)
            #expect(!overview.isPartial)
            for ranking in [overview.types, overview.gateways, overview.transports, overview.appProtocols] {
                #expect(sum(ranking, \.count) == overview.total, comment)
            }
            try checkNewest(overview.newest, oracle, comment)
            checkActivity(overview.activity, oracle, comment)
        }
    }

    @Test("the countries of events are what counting one by one gives", arguments: grids.indices)
    func countries(grid: Int) throws {
        for request in requests(grid) {
            let comment: Comment = "\(request)"
            let oracle = OverviewOracle(history, request) { $0.type != "stats" }
            let overview = try #require(try history.reader.countryOverview(request, until: Cancellation()))
            for (found, field) in [
                (overview.sources, Field.sourceCountry), (overview.destinations, .destinationCountry),
            ] {
                var wanted = oracle.ranking(field, cells: request.sparkCells, rows: Country.count)
                for index in wanted.rows.indices { wanted.rows[index].before = nil }
                #expect(found == wanted, comment)
                #expect(sum(found, \.count) == oracle.found.count, comment)
            }
            #expect(!overview.isPartial)
        }
    }

    @Test("without a database that tells countries no event has one, and there are no panels of them")
    func noCountries() throws {
        let request = OverviewRequest(
            filter: .everything, grid: Self.grids[0], sparkCells: 4, rows: 5, newest: 0)
        for reader in [
            StoreReader(directory: history.store.path),
            StoreReader(directory: history.store.path, geography: MadeUpGeography(tellsCountries: false)),
        ] {
            let overview = try reader.alertsOverview(request, until: Cancellation())
            #expect(overview.sourceCountries == nil)
            #expect(overview.destinationCountries == nil)
            #expect(try reader.countryOverview(request, until: Cancellation()) == nil)
            let table = try reader.count(CountRequest(by: [.field(.sourceCountry)]), until: Cancellation())
            #expect(table.rows.isEmpty)
            #expect(table.missing == table.total)
            let filter = Filter.test(.sourceCountry, .exists)
            #expect(try reader.count(CountRequest(by: [], filter: filter), until: Cancellation()).total == 0)
        }
    }

    @Test("what a database cannot be used for is told with the answers")
    func notices() throws {
        let reader = StoreReader(
            directory: history.store.path, geography: MadeUpGeography(notices: ["geo.mmdb: is damaged"]))
        #expect(reader.notices == ["geo.mmdb: is damaged"])
    }

    private func sum<Row>(_ ranking: Ranking<Row>, _ count: (Row) -> Int) -> Int {
        #expect(ranking.rows.isEmpty || ranking.rows.allSatisfy { count($0) > 0 })
        return ranking.rows.reduce(0) { $0 + count($1) } + ranking.other + ranking.missing
    }

    /// Of equal times any may come first, so times are compared, and that each row is one of the events meant.
    private func checkNewest(_ rows: [EventRow], _ oracle: OverviewOracle, _ comment: Comment) throws {
        #expect(rows.map(\.time) == oracle.found.suffix(oracle.request.newest).reversed().map(\.time), comment)
        #expect(Set(rows.map(\.id)).count == rows.count, comment)
        for row in rows {
            let raw = try #require(try history.reader.detail(row.id)).raw
            #expect(
                oracle.found.contains { $0.time == row.time && $0.raw == raw && $0.gateway == row.gateway }, comment)
        }
    }

    private func checkActivity(_ activities: [GatewayActivity], _ oracle: OverviewOracle, _ comment: Comment) {
        #expect(activities.map(\.gateway) == Set(history.events.map(\.gateway)).sorted(), comment)
        for activity in activities {
            #expect(activity.events == oracle.activity(of: activity.gateway), comment)
            let (counters, time) = oracle.counters(of: activity.gateway)
            #expect(activity.countersTime == time, comment)
            #expect(activity.counters == counters, comment)
            // Only told where the gateway sent in the period, or nothing since.
            let own = history.events.filter { $0.gateway == activity.gateway }
            if let last = activity.lastEvent {
                #expect(last == own.last { $0.time < oracle.range.end }?.time, comment)
            } else {
                #expect(activity.events.allSatisfy { $0 == 0 }, comment)
            }
        }
    }
}

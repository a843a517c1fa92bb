// SPDX-License-Identifier: Apache-2.0

import EVE
import Query

@testable import Console

/// The small city as a store.
struct SmallStore: EventStore {
    let city: SmallCity

    private func answer<Value>(_ question: Question, _ pick: (Answer) -> Value?) throws(QueryFailure) -> Value {
        guard let value = pick(city.answer(question)) else { throw .storage(path: "city", reason: "no such answer") }
        return value
    }

    func count(_ request: CountRequest, until _: Cancellation) throws(QueryFailure) -> CountTable {
        try answer(.count(request)) { if case .count(let table) = $0 { table } else { nil } }
    }

    func alertsOverview(_ request: OverviewRequest, until _: Cancellation) throws(QueryFailure) -> AlertsOverview {
        try answer(.alertsOverview(request)) { if case .alertsOverview(let overview) = $0 { overview } else { nil } }
    }

    func eventsOverview(_ request: OverviewRequest, until _: Cancellation) throws(QueryFailure) -> EventsOverview {
        try answer(.eventsOverview(request)) { if case .eventsOverview(let overview) = $0 { overview } else { nil } }
    }

    func ruleOverview(_ request: OverviewRequest, until _: Cancellation) throws(QueryFailure) -> RuleOverview {
        try answer(.ruleOverview(request)) { if case .ruleOverview(let overview) = $0 { overview } else { nil } }
    }

    func countryOverview(
        _ request: OverviewRequest, until _: Cancellation
    ) throws(QueryFailure) -> CountryOverview? { city.hasPlaces ? city.countries(request) : nil }

    func locations(of addresses: [IPAddress]) -> [IPAddress: GeoLocation]? {
        city.hasPlaces ? SmallPlaces.locations(of: addresses) : nil
    }

    func page(_ request: PageRequest, until _: Cancellation) throws(QueryFailure) -> EventPage {
        try answer(.page(request)) { if case .page(let page) = $0 { page } else { nil } }
    }

    func detail(_ id: EventID) throws(QueryFailure) -> EventDetail? {
        city.events.first { $0.row.id == id }.map { EventDetail(row: $0.row, raw: $0.raw) }
    }

    func forEachRaw(
        _ request: PageRequest, until _: Cancellation, _ body: (EventRow, [UInt8]) -> Bool
    ) throws(QueryFailure) {
        let found = city.matching(request.filter, request.range)
        for event in (request.isDescending ? found.reversed() : found).prefix(request.limit) {
            guard body(event.row, event.raw) else { return }
        }
    }

    func gateways() throws(QueryFailure) -> [GatewayReport] { city.reports }

    func gatewayActivity(
        _ grid: BucketGrid, until _: Cancellation
    ) throws(QueryFailure) -> (activity: [GatewayActivity], isPartial: Bool) { (city.told(grid), false) }

    func rejectedLines(limit: Int) throws(QueryFailure) -> [RejectedLine] { [] }

    func extent() throws(QueryFailure) -> TimeRange? {
        try answer(.extent) { if case .extent(let range) = $0 { .some(range) } else { nil } }
    }
}

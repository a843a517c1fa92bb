// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

extension ConsoleState {
    /// How long countries of events are good enough, in microseconds: each event is looked at for them.
    private static let countryRest: Int64 = 30_000_000

    /// Asks for the countries of the events overview, where those that are shown are of another view or old.
    mutating func loadCountries(_ request: OverviewRequest) -> [Effect] {
        let view = CountryView(filter: place.filter, period: place.period)
        if let known = overviews.countries, known.view == view {
            // A question under way goes on, though the range may have moved a little since. Where nothing can be told, nothing is asked
            // again.
            guard requests.waiting[.countryOverview] == nil, known.isTold else { return [] }
            // What was given up is asked again at once.
            if let answered = answeredAt[.countryOverview] {
                let rest = max(Self.countryRest, 20 * known.took)
                guard answered.advanced(byMicroseconds: rest) <= now else { return [] }
            }
        } else {
            overviews.countries = CountryMemory(view: view, overview: nil)
        }
        var request = request
        request.sparkCells = CountryMemory.cells
        request.newest = 0
        return ask(.countryOverview(request), for: .countryOverview)
    }

    /// Ends the counting by country that nobody waits for any more: it goes over every event, in one of two places for questions.
    mutating func giveUpCountries() -> [Effect] {
        guard requests.waiting[.countryOverview] != nil else { return [] }
        answeredAt[.countryOverview] = nil
        return requests.cancel(.countryOverview)
    }

    /// Shows the map in the whole pane, or puts it away again.
    mutating func showMap() -> [Effect] {
        let owner = OverviewMemory.Owner.pane(place.pane)
        let isShown = overviews.panels[owner]?.zoomed == .map
        overviews.panels[owner, default: .init()].zoomed = isShown ? nil : .map
        overviews.panels[owner]?.focus = isShown ? .sourceCountries : .map
        return reshape()
    }

    /// Whether the map has the whole pane.
    var showsMap: Bool { place.depth == .overview && overviews.panels[.pane(place.pane)]?.zoomed == .map }

    /// Why there is no map; `nil` where there is one.
    var mapReason: String? {
        guard place.depth == .overview, place.pane.isOverview else { return "only the overviews, 1 and 2, have it" }
        switch place.pane {
        case .alerts where overviews.alerts?.sourceCountries != nil: return nil
        case .alerts where overviews.alerts == nil: return "countries are not counted yet"
        case .events where overviews.countries?.overview != nil: return nil
        case .events where overviews.countries?.isTold == true: return "countries are not counted yet"
        default: return "no database tells countries, vedette doctor says how to get one"
        }
    }

    /// Says where a filter asks for countries and nothing tells them: an empty screen would look like an answer.
    mutating func tellOfCountries(in filter: Filter) {
        guard !filter.fields.isDisjoint(with: [.sourceCountry, .destinationCountry]),
            overviews.alerts?.sourceCountries == nil, overviews.countries?.overview == nil,
            overviews.alerts != nil || overviews.countries?.isTold == false
        else { return }
        notices.add(
            Notice(.remark, "No database tells countries, so no event has one. vedette doctor says how to get one"),
            now: now)
    }

    mutating func take(_ overview: CountryOverview?, for entry: RequestBook.Entry) {
        overviews.countries?.overview = overview
        overviews.countries?.isTold = overview != nil
        overviews.countries?.took = max(0, now.microseconds &- entry.since.microseconds)
        settleCursors(.pane(.events))
    }
}

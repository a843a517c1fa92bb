// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Console
internal import EVE
internal import Query

/// What the console asks the store at some place, taken from the console itself: grid, cells and rows follow its layout.
struct ConsoleQuestions {
    var pane: Pane
    var depth: Place.Depth = .overview
    /// How far back from now, in days.
    var days: Int64
    var size: Size

    /// The question behind the screen when the clock shows `now`; `nil` if the screen asks nothing.
    func question(now: Instant) -> Question? {
        let period = TimeRangeChoice.last(microseconds: days * Instant.microsecondsPerDay)
        var state = ConsoleState(place: Place(pane: pane, depth: depth, period: period), size: size, now: now)
        let asked = state.update(.tick(now)).compactMap { effect -> Question? in
            guard case .ask(_, let question) = effect else { return nil }
            return question
        }
        // Beside it the console asks for the extent and for the gateways, which are one row each.
        return asked.first { question in
            switch question {
            case .alertsOverview, .eventsOverview, .count, .values: true
            case .page, .detail, .gateways, .enrolled, .gatewayRules, .pushPreview, .sensorMutes, .gatewayActivity,
                .devices, .device, .trust, .jobs, .jobPreview,
                .extent, .rules, .ruleOverview, .ruleText,
                .ruleProblems, .ruleDryRun,
                .matchedParts, .ruleCosts, .inbox, .history, .inForce, .ruleVerdicts, .report, .signature,
                .profile, .names, .locations, .countryOverview:
                false
            }
        }
    }
}

extension Question {
    /// Asks the store; returns how many rows came, so that nothing is left out unseen.
    func ask(_ store: any EventStore) throws(QueryFailure) -> Int {
        let cancellation = Cancellation()
        switch self {
        case .alertsOverview(let request):
            return try store.alertsOverview(request, until: cancellation).total.total
        case .eventsOverview(let request):
            return try store.eventsOverview(request, until: cancellation).total
        case .page(let request): return try store.page(request, until: cancellation).rows.count
        case .detail(let id): return try store.detail(id)?.raw.count ?? 0
        case .count(let request), .values(let request): return try store.count(request, until: cancellation).total
        case .gateways: return try store.gateways().count
        case .gatewayActivity(let grid):
            return try store.gatewayActivity(grid, until: cancellation).activity.count
        case .extent: return try store.extent() == nil ? 0 : 1
        case .countryOverview(let request):
            return try store.countryOverview(request, until: cancellation)?.sources.total ?? 0
        case .locations(let addresses): return store.locations(of: addresses)?.count ?? 0
        case .ruleOverview(let request): return try store.ruleOverview(request, until: cancellation).total
        case .profile(let request): return try store.profile(request, until: cancellation).events
        case .names(let address, let range, let rows):
            return try store.names(of: address, in: range, rows: rows, until: cancellation).ranking.total
        // These are no questions to the events' store.
        case .rules, .ruleText, .ruleProblems, .ruleDryRun, .matchedParts, .ruleCosts, .inbox, .history, .inForce,
            .ruleVerdicts, .report, .signature, .enrolled, .gatewayRules, .pushPreview, .sensorMutes, .devices, .device,
            .trust, .jobs, .jobPreview:
            return 0
        }
    }
}

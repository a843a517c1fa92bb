// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import EVE
internal import Query
internal import Triage

/// How much one question may ask for at once where it comes from another process. Each is more than a screen of any size needs.
package enum QuestionLimit {
    /// Buckets of a histogram, and parts of a series.
    package static let buckets = 2000
    /// Rows of a ranking or a list, and groups of the inbox.
    package static let rows = 10_000
    /// Dimensions of a count.
    package static let dimensions = 16
    /// Columns of a text.
    package static let columns = 1000
    /// How far from 1970 a grid may begin, and how far it may reach, in microseconds: 73,000 years. Sums of such times are numbers.
    static let time: Int64 = 1 << 61
}

extension Question {
    /// What of the question is beyond `QuestionLimit`, or would make no sense to a store; `nil` if nothing is.
    var excess: String? {
        switch self {
        case .alertsOverview(let request), .eventsOverview(let request), .ruleOverview(let request),
            .countryOverview(let request):
            request.excess
        case .page(let request): rows(request.limit)
        case .count(let request), .values(let request): request.excess
        case .gatewayActivity(let grid): grid.excess
        case .profile(let request): request.grid.excess ?? rows(request.rows)
        case .names(_, _, let count): rows(count)
        case .ruleDryRun(let wish): within(wish.buckets, 0...QuestionLimit.buckets, "buckets")
        case .inbox(let request): request.excess
        case .report(_, _, let columns): within(columns, 0...QuestionLimit.columns, "columns")
        case .detail, .gateways, .enrolled, .extent, .rules, .ruleText, .ruleProblems, .matchedParts, .inForce,
            .ruleVerdicts, .history, .locations, .signature, .ruleCosts:
            nil
        }
    }
}

extension TriageWish {
    /// The same of what alerts of an inbox are meant.
    var excess: String? {
        if case .groups(_, _, _, let request, _) = self { request.excess } else { nil }
    }
}

extension InboxRequest {
    fileprivate var excess: String? {
        rows(limit) ?? within(cells, 0...Self.mostCells, "parts of a series")
    }
}

extension OverviewRequest {
    fileprivate var excess: String? {
        grid.excess ?? within(sparkCells, 0...QuestionLimit.buckets, "parts of a series")
            ?? rows(self.rows) ?? rows(newest)
    }

    private func rows(_ count: Int) -> String? { within(count, 0...QuestionLimit.rows, "rows") }
}

extension CountRequest {
    fileprivate var excess: String? {
        within(by.count, 1...QuestionLimit.dimensions, "dimensions")
            ?? within(needs ?? 0, 0...by.count, "dimensions that an event must have")
            ?? within(top ?? 0, 0...QuestionLimit.rows, "rows")
    }
}

extension BucketGrid {
    fileprivate var excess: String? {
        if let excess = within(count, 0...QuestionLimit.buckets, "buckets") { return excess }
        let (span, overflow) = width.multipliedReportingOverflow(by: Int64(max(1, count)))
        let isNear = start.microseconds.magnitude <= QuestionLimit.time.magnitude
        return isNear && !overflow && span <= QuestionLimit.time ? nil : "a grid beyond 73,000 years"
    }
}

private func rows(_ count: Int) -> String? { within(count, 0...QuestionLimit.rows, "rows") }

private func within(_ count: Int, _ range: ClosedRange<Int>, _ what: String) -> String? {
    range.contains(count) ? nil : "\(count) \(what), of which \(range.lowerBound) to \(range.upperBound) are allowed"
}

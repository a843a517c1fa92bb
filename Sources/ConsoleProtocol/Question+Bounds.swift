// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Console
internal import EVE
internal import Pushes
internal import Query
internal import Rules
internal import Triage

/// How much one question may ask for at once where it comes from another process. Each is more than a terminal of the largest size needs, which has 1024 columns and 512 rows.
package enum QuestionLimit {
    /// Buckets of a histogram, and parts of a series.
    package static let buckets = 4096
    /// Rows of a ranking or a list, and groups of the inbox.
    package static let rows = 10_000
    /// Rows times the parts of the series in each: a terminal has no more cells.
    package static let cells = 1 << 19
    /// Dimensions of a count.
    package static let dimensions = 16
    /// Bytes of the name by which a console calls its program.
    static let program = 200
    /// Columns of a text.
    package static let columns = 1024
    /// How far from 1970 a grid may begin, and how far it may reach, in microseconds: 73,000 years. Sums of such times are numbers.
    static let time: Int64 = 1 << 61

    fileprivate static let beyond = "times beyond 73,000 years"
}

extension ConsoleFrame {
    /// What of it is more than a station takes; `nil` if nothing is.
    var excess: String? {
        switch self {
        case .hello(_, let program): bytes(program, QuestionLimit.program, "the program's name")
        case .ask(_, let question): question.excess ?? question.filter?.excess
        case .cancel: nil
        case .changeRule(let deed): deed.excess
        case .triage(.groups(_, _, _, let request, _)): request.excess ?? request.filter.excess
        case .triage: nil
        case .push(let deed): deed.excess
        case .device(let deed): deed.excess
        case .job(let deed): deed.excess
        case .editingRule(let rule): bytes(rule ?? "", RuleLimit.id, "a rule's id")
        }
    }

    private func bytes(_ text: String, _ most: Int, _ what: String) -> String? {
        text.utf8.count <= most ? nil : "\(what) has \(text.utf8.count) bytes, of which \(most) are allowed"
    }
}

extension Question {
    fileprivate var filter: Filter? {
        switch self {
        case .alertsOverview(let request), .eventsOverview(let request), .ruleOverview(let request),
            .countryOverview(let request):
            request.filter
        case .page(let request): request.filter
        case .count(let request), .values(let request): request.filter
        case .inbox(let request): request.filter
        // All are named, so that the filter of a new one is not forgotten.
        case .detail, .gateways, .enrolled, .gatewayActivity, .gatewayRules, .pushPreview, .sensorMutes, .devices,
            .device, .trust, .jobs, .jobPreview, .extent, .rules,
            .profile, .names, .ruleText, .ruleProblems, .matchedParts, .ruleDryRun, .inForce, .ruleVerdicts, .history,
            .locations, .signature, .ruleCosts, .report:
            nil
        }
    }

    /// What of the question is beyond `QuestionLimit`, or would make no sense to a store; `nil` if nothing is.
    fileprivate var excess: String? {
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
        case .report(let range, let now, let columns):
            within(columns, 0...QuestionLimit.columns, "columns") ?? range.excess
                ?? (now.isNear ? nil : QuestionLimit.beyond)
        case .matchedParts(let rules, _, _):
            rows(rules.count) ?? rules.lazy.compactMap { revision($0.revision) }.first
        case .history(let alerts): rows(alerts.count)
        case .locations(let addresses): rows(addresses.count)
        case .ruleCosts(let rules): rows(rules.count) ?? rules.lazy.compactMap { revision($0.revision) }.first
        case .ruleText(let rule): revision(rule.revision)
        case .pushPreview(let targets): targets.excess
        case .device(let name): within(name.utf8.count, 0...DeviceDeed.nameLimit, "bytes of a name")
        case .jobs(let query): query.excess
        case .jobPreview(let wish): wish.excess
        case .detail, .gateways, .enrolled, .gatewayRules, .sensorMutes, .devices, .trust, .extent, .rules,
            .ruleProblems, .inForce,
            .ruleVerdicts, .signature:
            nil
        }
    }
}

extension Filter {
    fileprivate var excess: String? {
        let size = size
        guard size.depth <= Self.depthLimit else { return "a filter that nests \(size.depth) deep" }
        return size.parts <= Self.partLimit ? nil : "a filter of \(size.parts) parts"
    }
}

extension RuleDeed {
    /// The same of the revisions that it names.
    fileprivate var excess: String? {
        switch self {
        case .add: nil
        case .save(let rule, _, let basedOn, _): revision(rule.revision) ?? revision(basedOn)
        case .revert(let rule), .enable(let rule), .disable(let rule): revision(rule.revision)
        }
    }
}

extension PushDeed {
    /// The same of what it names. How long comments and reasons may be is the desk's to say.
    fileprivate var excess: String? {
        switch self {
        case .push(let targets, _, let parts, _, _): targets.excess ?? rows(parts.count)
        case .mute(_, _, _, _, let end, _): end.isNear ? nil : QuestionLimit.beyond
        case .unmute, .undo: nil
        }
    }
}

extension DeviceDeed {
    /// The same of what it names.
    fileprivate var excess: String? {
        within(device.utf8.count, 0...Self.nameLimit, "bytes of a name")
            ?? within(text.utf8.count, 0...Self.textLimit, "bytes of a reason")
    }
}

extension JobDeed {
    /// The same of what it names and asks for.
    fileprivate var excess: String? {
        switch self {
        case .submit(let submission): submission.excess
        case .cancel(let job): number(ofJob: job)
        case .retry(let job, let options): number(ofJob: job) ?? options?.problem
        case .prioritise(let job, let priority): number(ofJob: job) ?? within(priority, Job.priorities, "as a priority")
        }
    }
}

extension JobSubmission {
    fileprivate var excess: String? {
        within(camera.utf8.count, 0...Self.cameraLimit, "bytes of a name")
            ?? within(input.utf8.count, 1...Self.pathLimit, "bytes of a path")
            ?? within(output.utf8.count, 0...Self.pathLimit, "bytes of a path")
            ?? within(priority, Job.priorities, "as a priority") ?? options.problem
    }
}

extension JobQuery {
    fileprivate var excess: String? {
        within(limit, 0...Self.jobsMost, "jobs") ?? within(text.utf8.count, 0...Self.textLimit, "bytes of a text")
            ?? within(camera?.utf8.count ?? 0, 0...Self.textLimit, "bytes of a name")
            ?? (at?.isNear == false ? QuestionLimit.beyond : nil) ?? whole.flatMap(number(ofJob:))
    }
}

extension JobPreviewWish {
    fileprivate var excess: String? {
        number(ofJob: job) ?? within(side, Self.sides, "pixels") ?? within(frame ?? 0, 0...Int(Int32.max), "as a frame")
    }
}

extension PushTargets {
    fileprivate var excess: String? { within(told.utf8.count, 0...GatewayName.lengthLimit, "bytes of a name") }
}

extension InboxRequest {
    fileprivate var excess: String? {
        rows(limit) ?? within(cells, 0...Self.mostCells, "parts of a series")
            ?? within(limit * cells, 0...QuestionLimit.cells, "cells")
    }
}

extension OverviewRequest {
    fileprivate var excess: String? {
        grid.excess ?? within(sparkCells, 0...QuestionLimit.buckets, "parts of a series")
            ?? rows(self.rows) ?? rows(newest) ?? within(self.rows * sparkCells, 0...QuestionLimit.cells, "cells")
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
        return start.isNear && !overflow && span <= QuestionLimit.time ? nil : QuestionLimit.beyond
    }
}

extension TimeRange {
    fileprivate var excess: String? { start.isNear && end.isNear ? nil : QuestionLimit.beyond }
}

extension Instant {
    fileprivate var isNear: Bool { microseconds.magnitude <= QuestionLimit.time.magnitude }
}

/// Rules outside the rule store have revision 0.
private func revision(_ number: Int) -> String? {
    0...Int(Int32.max) ~= number ? nil : "\(number) is no revision of a rule"
}

private func rows(_ count: Int) -> String? { within(count, 0...QuestionLimit.rows, "rows") }

private func within(_ count: Int, _ range: ClosedRange<Int>, _ what: String) -> String? {
    range.contains(count) ? nil : "\(count) \(what), of which \(range.lowerBound) to \(range.upperBound) are allowed"
}

private func number(ofJob id: Int64) -> String? { id >= 0 ? nil : "\(id) is no job's number" }

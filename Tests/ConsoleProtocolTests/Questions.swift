// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Console
import EVE
import Query
import Rules
import SuricataRules
import Triage

/// Every case of `Question`: a new one makes `kind` fail to compile, and without an example the tests fail.
enum QuestionKind: CaseIterable {
    case alertsOverview, eventsOverview, page, detail, count, values, gateways, enrolled, gatewayActivity, extent, rules
    case ruleOverview, profile, names, ruleText, ruleProblems, matchedParts, ruleDryRun, inbox, inForce, ruleVerdicts
    case history, locations, countryOverview, signature, ruleCosts, report, gatewayRules, pushPreview, sensorMutes
    case devices, device, trust, jobs, jobPreview
}

extension Question {
    var kind: QuestionKind {
        switch self {
        case .alertsOverview: .alertsOverview
        case .eventsOverview: .eventsOverview
        case .page: .page
        case .detail: .detail
        case .count: .count
        case .values: .values
        case .gateways: .gateways
        case .enrolled: .enrolled
        case .gatewayRules: .gatewayRules
        case .pushPreview: .pushPreview
        case .sensorMutes: .sensorMutes
        case .devices: .devices
        case .device: .device
        case .trust: .trust
        case .jobs: .jobs
        case .jobPreview: .jobPreview
        case .gatewayActivity: .gatewayActivity
        case .extent: .extent
        case .rules: .rules
        case .ruleOverview: .ruleOverview
        case .profile: .profile
        case .names: .names
        case .ruleText: .ruleText
        case .ruleProblems: .ruleProblems
        case .matchedParts: .matchedParts
        case .ruleDryRun: .ruleDryRun
        case .inbox: .inbox
        case .inForce: .inForce
        case .ruleVerdicts: .ruleVerdicts
        case .history: .history
        case .locations: .locations
        case .countryOverview: .countryOverview
        case .signature: .signature
        case .ruleCosts: .ruleCosts
        case .report: .report
        }
    }
}

extension Examples {
    static let overview = OverviewRequest(filter: filter, grid: grid, sparkCells: 24, rows: 200, newest: 40)
    static let inbox = InboxRequest(
        filter: filter, range: range, dispositions: [.new, .archived], muted: .only, grouping: .address, order: .count,
        limit: 500, cells: 12)

    /// At least one for each case.
    static let questions: [Question] =
        [
            .alertsOverview(overview), .eventsOverview(overview), .ruleOverview(overview), .countryOverview(overview),
            .page(PageRequest()),
            .page(
                PageRequest(filter: filter, range: range, sort: .severity, after: event, limit: 10, withSummary: false)),
            .detail(event), .detail(EventID(day: -1, row: .max)),
            .count(
                CountRequest(by: [.field(.source), .bucket(.hour)], needs: 1, filter: filter, range: range, top: 50)),
            .values(CountRequest(by: [.field(.path(path))])), .gateways, .enrolled, .gatewayActivity(grid), .extent,
            .rules,
            .names(v6, range, rows: 200), .ruleText(rule), .ruleProblems(.sigma, "title: \u{0}\u{1F980}\n", id: nil),
            .ruleProblems(.threshold, "", id: "1:2"), .matchedParts([reference], raw: raw, time: instant),
            .ruleDryRun(DryRunWish(rule: nil, saved: nil, edited: "a", range: range, buckets: 60)),
            .ruleDryRun(DryRunWish(rule: "r", saved: "b", edited: "a", range: .everything, buckets: 1)), .inbox(inbox),
            .inForce, .ruleVerdicts, .history([alert, AlertID(event: event)]), .locations([v4, v6]),
            .signature(SignatureName(gid: 3, sid: .max), revision: 4), .ruleCosts([rule]),
            .report(range, now: instant, columns: 120),
            .gatewayRules, .sensorMutes, .devices, .device("cam-quay-3"), .trust,
        ] + entities.map { .profile(EntityRequest(entity: $0, grid: grid, rows: 20)) }
        + targets.map { .pushPreview($0) } + jobQueries.map { .jobs($0) } + previewWishes.map { .jobPreview($0) }

    static let entities: [Entity] =
        [
            .address(v4), .domain("a.example"), .signature(generatorID: 1, signatureID: 2), .rule("r"),
            .gateway("gw-1"), .value(.path(path), .scalar(.number("1e400"))),
        ] + DeviceTrait.allCases.map { .device($0, "x") }

    static let deeds: [RuleDeed] = [
        .add(.signature, text: "alert", comment: ""), .save(rule, text: "b", basedOn: 3, comment: "why"), .revert(rule),
        .enable(rule), .disable(rule),
    ]

    static let triageDeeds: [TriageDeed] =
        Disposition.allCases.map { .dispose($0, nil) } + ArchiveReason.allCases.map { .dispose(.archived, $0) }
        + [
            .assign(""), .assign("ana"), .tag(added: ["a", "b"], removed: []), .comment, .end(7),
            .order(StandingOrder(.archived, .benign, filter: "sid:5", since: instant, expiry: instant)),
        ] + scopes.map { .mute(Suppression(subject: .signature(generator: 1, number: 2), scope: $0, expiry: instant)) }

    private static let scopes: [Suppression.Scope] = [
        .everywhere, .source(v4), .subnet(network), .pair(source: v4, destination: v6), .gateway("gw-1"),
    ]

    static let keys: Set<InboxGroup.Key> = [
        InboxGroup.Key(), InboxGroup.Key(subject: .rule("r"), source: .some(nil), gateway: "gw"),
        InboxGroup.Key(subject: .signature(generator: 1, number: 2), source: v4, destination: .some(nil)),
        InboxGroup.Key(source: .some(.some(v6)), destination: .some(.some(v4))),
    ]

    static let wishes: [TriageWish] =
        [
            .groups(.comment, comment: "c", keys, inbox, scope: "s"), .alerts(.comment, comment: "", [alert]), .undo,
            .redo,
        ] + triageDeeds.map { .log($0, comment: "x", scope: "y") }
}

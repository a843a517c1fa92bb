// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Assets
import Console
import EVE
import Enrolment
import Rules
import SuricataRules
import Triage

@testable import Query

/// Every case of `Answer`, as `QuestionKind` has those of `Question`.
enum AnswerKind: CaseIterable {
    case alertsOverview, eventsOverview, page, detail, count, gateways, enrolled, gatewayActivity, extent, rules
    case ruleOverview, profile, names, ruleText, ruleProblems, ruleDryRun, matchedParts, inbox, inForce, ruleVerdicts
    case history, locations, countryOverview, signature, ruleCosts, report, gatewayRules, pushPreview, sensorMutes
    case devices, device, trust, jobs, jobPreview
}

extension Answer {
    var kind: AnswerKind {
        switch self {
        case .alertsOverview: .alertsOverview
        case .eventsOverview: .eventsOverview
        case .page: .page
        case .detail: .detail
        case .count: .count
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
        case .ruleDryRun: .ruleDryRun
        case .matchedParts: .matchedParts
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
    /// At least one for each case.
    static let answers: [Answer] = [
        .alertsOverview(alertsOverview), .alertsOverview(AlertsOverview(grid: grid)),
        .eventsOverview(
            EventsOverview(
                grid: grid, events: [1, 2, 3], total: 6, before: 5, types: ranking, newest: [row], activity: [activity],
                isPartial: true)),
        .page(EventPage(rows: [row, bareRow], hasMore: true, isPartial: true)), .detail(nil),
        .detail(EventDetail(row: row, raw: raw)), .detail(EventDetail(row: bareRow, raw: [])), .count(table),
        .gateways([gateway, GatewayReport(gateway: "gw-2")]), .enrolled(enrolled),
        .gatewayActivity([activity], isPartial: true), .extent(nil), .extent(range), .rules([rule]),
        .ruleOverview(ruleOverview), .profile(profile), .profile(EntityProfile(grid: grid)), .names(names),
        .ruleText(rule, raw), .ruleProblems([problem]), .ruleDryRun(dryRun), .matchedParts(parts), .inbox(inboxPage),
        .inForce(records), .ruleVerdicts(["r": RuleVerdicts(truePositives: 1, falsePositives: 2), "": RuleVerdicts()]),
        .history(records), .locations(nil), .locations(places), .countryOverview(nil),
        .countryOverview(CountryOverview(sources: ranking, isPartial: true)), .signature(nil), .signature(signature),
        .ruleCosts([RuleCost(rule: "r", revision: 1, nanoseconds: 5, events: 9), RuleCost(rule: "s", revision: 1)]),
        .report(["", "line\u{1B}[0m"]), .gatewayRules(gatewayRules), .pushPreview(preview), .sensorMutes([mute]),
        .devices(deviceSummaries), .device(nil), .device(deviceDetail), .trust(trustHistory),
        .jobs(JobBoard()), .jobs(jobBoard), .jobPreview(.refused("r")), .jobPreview(.picture(picture)),
    ]

    static let ranking = Ranking(
        rows: [
            RankedValue(value: .address(v6), count: 3, before: 1, series: [1, 2]),
            RankedValue(value: .absent, count: 1),
        ],
        other: 4, otherGroups: 2, missing: 1, total: .max)
    static let activity = GatewayActivity(
        gateway: "gw-1", events: [1, 2, 3], drops: [0, 0, 1], readings: [1, 1, 0], lastEvent: instant,
        counters: SensorCounters(uptime: -1, packets: .max, lastReload: instant), countersTime: instant)
    static let alertsOverview = AlertsOverview(
        grid: grid, severities: [SeverityCounts(high: 1, medium: 2, low: 3, other: 4)], total: SeverityCounts(high: 1),
        before: SeverityCounts(), blocked: 1,
        signatures: Ranking(rows: [
            RankedSignature(
                generatorID: 1, signatureID: 2, text: "t", category: "c", severity: nil, count: 3, before: nil,
                gateways: 2, first: instant, last: instant, series: [0, 3])
        ]), otherSignaturesHigh: 1, gateways: ranking, sources: ranking, sourceCountries: ranking, newest: [row],
        activity: [activity], isPartial: true)
    static let table = CountTable(
        rows: [.init(key: [.integer(1), .scalar(.number("1.50")), .instant(instant)], count: 2)], other: 1, missing: 2,
        total: 5, isPartial: true)
    static let gateway: GatewayReport = {
        var gateway = GatewayReport(
            gateway: "gw-1", events: 5, firstEvent: instant, lastEvent: instant, lastArrival: instant,
            rejected: Dictionary(uniqueKeysWithValues: Rejection.Reason.allCases.map { ($0, Int($0.rawValue)) }),
            duplicates: 1, kernelDrops: 2, counters: SensorCounters(alerts: 1), countersTime: instant)
        gateway.socketDrops = 3
        return gateway
    }()
    static let enrolled = [
        EnrolledGateway(name: "a", state: .invited, invited: instant, invitationEnds: instant),
        EnrolledGateway(
            name: "b", state: .enrolled, invited: instant,
            certificates: [IssuedCertificate(fingerprint: raw, issued: instant, expires: instant)]),
        EnrolledGateway(name: "c", state: .revoked, invited: instant),
    ]
    static let ruleOverview = RuleOverview(
        grid: grid, matches: [1], total: 1, before: 2,
        rules: [RankedRule(rule: reference, count: 1, before: nil, last: instant, series: [1])], gone: [],
        limitHits: [RuleLimitHits(rule: "r", revision: 1, count: 2, first: instant, last: instant)], isPartial: true)
    static let problem = RuleProblem(.warning, TextPosition(line: 3, column: 4), "what", help: "so")

    static let profile: EntityProfile = {
        var profile = EntityProfile(grid: grid)
        profile.series = [1, 0, 2]
        profile.first = EntityProfile.Sighting(time: instant, gateway: "gw-1")
        profile.title = "T"
        for aspect in EntityAspect.allCases { profile.facts[aspect] = facts }
        return profile
    }()
    static let facts: Ranking<EntityFact> = {
        var facts = entities.map { EntityFact($0.text, entity: $0, filter: .test(.source, .equals(.address(v4)))) }
        facts.append(EntityFact("none", filter: .nothing))
        facts[0].last = instant
        return Ranking(rows: facts, other: 1)
    }()
    static let names: AddressNames = {
        var names = AddressNames()
        (names.ranking, names.read, names.isPartial) = (facts, 7, true)
        return names
    }()
    static let dryRun: RuleDryRun = {
        var run = RuleDryRun(grid: grid)
        run.saved = RuleDryRun.Figures(matches: 3, matchesLastDay: 1, gateways: 2, nanosecondsPerEvent: 120)
        run.buckets[1].add(.lost, isTruePositive: true)
        run.hits = [.kept, .gained, .lost].map { RuleDryRun.Hit(change: $0, row: row) }
        (run.types, run.seconds, run.problems) = (["dns"], 0.1, [problem])
        return run
    }()
    static let parts = MatchedParts(
        fields: ["dns.rrname": ["T"], "": []],
        indicators: [
            MatchedIndicator(rule: reference, kind: "domain", value: "v", field: "f", expiry: instant, note: "n")
        ])
    static let inboxPage: InboxPage = {
        var page = InboxPage()
        var asset = Asset("pump")
        asset.criticality = .critical
        page.groups = keys.map { key in
            var group = InboxGroup(key: key, title: "t", urgency: .low, at: instant, alert, cells: 2)
            group.take(.low, raisedBy: asset)
            group.sources.add(v4)
            group.ports.add(5)
            group.tags.add("x")
            return group
        }
        page.token = .max
        return page
    }()
    static let records = triageDeeds.enumerated().map { index, deed in
        TriageRecord(
            number: Int64(index),
            action: TriageAction(deed, by: "ana", from: "tty", at: instant, comment: "c", scope: "s"),
            count: 1, unchanged: 0, undoes: index == 0 ? nil : 1, undoneBy: nil)
    }
    static let places: [IPAddress: GeoLocation] = [
        v4: GeoLocation(country: .inside), mapped: GeoLocation(),
        v6: GeoLocation(
            country: Country(code: "ZZ") ?? .unknown, countryName: "Z", city: "C",
            point: GeoLocation.Point(latitude: -0.1, longitude: 180), asNumber: .max, asOrganisation: "O"),
    ]
    static let signature: FiredSignature = {
        let text = "alert tcp any any -> any any (msg:\"m\"; reference:cve,2021-1; metadata:a b; sid:5; rev:2;)"
        return FiredSignature(made(SignatureFile.parse(text).rules.first), wanted: 3, place: "x:1", isDisabled: true)
    }()
}

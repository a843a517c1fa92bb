// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Assets
import Devices
import EVE
import Enrolment
import Pushes
import Query
import Rules
import SuricataRules
import Triage

@testable import Console

/// A store in memory with a few gateways, so that keys can be tried on real answers.
struct SmallCity {
    /// One stored event.
    struct Stored: FieldReading {
        var row: EventRow
        var raw: [UInt8]
        /// How far its gateway could be believed at its time.
        var trust: DeviceState?

        static func words(of state: DeviceState?) -> [FieldValue] {
            [.text(state?.word ?? "unattested")] + (state?.marksEvents == true ? [.text("failed")] : [])
        }

        func values(of field: Field) -> [FieldValue] {
            func text(_ text: String?) -> [FieldValue] { text.map { [.text($0)] } ?? [] }
            func number(_ number: (some BinaryInteger)?) -> [FieldValue] { number.map { [.integer(Int64($0))] } ?? [] }
            switch field {
            case .gateway: return text(row.gateway)
            case .trust: return Self.words(of: trust)
            case .eventType: return text(row.type)
            case .sensor: return text(row.sensor)
            case .source: return row.source.map { [.address($0)] } ?? []
            case .destination: return row.destination.map { [.address($0)] } ?? []
            case .sourceCountry: return row.source.map { [.text(SmallPlaces.country(of: $0).text)] } ?? []
            case .destinationCountry: return row.destination.map { [.text(SmallPlaces.country(of: $0).text)] } ?? []
            case .sourcePort: return number(row.sourcePort)
            case .destinationPort: return number(row.destinationPort)
            case .transport: return text(row.transport)
            case .appProtocol: return text(row.appProtocol)
            case .flowID: return number(row.flowID)
            case .signatureID: return number(row.alert?.signatureID)
            case .generatorID: return number(row.alert?.generatorID)
            case .revision: return number(row.alert?.revision)
            case .rule: return row.matches.flatMap { [.text($0.title), .text($0.id)] }
            case .ruleLevel: return row.matches.map { .text($0.level) }
            case .signature: return text(row.alert?.signature)
            // Nobody has touched any alert here.
            case .state: return row.alert == nil && row.matches.isEmpty ? [] : [.text("new")]
            case .assignee, .tag: return []
            case .category: return text(row.alert?.category)
            case .severity: return number(row.alert?.severity)
            case .action: return text(row.alert?.action)
            case .path(let path):
                guard let tree = try? EveTree.parse(raw) else { return [] }
                return tree.values(of: path).map { .scalar($0) }
            }
        }

        var time: Instant { row.time }

        func rawHolds(_ search: some LineSearch) -> Bool { search.isFound(in: raw) }
    }

    /// By time.
    var events: [Stored] = []
    var reports: [GatewayReport] = []
    var enrolled: [EnrolledGateway] = []
    var gatewayRules: [GatewayRules] = []
    var sensorMutes: [GatewayMute] = []
    var devices: [DeviceSummary] = []
    var trust = TrustHistory()
    var jobs = JobBoard()
    /// Stands in all texts of devices.
    var hostileText: String?
    /// How many rules the station would push.
    var pushedRules = 218
    var inbox = SmallInbox()
    var assets = AssetBook.empty
    /// Whether there is a database of places.
    var hasPlaces = false
    /// Fails every question while set.
    var failure: QueryFailure?

    /// 2026-11-20 14:30:12 UTC, a Friday.
    static let now = Instant(seconds: 1_795_185_012)

    init(events: [Stored] = [], reports: [GatewayReport] = []) {
        self.events = events.sorted { $0.row.time < $1.row.time }
        self.reports = reports
    }

    /// Adds an event behind the others.
    mutating func store(_ event: Stored) {
        var event = event
        event.row.id = EventID(day: event.row.time.day, row: (events.last?.row.id.row ?? 0) + 1)
        events.append(event)
    }

    func answer(_ question: Question) -> Answer {
        switch question {
        case .page(let request): .page(page(request))
        case .detail(let id): .detail(events.first { $0.row.id == id }.map { EventDetail(row: $0.row, raw: $0.raw) })
        case .count(let request), .values(let request): .count(count(request))
        case .gateways: .gateways(reports)
        case .enrolled: .enrolled(enrolled)
        case .gatewayRules: .gatewayRules(gatewayRules)
        case .pushPreview(let targets): .pushPreview(preview(targets))
        case .sensorMutes: .sensorMutes(sensorMutes)
        case .gatewayActivity(let grid): .gatewayActivity(told(grid), isPartial: false)
        case .devices: .devices(devices)
        case .device(let name): .device(detail(of: name))
        case .trust: .trust(trust)
        case .jobs(let query): .jobs(board(query))
        case .jobPreview(let wish): .jobPreview(preview(wish))
        case .extent: .extent(extent)
        case .alertsOverview(let request): .alertsOverview(alerts(request))
        case .eventsOverview(let request): .eventsOverview(overview(request))
        case .profile(let request): profile(request)
        case .names(let address, let range, let rows): names(of: address, in: range, rows: rows)
        case .rules: .rules(SmallRules.rules)
        case .ruleOverview(let request): .ruleOverview(SmallRules.overview(request))
        case .ruleText(let rule): .ruleText(rule, Array(SmallRules.text(of: rule).utf8))
        case .matchedParts(let rules, _, _): .matchedParts(SmallRules.parts(of: rules))
        case .ruleDryRun(let wish): .ruleDryRun(SmallRules.dryRun(wish))
        case .ruleCosts(let rules): .ruleCosts(rules.map(SmallRules.cost))
        case .ruleProblems(_, let text, _): .ruleProblems(SmallRules.problems(text))
        case .inbox(let request): .inbox(inbox.page(request, of: self))
        case .history: .history(inbox.history)
        case .inForce: .inForce(inbox.inForce)
        case .ruleVerdicts: .ruleVerdicts(["a1": RuleVerdicts(truePositives: 9, falsePositives: 1)])
        case .report(_, _, let columns): .report(["Security report", "", "\(columns) columns", "GATEWAYS"])
        case .locations(let addresses): .locations(hasPlaces ? SmallPlaces.locations(of: addresses) : nil)
        case .countryOverview(let request): .countryOverview(hasPlaces ? countries(request) : nil)
        case .signature(let name, let revision): .signature(Self.signature(name, revision))
        }
    }

    private func profile(_ request: EntityRequest) -> Answer {
        let profile = try? SmallStore(city: self).profile(request, until: Cancellation())
        return .profile(profile ?? EntityProfile(grid: request.grid))
    }

    private func names(of address: IPAddress, in range: TimeRange, rows: Int) -> Answer {
        let names = try? SmallStore(city: self).names(of: address, in: range, rows: rows, until: Cancellation())
        return .names(names ?? AddressNames())
    }

    private var extent: TimeRange? {
        guard let first = events.first, let last = events.last else { return nil }
        return TimeRange(start: first.row.time, end: last.row.time.advanced(byMicroseconds: 1))
    }

    func matching(_ filter: Filter, _ range: TimeRange) -> [Stored] {
        let evaluator = FilterEvaluator(filter)
        return events.filter { range.contains($0.row.time) && evaluator.matches($0) }
    }

    private func page(_ request: PageRequest) -> EventPage {
        func key(_ row: EventRow) -> String {
            switch request.sort {
            case .time: ""
            case .gateway: row.gateway
            case .type: row.type
            case .severity: row.alert?.severity.map { String($0) } ?? "9"
            case .signature: row.alert?.signature ?? ""
            case .source: row.source.map(\.description) ?? ""
            case .destination: row.destination.map(\.description) ?? ""
            case .transport: row.transport ?? ""
            }
        }
        var rows = matching(request.filter, request.range).map(\.row).sorted { (key($0), $0.id) < (key($1), $1.id) }
        if request.isDescending { rows.reverse() }
        if let after = request.after, let index = rows.firstIndex(where: { $0.id == after }) {
            rows.removeFirst(index + 1)
        }
        return EventPage(rows: Array(rows.prefix(request.limit)), hasMore: rows.count > request.limit)
    }

    private func count(_ request: CountRequest) -> CountTable {
        let found = matching(request.filter, request.range)
        guard request.by.count == 1, case .field(let field)? = request.by.first else {
            return count(found, by: request.by, needs: request.needs ?? request.by.count)
        }
        let ranking = rank(
            field, found, rows: request.top ?? 1000, cells: 0, BucketGrid(start: Self.now, width: 1, count: 0))
        return CountTable(
            rows: ranking.rows.map { .init(key: [$0.value], count: $0.count) }, other: ranking.other,
            missing: ranking.missing, total: found.count)
    }

    /// Counts by several fields; an event that lacks one of the first ones is missing.
    private func count(_ found: [Stored], by dimensions: [Dimension], needs: Int) -> CountTable {
        var counts: [[FieldValue]: Int] = [:]
        var missing = 0
        for event in found {
            let key = dimensions.map { dimension -> FieldValue in
                switch dimension {
                case .field(let field): event.values(of: field).first ?? .absent
                case .bucket(let unit): .instant(event.row.time.floored(toMicroseconds: unit.microseconds))
                }
            }
            if key.prefix(needs).contains(.absent) { missing += 1 } else { counts[key, default: 0] += 1 }
        }
        let rows = counts.map { CountTable.Row(key: $0.key, count: $0.value) }
        return CountTable(
            rows: rows.sorted { ($1.count, $0.key.map(\.text).joined()) < ($0.count, $1.key.map(\.text).joined()) },
            missing: missing, total: found.count)
    }
}

// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Query
import Rules
import Triage

@testable import Store

/// A store of made-up alerts and matches that people have worked on, and what its inbox must say, told alert by alert.
struct InboxModel {
    let store: TemporaryStore
    let triage: TriageStore
    private var standings: [AlertID: Standing] = [:]
    private var suppressions: [Suppression] = []
    /// All that ever could be in the inbox.
    let items: [Item]

    /// An alert, or the match of a rule.
    struct Item {
        var id: AlertID
        var row: EventRow
        var rule: RuleReference?

        var subject: InboxGroup.Subject? {
            if let rule { return .rule(rule.id) }
            return row.alert.map { .signature(generator: $0.generatorID, number: $0.signatureID) }
        }
        var title: String {
            if let rule { return rule.title }
            guard let alert = row.alert else { return "alert without a signature" }
            return alert.signature ?? "signature \(alert.signatureID)"
        }
        var urgency: Urgency {
            rule.map { Urgency(level: $0.level) } ?? Urgency(severity: row.alert?.severity)
        }
    }

    static let days = TimeRange(start: Instant("2026-11-24T00:00:00Z"), end: Instant("2026-11-26T00:00:00Z"))
    private static let rules = [
        MatchTests.scan, MatchTests.login, RuleReference(id: "rule-scan", revision: 3, title: "Sweep", level: "low"),
    ]

    init(seed: UInt64) throws {
        store = try TemporaryStore()
        triage = TriageStore(directory: store.path)
        var random = SeededGenerator(seed: seed)
        try Self.fill(store, &random)
        items = try Self.items(in: store)
        for _ in 0..<12 { try act(&random) }
        for _ in 0..<3 { try mute(&random) }
    }

    // MARK: What is stored

    /// Alerts of two days and of one that shares its file, in small commits of three gateways and several writers, many of them late.
    private static func fill(_ store: TemporaryStore, _ random: inout SeededGenerator) throws {
        var sources = ["gw-a", "gw-b", "gw-c"].map { gateway in
            var source = Source(gateway: gateway)
            source.lines = (0..<220).map { _ in line(&random) }
            return source
        }
        while sources.contains(where: \.hasMore) {
            let writer = try store.writer()
            for index in sources.indices where sources[index].hasMore {
                var part = sources[index].part(Int.random(in: 1...60, using: &random))
                // One revision of a rule at a time.
                let rules = Array(Bool.random(using: &random) ? Self.rules.dropFirst() : Self.rules.dropLast())
                part.matches = RuleMatches(
                    rules: rules,
                    matches: part.batch.events.indices.flatMap { event in
                        rules.indices.compactMap { rule in
                            Int.random(in: 0..<12, using: &random) == 0
                                ? RuleMatches.Match(event: Int32(event), rule: Int32(rule)) : nil
                        }
                    })
                sources[index].move(to: try writer.append([part], arrived: days.end).bookmarks[0])
            }
        }
    }

    private static func line(_ random: inout SeededGenerator) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        // Few different times, so that many alerts share a microsecond.
        let day =
            Int.random(in: 0..<40, using: &random) == 0
            ? "1999-03-05" : "2026-11-2\(Int.random(in: 4...5, using: &random))"
        let time =
            "\(day)T\(two(Int.random(in: 0..<24, using: &random))):\(two(Int.random(in: 0..<6, using: &random) * 7)):00Z"
        let source = ["192.0.2.1", "192.0.2.2", "2001:db8::7", nil].randomElement(using: &random) ?? nil
        let ends = ["198.51.100.7", "2001:db8::9", nil].randomElement(using: &random) ?? nil
        let port = Int.random(in: 0..<3, using: &random)
        var extra = port == 0 ? "\"proto\":\"TCP\"" : "\"dest_port\":\([0, 22, 443][port]),\"proto\":\"TCP\""
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return Line.event(time, type: "flow", source: source, destination: ends, extra: extra)
        case 1: break
        case let kind:
            let severity = kind < 4 ? "" : ",\"severity\":\(kind % 4 + 1)"
            extra += """
                ,"alert":{"action":"allowed","gid":1,"signature_id":\(kind),"rev":\(port),"signature":"rule \(kind)",\
                "category":"cat \(kind % 3)"\(severity)}
                """
        }
        return Line.event(time, type: "alert", source: source, destination: ends, extra: extra)
    }

    private static func items(in store: TemporaryStore) throws -> [Item] {
        let rows = try store.reader.page(PageRequest(limit: .max, withSummary: false), until: Cancellation()).rows
        return rows.flatMap { row in
            (row.type == EventType.alert ? [Item(id: AlertID(event: row.id), row: row)] : [])
                + row.matches.map { Item(id: AlertID(event: row.id, rule: $0.id), row: row, rule: $0) }
        }
    }

    // MARK: What people did

    private mutating func act(_ random: inout SeededGenerator) throws {
        let reason = ArchiveReason.allCases.randomElement(using: &random)
        let deeds: [TriageDeed] = [
            .dispose(.archived, reason), .dispose(.archived, nil), .dispose(.acknowledged, nil),
            .dispose(.escalated, nil), .dispose(.new, nil), .assign("ada"), .assign(""),
            .tag(added: ["audit"], removed: []), .tag(added: ["night"], removed: ["audit"]),
        ]
        guard let deed = deeds.randomElement(using: &random) else { return }
        let rate = Int.random(in: 2...9, using: &random)
        let meant = items.map(\.id).filter { _ in Int.random(in: 0..<rate, using: &random) == 0 }
        let ids = Array(Set(meant)).sorted()
        _ = try triage.perform(TriageAction(deed, by: "ada", from: "", at: Self.days.end), on: ids)
        for id in ids { standings[id] = standings[id, default: Standing()].after(deed) }
    }

    private mutating func mute(_ random: inout SeededGenerator) throws {
        guard let item = items.randomElement(using: &random), let subject = item.subject else { return }
        var scopes: [Suppression.Scope] = [.everywhere, .gateway(item.row.gateway)]
        if let source = item.row.source {
            scopes.append(.source(source))
            if let network = IPNetwork(source, prefixLength: 24) { scopes.append(.subnet(network)) }
            if let destination = item.row.destination { scopes.append(.pair(source: source, destination: destination)) }
        }
        let hours = Int64.random(in: 4...50, using: &random)
        let suppression = Suppression(
            subject: subject, scope: scopes.randomElement(using: &random) ?? .everywhere,
            expiry: Self.days.start.advanced(byMicroseconds: hours * 3_600_000_000))
        let action = TriageAction(.mute(suppression), by: "ada", from: "", at: Self.days.start, comment: "known")
        _ = try triage.perform(action, on: [])
        suppressions.append(suppression)
    }

    // MARK: What the inbox must say

    private func isMuted(_ item: Item) -> Bool {
        standings[item.id, default: Standing()].disposition == .new
            && suppressions.contains {
                $0.subject == item.subject && item.row.time < $0.expiry
                    && $0.covers(
                        source: item.row.source, destination: item.row.destination, gateway: item.row.gateway)
            }
    }

    /// The page with all groups, each with its lists as sets, and the alerts that it is made of.
    func expected(_ request: InboxRequest) throws -> (page: InboxPage, shown: [Item]) {
        let thorough = StoreReader(directory: store.path, usesRollUps: false, geography: MadeUpGeography())
        let wanted = Set(
            try thorough.page(
                PageRequest(filter: request.filter, range: request.range, limit: .max, withSummary: false),
                until: Cancellation()
            ).rows.map(\.id))
        var page = InboxPage()
        var shown: [Item] = []
        for item in items where wanted.contains(item.id.event) {
            let standing = standings[item.id, default: Standing()]
            let muted = isMuted(item)
            if muted { page.muted += 1 }
            if standing.disposition == .archived, standing.reason == .truePositive { page.truePositives += 1 }
            let fits =
                switch request.muted {
                case .hidden: !muted
                case .only: muted
                case .shown: true
                }
            guard request.dispositions.contains(standing.disposition), fits else {
                if !muted { page.others += 1 }
                continue
            }
            if item.rule == nil { page.alerts += 1 } else { page.matches += 1 }
            shown.append(item)
        }
        page.groupCount = Set(shown.map { key(of: $0, request.grouping) }).count
        return (page, shown)
    }

    func standing(of item: Item) -> Standing { standings[item.id, default: Standing()] }

    func key(of item: Item, _ grouping: InboxRequest.Grouping) -> InboxGroup.Key {
        switch grouping {
        case .ends:
            .init(subject: item.subject, source: .some(item.row.source), destination: .some(item.row.destination))
        case .source: .init(subject: item.subject, source: .some(item.row.source))
        case .title: .init(subject: item.subject)
        case .address: .init(source: .some(item.row.source))
        case .gateway: .init(gateway: item.row.gateway)
        }
    }
}

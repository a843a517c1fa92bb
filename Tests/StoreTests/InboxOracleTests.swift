// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Query
import Testing
import Triage

@testable import Store

/// The inbox against `InboxModel`, which goes through alerts one by one.
@Suite("The inbox against an oracle")
struct InboxOracleTests {
    private static let filters = [
        "", "src:192.0.2.1", "-src:192.0.2.1", "sid:3,4", "gw:gw-b -sid:3", "sig:*5*", "severity:1", "dport:443",
        "has:dest_ip", "ip:192.0.2.0/24 OR sid:6", "-has:alert.signature_id", "alert.category:\"cat 0\"", "\"rule 4\"",
        "rule:*sweep*", "@until:2026-11-25T03:00:00Z", "proto:tcp", "country:BR,VN", "-src_country:US",
        "event_type:flow",
    ]

    private static func ranges(_ random: inout SeededGenerator) -> [TimeRange] {
        let start = InboxModel.days.start
        func at(_ minutes: Int) -> Instant { start.advanced(byMicroseconds: Int64(minutes) * 60_000_000) }
        let first = Int.random(in: 0..<1000, using: &random)
        return [
            .everything, InboxModel.days, TimeRange(start: at(first), end: at(first + 1440)),
            TimeRange(start: at(first), end: at(first + 7)),
        ]
    }

    private static func request(_ random: inout SeededGenerator) throws -> InboxRequest {
        let text = filters.randomElement(using: &random) ?? ""
        let dispositions: [Set<Disposition>] = [
            [.new, .acknowledged, .escalated], [.archived], [.acknowledged, .escalated], Set(Disposition.allCases),
        ]
        return InboxRequest(
            filter: try FilterParser.parse(text),
            range: ranges(&random).randomElement(using: &random) ?? .everything,
            dispositions: dispositions.randomElement(using: &random) ?? [.new],
            muted: [.hidden, .only, .shown].randomElement(using: &random) ?? .hidden,
            grouping: InboxRequest.Grouping.allCases.randomElement(using: &random) ?? .ends,
            order: InboxRequest.Order.allCases.randomElement(using: &random) ?? .urgency, limit: 1000,
            cells: [0, 1, 7, 12].randomElement(using: &random) ?? 0)
    }

    @Test("every number, list and series of it is that of the alerts one by one", arguments: UInt64(1)...4)
    func oracle(seed: UInt64) throws {
        let model = try InboxModel(seed: seed)
        let thorough = StoreReader(directory: model.store.path, usesRollUps: false, geography: MadeUpGeography())
        var random = SeededGenerator(seed: seed &* 77)
        for _ in 0..<40 {
            let request = try Self.request(&random)
            let page = try model.store.reader.inbox(request, model.triage, until: Cancellation())
            let (wanted, shown) = try model.expected(request)
            var counts = page
            counts.groups = []
            counts.token = 0
            #expect(counts == wanted, "\(request)")
            #expect(page.groups.count == page.groupCount)
            for group in page.groups {
                let own = shown.filter { model.key(of: $0, request.grouping) == group.key }
                try Self.expect(group, own, model, request)
            }
            for (before, after) in zip(page.groups, page.groups.dropFirst()) {
                #expect(before.precedes(after, by: request.order))
            }
            // In another way through the file, and if only a few are asked for.
            #expect(try thorough.inbox(request, model.triage, until: Cancellation()) == page, "\(request)")
            var few = request
            few.limit = 3
            let first = try model.store.reader.inbox(few, model.triage, until: Cancellation())
            #expect(first.groups == Array(page.groups.prefix(3)) && first.groupCount == page.groupCount)
            try Self.expectAlerts(model, request, shown, &random)
        }
    }

    private static func expect(
        _ group: InboxGroup, _ own: [InboxModel.Item], _ model: InboxModel, _ request: InboxRequest
    ) throws {
        let standings = own.map { model.standing(of: $0) }
        #expect(group.count == own.count && group.count > 0)
        #expect(group.acknowledged == standings.count { $0.disposition == .acknowledged })
        #expect(group.escalated == standings.count { $0.disposition == .escalated })
        #expect(group.first == own.map(\.row.time).min() && group.last == own.map(\.row.time).max())
        let newest = try #require(own.max { $0.id < $1.id })
        #expect(group.newest == newest.id && group.title == newest.title)
        #expect(group.urgency == own.map(\.urgency).max() && group.raisedBy == nil)
        expect(group.sources, own.compactMap(\.row.source))
        expect(group.destinations, own.compactMap(\.row.destination))
        expect(group.ports, own.compactMap(\.row.destinationPort))
        expect(group.gateways, own.map(\.row.gateway))
        expect(group.subjects, own.compactMap(\.subject))
        expect(group.assignees, standings.map(\.assignee).filter { !$0.isEmpty })
        expect(group.tags, standings.flatMap(\.tags))
        #expect(group.series == series(own, request))
    }

    private static func expect<Value>(_ values: InboxGroup.Values<Value>, _ own: [Value]) {
        let all = Set(own)
        #expect(values.count == all.count && !values.isMore)
        #expect(Set(values.first).isSubset(of: all) && values.first.count == min(3, all.count))
    }

    private static func series(_ own: [InboxModel.Item], _ request: InboxRequest) -> [Int] {
        var series = Array(repeating: 0, count: request.cells)
        let start = request.range.start.microseconds
        let (length, isEndless) = request.range.end.microseconds.subtractingReportingOverflow(start)
        guard request.cells > 0 else { return series }
        for item in own {
            let cells = Int64(request.cells)
            let (offset, isFar) = item.row.time.microseconds.subtractingReportingOverflow(start)
            if isFar { continue }
            series[isEndless ? 0 : Int(min(cells - 1, offset / ((length + cells - 1) / cells)))] += 1
        }
        return series
    }

    /// Deeds touch just what some groups show.
    private static func expectAlerts(
        _ model: InboxModel, _ request: InboxRequest, _ shown: [InboxModel.Item], _ random: inout SeededGenerator
    ) throws {
        let keys = Set(shown.map { model.key(of: $0, request.grouping) }.filter { _ in Bool.random(using: &random) })
        let meant = shown.filter { keys.contains(model.key(of: $0, request.grouping)) }.map(\.id)
        let found = try model.store.reader.alerts(request, in: keys, model.triage, until: Cancellation())
        #expect(found == meant.sorted(), "\(request)")
    }

    @Test("rows that were touched are told from others, whatever order they are asked in", arguments: UInt64(1)...40)
    func touchedRows(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let rows = Set(
            (0..<Int.random(in: 0...60, using: &random)).map { _ in Int64.random(in: -50...90, using: &random) })
        var touched = TouchedRows(rows.sorted())
        var asked = (0..<200).map { _ in Int64.random(in: -60...100, using: &random) }
        asked += asked.sorted() + asked.sorted(by: >)
        for row in asked { #expect(touched.contains(row) == rows.contains(row)) }
    }
}

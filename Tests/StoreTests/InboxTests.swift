// SPDX-License-Identifier: Apache-2.0

import Assets
import EVE
import Query
import Rules
import Testing
import Triage

@testable import Store

@Suite("The inbox")
struct InboxTests {
    private let store: TemporaryStore
    private let triage: TriageStore
    private let range = TimeRange(
        start: Instant("2026-11-23T00:00:00.000000+0000"), end: Instant("2026-11-26T00:00:00.000000+0000"))

    /// Over two days: 30 alerts of three signatures from two sources at two gateways, and a rule's match with each fifth.
    init() throws {
        store = try TemporaryStore()
        triage = TriageStore(directory: store.path)
        let writer = try store.writer()
        for gateway in ["gw-a", "gw-b"] {
            var source = Source(gateway: gateway)
            for index in 0..<15 {
                let time = "2026-11-2\(4 + index % 2)T0\(index % 10):00:0\(gateway == "gw-a" ? 1 : 2).000000+0000"
                source.lines.append(
                    Line.alert(
                        time, sid: 1 + index % 3, severity: 1 + index % 3, source: "192.0.2.\(1 + index % 2)"))
            }
            var part = source.part()
            part.matches = RuleMatches(
                rules: [MatchTests.scan],
                matches: part.batch.events.indices.filter { $0 % 5 == 0 }.map {
                    RuleMatches.Match(event: Int32($0), rule: 0)
                })
            _ = try writer.append([part], arrived: range.end)
        }
    }

    private func page(
        _ text: String = "", _ grouping: InboxRequest.Grouping = .ends,
        _ dispositions: Set<Disposition> = [.new, .acknowledged, .escalated], order: InboxRequest.Order = .urgency
    ) throws -> InboxPage {
        try store.reader.inbox(request(text, grouping, dispositions, order: order), triage, until: Cancellation())
    }

    private func request(
        _ text: String = "", _ grouping: InboxRequest.Grouping = .ends,
        _ dispositions: Set<Disposition> = [.new, .acknowledged, .escalated], order: InboxRequest.Order = .urgency
    ) throws -> InboxRequest {
        InboxRequest(
            filter: try FilterParser.parse(text), range: range, dispositions: dispositions, grouping: grouping,
            order: order, cells: 4)
    }

    private func dispose(_ disposition: Disposition, _ alerts: [AlertID]) throws -> TriageRecord {
        let action = TriageAction(.dispose(disposition, nil), by: "ada", from: "", at: range.end)
        return try triage.perform(action, on: alerts)
    }

    @Test("alerts and matches are grouped by what they are about and their ends, the urgent first")
    func groups() throws {
        let page = try page()
        #expect(page.alerts == 30 && page.matches == 6 && page.others == 0 && !page.isPartial)
        // Three signatures and one rule, each from two sources.
        #expect(page.groupCount == 8 && page.groups.count == 8)
        #expect(page.groups.map(\.urgency) == page.groups.map(\.urgency).sorted(by: >))
        #expect(page.groups.reduce(0) { $0 + $1.count } == 36)
        for group in page.groups {
            #expect(group.series.reduce(0, +) == group.count && group.first <= group.last)
            #expect(group.sources.count == 1 && group.gateways.count == 2)
        }
        let rule = try #require(page.groups.first { $0.key.subject == .rule("rule-scan") })
        #expect(rule.title == "Telnet sweep" && rule.urgency == .high && rule.newest.rule == "rule-scan")
    }

    @Test(
        "every grouping has every alert once",
        arguments: zip(InboxRequest.Grouping.allCases, [8, 8, 4, 2, 2]))
    func groupings(grouping: InboxRequest.Grouping, count: Int) throws {
        let page = try page("", grouping)
        #expect(page.groupCount == count)
        #expect(page.groups.reduce(0) { $0 + $1.count } == 36)
    }

    @Test("counts of groups are those of the store's own counts, whatever the filter")
    func counts() throws {
        for text in ["", "src:192.0.2.1", "sid:1,2", "gw:gw-b -sid:3", "\"rule 2\"", "alert.category:\"cat 0\""] {
            let page = try page(text, .title)
            let filter = Filter.all([.test(.eventType, .equals(.text("alert"))), try FilterParser.parse(text)])
            let table = try store.reader.count(
                CountRequest(by: [.field(.signatureID)], filter: filter, range: range), until: Cancellation())
            let wanted = Dictionary(uniqueKeysWithValues: table.rows.map { ($0.key[0], $0.count) })
            var found: [FieldValue: Int] = [:]
            for group in page.groups {
                if case .signature(_, let number) = group.key.subject { found[.integer(Int64(number))] = group.count }
            }
            #expect(found == wanted, "\(text)")
        }
    }

    @Test("what was archived has left, is counted, and comes back when it is taken back")
    func dispositions() throws {
        let group = try #require(try page().groups.first { $0.key.subject == .signature(generator: 1, number: 2) })
        let meant = try store.reader.alerts(request(), in: [group.key], triage, until: Cancellation())
        #expect(meant.count == group.count && Set(meant).count == meant.count)
        #expect(try dispose(.archived, meant).count == group.count)
        let after = try page()
        #expect(after.others == group.count && !after.groups.contains { $0.key == group.key })
        #expect(try page("", .ends, [.archived]).groups.map(\.key) == [group.key])
        _ = try triage.undo(by: "ada", from: "", at: range.end)
        #expect(try page().groups.first { $0.key == group.key }?.count == group.count)
    }

    @Test("an alert and the match of a rule with the same event are two things")
    func apart() throws {
        let rule = try #require(try page().groups.first { $0.key.subject == .rule("rule-scan") })
        let meant = try store.reader.alerts(request(), in: [rule.key], triage, until: Cancellation())
        #expect(meant.allSatisfy { $0.rule == "rule-scan" })
        _ = try dispose(.archived, meant)
        #expect(try page().alerts == 30 && page().matches == 6 - meant.count)
        // The same events' alerts are there still, and can be escalated by themselves.
        _ = try dispose(.escalated, [AlertID(event: meant[0].event)])
        #expect(try page().groups.reduce(0) { $0 + $1.escalated } == 1)
    }

    private func mute(_ scope: Suppression.Scope, until expiry: Instant, _ subject: InboxGroup.Subject) throws -> Int64
    {
        let suppression = Suppression(subject: subject, scope: scope, expiry: expiry)
        let action = TriageAction(.mute(suppression), by: "ada", from: "", at: range.start, comment: "known")
        return try triage.perform(action, on: []).number
    }

    @Test("muted alerts leave, are counted, and come back with the undo or the end of the muting")
    func muting() throws {
        let sid2 = InboxGroup.Subject.signature(generator: 1, number: 2)
        let source = try #require(IPAddress("192.0.2.2"))
        let all = try page().groups.filter { $0.key.subject == sid2 }
        let meant = try #require(all.first { $0.key.source == .some(source) })
        #expect(all.count == 2)
        let number = try mute(.source(source), until: range.end, sid2)
        let muted = try page()
        #expect(muted.muted == meant.count && muted.others == 0 && muted.alerts == 30 - meant.count)
        var request = try request()
        request.muted = .only
        let only = try store.reader.inbox(request, triage, until: Cancellation())
        #expect(only.groups.map(\.key) == [meant.key] && only.groups[0].count == meant.count)
        // A deed on what is shown leaves what is muted.
        let open = try store.reader.alerts(self.request(), in: nil, triage, until: Cancellation())
        #expect(open.count == 36 - meant.count)
        _ = try triage.perform(TriageAction(.end(number), by: "kim", from: "", at: range.start), on: [])
        #expect(try triage.suppressions().isEmpty && page().muted == 0)
        _ = try triage.undo(by: "kim", from: "", at: range.start)
        #expect(try triage.suppressions().map(\.number) == [number] && page().muted == meant.count)
        _ = try triage.undo(by: "ada", from: "", at: range.start)
        #expect(try triage.suppressions().isEmpty && page().muted == 0)
    }

    @Test("a muting hides what came before its end, and nothing that somebody has touched")
    func expiry() throws {
        let rule = InboxGroup.Subject.rule("rule-scan")
        let middle = Instant("2026-11-25T00:00:00.000000+0000")
        _ = try mute(.everywhere, until: middle, rule)
        let page = try page()
        #expect(page.muted > 0 && page.matches > 0 && page.muted + page.matches == 6)
        #expect(page.groups.filter { $0.key.subject == rule }.allSatisfy { $0.first >= middle })
        let hidden = try store.reader.alerts(
            InboxRequest(range: TimeRange(start: range.start, end: middle), muted: .only), in: nil, triage,
            until: Cancellation())
        _ = try dispose(.escalated, [hidden[0]])
        #expect(try self.page().muted == page.muted - 1)
    }

    @Test("what a muting would hide tells how much of it was a true positive")
    func preview() throws {
        let sid2 = InboxGroup.Subject.signature(generator: 1, number: 2)
        let group = try #require(try page("", .title).groups.first { $0.key.subject == sid2 })
        let meant = try store.reader.alerts(
            request("", .title), in: [group.key], triage, until: Cancellation())
        let action = TriageAction(.dispose(.archived, .truePositive), by: "ada", from: "", at: range.end)
        _ = try triage.perform(action, on: Array(meant.prefix(3)))
        let suppression = Suppression(subject: sid2, scope: .everywhere, expiry: range.end)
        let preview = try store.reader.inbox(
            InboxRequest(
                filter: suppression.filter, range: range, dispositions: Set(Disposition.allCases), muted: .shown,
                grouping: .title), triage, until: Cancellation())
        #expect(preview.truePositives == 3)
        #expect(preview.groups.first { $0.key.subject == sid2 }?.count == group.count)
    }

    @Test("a group tells who looks after some of it, and its tags, and stays one group")
    func notes() throws {
        let group = try #require(try page("", .title).groups.first { $0.key.subject == .rule("rule-scan") })
        let meant = try store.reader.alerts(request("", .title), in: [group.key], triage, until: Cancellation())
        func act(_ deed: TriageDeed, on alerts: [AlertID]) throws {
            _ = try triage.perform(TriageAction(deed, by: "ada", from: "", at: range.end), on: alerts)
        }
        try act(.assign("kim"), on: [meant[0]])
        try act(.assign("ada"), on: [meant[1]])
        try act(.tag(added: ["audit"], removed: []), on: Array(meant[1...2]))
        let after = try #require(try page("", .title).groups.first { $0.key == group.key })
        #expect(after.count == group.count && Set(after.assignees.first) == ["kim", "ada"])
        #expect(after.tags.first == ["audit"] && after.tags.count == 1)
        try act(.assign(""), on: meant)
        #expect(try page("", .title).groups.first { $0.key == group.key }?.assignees.count == 0)
    }

    @Test("groups come by what was asked for, and no more than were asked for")
    func order() throws {
        let byCount = try page("", .title, order: .count).groups.map(\.count)
        #expect(byCount == byCount.sorted(by: >))
        let byTime = try page("", .ends, order: .last).groups.map(\.last)
        #expect(byTime == byTime.sorted(by: >))
        var few = try request()
        few.limit = 2
        let page = try store.reader.inbox(few, triage, until: Cancellation())
        #expect(page.groups.count == 2 && page.groupCount == 8)
    }

    @Test("groups from or to critical assets are more urgent, come first, and say for whose sake")
    func assets() throws {
        let book = AssetReading(
            Array(
                """
                - {name: net, addresses: 192.0.2.0/24, criticality: low}
                - {name: second, addresses: 192.0.2.2, criticality: critical}
                """.utf8)
        ).book
        func page(_ grouping: InboxRequest.Grouping) throws -> [InboxGroup] {
            try store.reader.inbox(request("", grouping), triage, assets: book, until: Cancellation()).groups
        }
        let plain = try Dictionary(uniqueKeysWithValues: self.page().groups.map { ($0.key, $0.urgency) })
        let groups = try page(.ends)
        #expect(groups.map(\.urgency) == groups.map(\.urgency).sorted(by: >) && groups.count == plain.count)
        for group in groups {
            let isSecond = group.sources.first.map(\.description) == ["192.0.2.2"]
            #expect(group.plainUrgency == plain[group.key])
            #expect(group.urgency == group.plainUrgency.raised(by: isSecond ? .critical : .low))
            #expect(group.raisedBy?.name == (group.urgency > group.plainUrgency ? "second" : nil))
        }
        #expect(groups.contains { $0.raisedBy != nil } && groups.contains { $0.raisedBy == nil })
        // Also where a group has many addresses.
        #expect(try page(.gateway).allSatisfy { $0.raisedBy?.name == "second" || $0.plainUrgency == .critical })
    }

    @Test("a search that was cancelled gives a partial page, and no alerts to act on")
    func cancelled() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        let page = try store.reader.inbox(request(), triage, until: cancellation)
        #expect(page.isPartial || page.alerts == 30)
    }
}

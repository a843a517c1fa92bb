// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Reports
import Rules
import Station
import Store
import Testing
import Triage

/// What counts mean that are not simply the store's.
@Suite("Counts of reports")
struct ReportCountsTests {
    @Test(
        "alerts of other severities are the rest, and never fewer than none, though the parts were counted later than the sum"
    )
    func others() {
        let grid = BucketGrid(start: ReportScene.time("24T00:00:00"), width: 3_600_000_000, count: 3)
        let named = SeverityCounts(high: 1, medium: 2, low: 3, other: 0)
        var course = Report.Course(
            grid: grid, alerts: [named, named, SeverityCounts()], events: [0, 0, 0])
        course.setOthers(ofAll: [10, 5, 2])
        #expect(course.alerts.map(\.other) == [4, 0, 2])
        #expect(course.alerts.map(\.high) == [1, 1, 0])
    }

    @Test("values that a rule gave up on are told with the time since when they are counted")
    func gaveUp() throws {
        var report = try Self.alerts().report("24T00:00:00", "25T00:00:00")
        let (first, last) = (ReportScene.time("20T08:00:00"), ReportScene.time("24T09:00:30"))
        report.rules.gaveUp = [RuleLimitHits(rule: "slow", revision: 2, count: 4321, first: first, last: last)]
        let row = report.lines(columns: 80).first { $0.hasPrefix("slow") } ?? ""
        #expect(
            row.split(separator: " ") == ["slow", "2", "2026-11-20", "08:00", "4,321", "2026-11-24", "09:00"], "\(row)")
    }

    /// Two alerts of one signature and one of another.
    private static func alerts() throws -> MadeStore {
        try MadeStore([
            "gw-a": [
                ReportScene.alert("24T10:00:00", 1, 1, "one"), ReportScene.alert("24T10:01:00", 1, 1, "one"),
                ReportScene.alert("24T10:02:00", 2, 2, "two"),
            ]
        ])
    }

    @Test("what is muted is not open, as in the inbox, and is told apart from what is new")
    func muted() throws {
        let store = try Self.alerts()
        try store.mute(sid: 1, at: "24T12:00:00", until: "26T00:00:00")
        let report = try store.report("24T00:00:00", "25T00:00:00")
        #expect(report.triage.count(.new) == 3 && report.triage.muted == 2 && report.triage.open == 1)
        let inbox = try store.reader.inbox(InboxRequest(range: report.period), store.triage, until: Cancellation())
        #expect(inbox.alerts == report.triage.open && inbox.muted == report.triage.muted)
        let lines = report.lines(columns: 80)
        #expect(lines.contains { $0.hasPrefix("Open") && $0.hasSuffix("0 escalated; 2 more muted") })
        #expect(lines.contains { $0.hasPrefix("new, but muted") })
        #expect(String(decoding: report.bytes(as: .json), as: UTF8.self).contains(#""muted":2,"#))
    }

    @Test("the mutings of a period are those that held at its end")
    func mutings() throws {
        let store = try Self.alerts()
        try store.mute(sid: 1, at: "24T12:00:00", until: "24T13:00:00")
        try store.mute(sid: 2, at: "24T12:00:00", until: "25T13:00:00")
        try store.mute(sid: 3, at: "25T01:00:00", until: "26T00:00:00")
        let report = try store.report("24T00:00:00", "25T00:00:00")
        #expect(report.triage.mutings.map(\.action.scope) == ["signature 2"])
        #expect(try store.report("24T00:00:00", "25T02:00:00").triage.mutings.count == 2)
    }

    @Test("a report that nobody waits for looks no further")
    func cancelled() throws {
        let store = try Self.alerts()
        try store.act(.dispose(.escalated, nil), at: "24T12:00:00")
        let cancellation = Cancellation()
        let desk = ReportDesk(
            store.configuration, store: store.reader, assets: AssetFile(store.configuration), until: cancellation)
        let period = TimeRange(start: ReportScene.time("24T00:00:00"), end: ReportScene.time("25T00:00:00"))
        let report = try desk.report(of: period, now: period.end) { if $0 == "triage" { cancellation.cancel() } }
        #expect(report.totals.events == 3 && report.triage == ReportTriage() && report.isPartial)
    }
}

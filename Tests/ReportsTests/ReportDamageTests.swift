// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Reports
import Testing
import Triage

@Suite("Reports of a damaged store")
struct ReportDamageTests {
    private let store: MadeStore

    init() throws {
        let question: [(String, JSONValue)] = [("type", .string("query")), ("rrname", .string("a.test"))]
        store = try MadeStore([
            "gw-a": [
                ReportScene.dns("23T10:00:00", question), ReportScene.alert("24T10:00:00", 1, 1, "one"),
                ReportScene.alert("24T10:01:00", 2, 2, "two"), ReportScene.dns("24T10:02:00", question),
            ]
        ])
    }

    @Test("what a count of raw lines lacked is told, though columns of the same day could be read afterwards")
    func damaged() throws {
        try store.damage("2026-11-24")
        let report = try store.report("24T00:00:00", "25T00:00:00")
        #expect(report.tops.first { $0.subject == .dns }?.ranking.total == 0)
        #expect(report.isPartial)
        #expect(report.notices.count == 1 && report.notices.allSatisfy { $0.contains("2026-11-24") })
        #expect(report.totals.events == 3, "columns are sound")
        #expect(try !store.report("23T00:00:00", "24T00:00:00").isPartial)
    }

    @Test("an escalated alert whose event cannot be read is told with what was done to it")
    func escalated() throws {
        let alerts = try store.act(.dispose(.escalated, nil))
        try store.damage("2026-11-24")
        let report = try store.report("24T00:00:00", "25T00:00:00")
        #expect(report.isPartial && report.notices.count == 1)
        let told = report.triage.escalated
        #expect(told.map(\.id) == alerts.sorted(by: >) && told.count == 2)
        #expect(told.allSatisfy { $0.event == nil && $0.history.count == 1 && $0.standing.disposition == .escalated })
        for format in ReportFormat.allCases {
            let text = String(decoding: report.bytes(as: format), as: UTF8.self)
            for alert in alerts { #expect(text.contains(alert.text), "\(format)") }
            #expect(text.contains("looked at"), "\(format)")
        }
    }
}

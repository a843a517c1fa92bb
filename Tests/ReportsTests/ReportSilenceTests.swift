// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Reports
import Store
import Testing

/// Gateways of which a period has no event, by what they sent before it and behind it.
@Suite("Silence in reports")
struct ReportSilenceTests {
    private let store: MadeStore

    init() throws {
        func flows(_ times: String...) -> [String] { times.map { ReportScene.line($0, "flow", "192.0.2.1", []) } }
        store = try MadeStore([
            "gw-back": flows("22T10:00:00", "22T20:00:00", "25T01:00:00"),
            "gw-gone": flows("22T11:00:00"),
            "gw-late": flows("25T02:00:00"),
            "gw-live": flows("22T12:00:00", "23T12:00:00", "24T12:00:00", "24T23:59:00", "25T03:00:00"),
        ])
    }

    /// What the table of gateways tells of one: its state and its last event.
    private func told(_ gateway: String, in report: Report) -> String {
        let row = report.lines(columns: 100).first { $0.hasPrefix(gateway) } ?? ""
        let cells = row.split(separator: #/ {2,}/#).map(String.init)
        let last = cells.first { $0.hasPrefix("2026-") || $0 == "never" || $0 == "before the period" }
        return [cells.dropFirst().first ?? "", last ?? "not known"].joined(separator: ", ")
    }

    @Test("a gateway that sent nothing in the whole period was silent, also if it came back behind it")
    func back() throws {
        let report = try store.report("24T00:00:00", "25T00:00:00")
        // gw-gone was last heard of 61 hours before the end.
        #expect(report.gateways.map(\.silentSeconds) == [86_400, 219_600, nil, nil])
        #expect(told("gw-back", in: report) == "SILENT for 1 d+, before the period")
        #expect(told("gw-gone", in: report).hasSuffix(", 2026-11-22 11:00"))
        #expect(told("gw-late", in: report) == "nothing sent, never")
        #expect(told("gw-live", in: report) == "live, 2026-11-24 23:59")
        #expect(report.lines(columns: 100).contains { $0.hasSuffix("2 silent at the end") })
        #expect(try store.report("23T00:00:00", "25T00:00:00").gateways.first?.silentSeconds == 172_800)
    }

    @Test("of what retention has dropped no silence is told, and none denied")
    func dropped() throws {
        try store.drop(allBut: 1, keeping: [try store.first(of: "gw-back")])
        let half = try store.report("22T00:00:00", "25T00:00:00")
        #expect(half.dropped == Report.DroppedDays(count: 2, end: ReportScene.time("24T00:00:00")))
        // The event that was kept is not the last one of its day; the day after the dropped ones has none.
        #expect(half.gateways.map(\.silentSeconds) == [86_400, 219_600, nil, nil])
        #expect(told("gw-back", in: half) == "SILENT for 1 d+, not known")
        let note = "Retention has dropped 2 days of the period, up to 2026-11-24 00:00 UTC"
        #expect(half.lines(columns: 100).contains { $0.hasPrefix(note) })
        let all = try store.report("22T00:00:00", "24T00:00:00")
        #expect(told("gw-back", in: all) == "not known, not known")
        #expect(told("gw-late", in: all) == "nothing sent, never")
        #expect(all.lines(columns: 100).contains { $0.hasSuffix("1 silent at the end, 2 not known") })
        let object = try JSONSerialization.jsonObject(with: Data(all.bytes(as: .json))) as? [String: Any]
        #expect((object?["dropped_days"] as? [String: Any])?["count"] as? Int == 2)
        #expect(try store.report("24T00:00:00", "25T00:00:00").dropped == nil)
    }
}

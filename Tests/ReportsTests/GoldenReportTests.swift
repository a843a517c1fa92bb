// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Reports
import Station
import Store
import Testing
import Triage

@Suite("Reports of a small store")
struct GoldenReportTests {
    private let scene: ReportScene

    init() throws { scene = try ReportScene() }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    private static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1"

    @Test("every form is the one that was looked at", arguments: ReportFormat.allCases)
    func golden(_ format: ReportFormat) throws {
        let ending = [ReportFormat.text: "txt", .markdown: "md"][format] ?? format.rawValue
        let file = Self.folder.appending(path: "day.\(ending)")
        let bytes = try scene.report().bytes(as: format)
        if Self.isUpdating { return try Data(bytes).write(to: file) }
        let wanted = String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self).split(separator: "\n")
        let got = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        for (index, pair) in zip(wanted, got).enumerated() where pair.0 != pair.1 {
            Issue.record("\(file.lastPathComponent), line \(index + 1) that is not empty:\n\(pair.0)\n\(pair.1)")
            break
        }
        #expect(wanted.count == got.count, "UPDATE_GOLDEN=1 writes it anew")
    }

    @Test("the same store and period give the same bytes, at whatever time behind the period")
    func deterministic() throws {
        let first = try scene.report()
        let second = try scene.report(now: ReportScene.time("28T00:00:00"))
        for format in ReportFormat.allCases { #expect(first.bytes(as: format) == second.bytes(as: format)) }
    }

    @Test("totals are the store's own counts, and parts sum to them")
    func totals() throws {
        let report = try scene.report()
        let reader = scene.reader
        func count(_ filter: Filter, in range: TimeRange) throws -> Int {
            try reader.count(CountRequest(by: [], filter: filter, range: range), until: Cancellation()).total
        }
        let alerts = Filter.test(.eventType, .equals(.text("alert")))
        #expect(try report.totals.events == count(.everything, in: scene.day))
        #expect(try report.totals.eventsBefore == count(.everything, in: scene.day.before))
        #expect(try report.totals.alerts.total == count(alerts, in: scene.day))
        #expect(try report.totals.alertsBefore == count(alerts, in: scene.day.before))
        #expect(try report.totals.matches == count(.test(.rule, .exists), in: scene.day))
        #expect(report.course.events.reduce(0, +) == report.totals.events)
        #expect(report.course.alerts.reduce(0) { $0 + $1.total } == report.totals.alerts.total)
        #expect(report.course.alerts.reduce(0) { $0 + $1.high } == report.totals.alerts.high)
        #expect(report.course.alerts.allSatisfy { $0.other >= 0 })
        #expect(report.gateways.reduce(0) { $0 + $1.events } == report.totals.events)
        #expect(report.triage.dispositions.values.reduce(0, +) == report.totals.alerts.total + report.totals.matches)
        for top in report.tops {
            let sum = top.ranking.rows.reduce(top.ranking.other + top.ranking.missing) { $0 + $1.count }
            #expect(sum == top.ranking.total, "\(top.subject)")
        }
    }

    @Test("what is told of gateways, triage and changes is what happened")
    func facts() throws {
        let report = try scene.report()
        let harbour = try #require(report.gateways.first { $0.gateway == "gw-harbour" })
        #expect(harbour.drops == 15)
        #expect(harbour.refused.map(\.count) == [1])
        // Last heard of at 21:15:30 and at 10:00.
        #expect(report.gateways.map(\.silentSeconds) == [9870, 50_400])
        #expect(try scene.report(now: ReportScene.time("24T21:20:00")).gateways.first?.silentSeconds == nil)
        let changes = try #require(report.changes?.signatures)
        #expect(changes.new.map(\.id) == ["1:5", "1:6"] && changes.gone.map(\.id) == ["1:2"])
        #expect(changes.rises.map(\.id) == ["1:1"] && changes.falls.map(\.id) == ["1:4"])
        let triage = report.triage
        #expect(triage.count(.new) == 5 && triage.count(.escalated) == 2 && triage.count(.acknowledged) == 1)
        #expect(triage.reasons == [.falsePositive: 6])
        #expect(triage.escalated.first?.history.count == 4)
        #expect(triage.deeds.contains { $0.deed == "taken back or done again" && $0.person == "bob" })
        #expect(!triage.deeds.contains { $0.person == "cleo" }, "done after the period")
        #expect(triage.newest?.number == 10 && triage.mutings.count == 1 && triage.newest?.hash.count == 32)
        let dns = report.tops.first { $0.subject == .dns }
        #expect(dns?.ranking.rows.map(\.count) == [3, 1], "answers are no questions")
    }

    @Test("a narrow text leaves no bar out and keeps to its columns")
    func narrow() throws {
        let report = try scene.report()
        for columns in [40, 52, 72, 94] {
            let lines = report.lines(columns: columns)
            #expect(lines.allSatisfy { $0.count <= columns })
            // Alerts came in four hours of the day, in one of them in two thirds.
            let base = try #require(lines.firstIndex { $0.hasPrefix("    0└") })
            let bars = lines[base - 1].count { $0 == "█" }
            #expect(bars == (columns < 78 ? 4 : 5), "\(columns): \(lines[base - 1])")
        }
    }

    @Test("a period before which nothing is stored is compared with nothing, and one of seconds can be had")
    func edges() throws {
        let desk = ReportDesk(
            scene.configuration, store: scene.reader, assets: AssetFile(scene.configuration))
        let now = ReportScene.time("25T00:00:00")
        let whole = try desk.report(
            of: TimeRange(start: ReportScene.time("23T00:00:00"), end: scene.day.end), now: now)
        #expect(whole.changes == nil && whole.totals.alertsBefore == nil)
        let start = ReportScene.time("24T08:01:00")
        let short = try desk.report(
            of: TimeRange(start: start, end: start.advanced(byMicroseconds: 1_500_000)), now: now)
        #expect(short.totals.alerts.total == 1 && short.course.events == [1])
        let odd = try desk.report(
            of: TimeRange(start: start.advanced(byMicroseconds: 1), end: start.advanced(byMicroseconds: 240_000_001)),
            now: now)
        #expect(odd.totals.alerts.total == 4 && odd.course.events.reduce(0, +) == 4)
        #expect(odd.course.grid.range.start <= odd.period.start && odd.course.grid.range.end >= odd.period.end)
    }
}

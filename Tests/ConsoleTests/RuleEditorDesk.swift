// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Foundation
import Query
import Rules

@testable import Console

/// A rule under edit in the invented city, with keys to press and answers at hand.
struct RuleEditorDesk {
    var state: RuleEditorState
    var effects: [RuleEditorEffect] = []

    /// 2026-11-20T14:30:12Z.
    static let now = SmallCity.now

    static let saved = """
        title: Modbus write from outside the control net
        id: 5b0f6c0e-9d0a-4f0c-8a3e-6f6c2c1f7d11
        status: test
        logsource:
            product: suricata
            service: modbus
        detection:
            write:
                modbus.request.function.code|in: [5, 6, 15, 16]
                dest_ip|cidr: 10.20.0.0/16
            inside:
                src_ip|cidr:
                    - 10.20.4.0/24
            condition: write and not inside
        falsepositives:
            - Planned work from the vendor line, see the duty book
        level: high
        tags: [attack.impact, attack.t0855]
        """

    static let edited =
        saved.replacing("10.20.0.0/16", with: "10.20.4.0/2")
        .replacing("- 10.20.4.0/24\n", with: "- 10.20.4.0/24\n            - 10.20.0.9/32\n")

    static let values = [
        CompletionItem("10.20.4.0/24", note: "waterworks control", count: 419_983),
        CompletionItem("10.20.4.40/32", note: "plc-pump-2", count: 210_826),
        CompletionItem("10.20.4.41/32", note: "plc-pump-3", count: 209_157),
        CompletionItem("10.20.0.0/16", note: "city net", count: 429_471),
    ]

    init(_ text: String = edited, saved: String = saved, kind: RuleKind = .sigma, columns: Int = 120, rows: Int = 40) {
        state = RuleEditorState(
            title: "Modbus write from outside the control net", kind: kind, revision: 5, saved: saved, text: text)
        state.vocabulary = CompletionVocabulary(
            fields: [
                CompletionItem("src_ip", note: "address", count: 900),
                CompletionItem("dest_ip", note: "address", count: 900),
                CompletionItem("modbus.request.function.code", note: "number", count: 40),
            ], logSources: ["product": [CompletionItem("suricata")], "service": [CompletionItem("modbus", count: 40)]])
        state.people = [
            .init("ada", .editing(since: Self.now.advanced(byMicroseconds: -552_000_000))),
            .init("kim", .reading(revision: 5)),
        ]
        state.resize(Size(columns: columns, rows: rows))
    }

    /// Presses keys as `Desk.run` does.
    mutating func run(_ script: String) {
        for key in Desk.keys(script) { effects += state.update(.key(key)) }
    }

    /// Answers the last wish for values.
    mutating func answer() {
        for case .complete(let request) in effects.reversed() {
            state.take(
                CompletionAnswer(
                    request: request, items: Self.values, about: "values seen in \(request.field), modbus, 7 d"))
            return
        }
    }

    /// The problem of the sketch, and what would mend it.
    mutating func analyse() {
        let place = TextPosition(line: 9, column: 37)
        let problem = RuleProblem(.error, place, "unknown modifier \"in\"", help: "A list already means any")
        let mend = Mend(range: place..<TextPosition(line: 9, column: 40), replacement: "")
        state.take(findings: [Finding(problem, mend: mend)], version: state.version)
    }

    mutating func runDry() {
        state.take(dryRun: Self.dryRun, version: state.version)
    }

    func surface(ascii: Bool = false) -> Surface {
        var surface = Surface(
            size: state.size, look: Look(glyphs: ascii ? .ascii : .full, usesTextures: true))
        RuleEditorView(state, now: Self.now).draw(into: &surface)
        return surface
    }

    var rows: [String] {
        surface().plainText().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    // MARK: Figures

    static let dryRun: DryRun = {
        var buckets = Array(repeating: DryRun.Bucket(), count: 84)
        for (index, kept) in [
            (4, 2), (5, 3), (6, 4), (7, 1), (8, 1), (29, 1), (30, 7), (31, 5), (52, 4), (53, 5), (54, 2),
        ] {
            buckets[index].kept = kept
        }
        for (index, kept) in [(82, 3), (83, 4)] { buckets[index].kept = kept }
        for (index, gained) in [(53, 1), (70, 1), (82, 1), (83, 2)] { buckets[index].gained = gained }
        for (index, lost) in [(12, 4), (13, 6), (14, 2), (37, 4), (61, 1), (62, 1)] { buckets[index].lost = lost }
        for index in [13, 37] { buckets[index].truePositivesLost = 1 }
        return DryRun(
            window: .week,
            saved: .init(
                matches: 61, matchesLastDay: 11, gateways: 3, truePositives: 11, falsePositives: 16,
                nanosecondsPerEvent: 41),
            edit: .init(
                matches: 48, matchesLastDay: 9, gateways: 2, truePositives: 9, falsePositives: 0,
                nanosecondsPerEvent: 38),
            kept: 43, gained: 5, lost: 18, truePositivesLost: 2,
            start: now.floored(toMicroseconds: 7_200_000_000).advanced(
                byMicroseconds: -83 * 7_200_000_000 + 7_200_000_000 * 0),
            bucketSeconds: 7200, buckets: buckets, hits: hits, scanned: 429_471, total: 429_471,
            subject: "modbus events", isExact: true, seconds: 0.2)
    }()

    private static func hit(
        _ row: Int64, _ change: DryRunHit.Change, hoursAgo: Double, _ gateway: String, _ source: String,
        _ destination: String, _ summary: String, _ disposition: String
    ) -> DryRunHit {
        DryRunHit(
            event: EventID(day: 20_777, row: row), change: change,
            time: now.advanced(byMicroseconds: Int64(hoursAgo * -3_600_000_000)), trust: .trusted, gateway: gateway,
            source: source, destination: destination, summary: summary, disposition: disposition,
            isTruePositive: disposition.hasPrefix("true"))
    }

    private static let hits = [
        hit(3, .gained, hoursAgo: 2, "gw-waterworks", "10.20.4.200", "10.20.4.41:502", "write coil 12 = off", "new"),
        hit(
            2, .lost, hoursAgo: 73, "gw-waterworks", "10.20.4.9", "10.20.4.40:502", "write register 40 = 118",
            "true positive, kim"),
        hit(
            1, .lost, hoursAgo: 119, "gw-tram-depot", "198.51.100.23", "10.20.6.40:502", "write coil 3 = on",
            "true positive, ada"),
    ]
}

// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Query
import Reports
import Rules
import Testing
import Triage

/// What attackers write stays in its place, whatever the form.
@Suite("Hostile text in reports")
struct HostileReportTests {
    static let texts = [
        "<script>alert(1)</script>", "a|b", "a\\|b", "\\\\|", "\\", "|", "`|` ``x``", "a`", "```", "`",
        "[x](http://e.test)",
        "![i](http://e.test/x.png)", "www.e.test a@b.test @user #1", "\u{1B}[2J\u{1B}]0;x\u{7}",
        "\u{9B}31m\u{90}q\u{9C}",
        "\u{202E}gpj.exe\u{2066}", "line\nbreak\r\n# head\n\n---", "</title></svg></table>-->", "\"' onload=\"x",
        "&lt;&amp;",
        "a\u{0}b", String(repeating: "漢", count: 400), "e" + String(repeating: "\u{301}", count: 300), "   ", " x ",
        "~~a~~ **b** _c_", "]]>", "{{x}}", "<!--", "\u{2028}# x", String(repeating: "|", count: 200),
        "\u{61C}a\u{AD}\u{E0041}", "\u{180E}\u{206A}\u{FFF9}\u{E0001}x",
        // Bars, backticks and backslashes that are no Character of their own, as a mark or what is prepended goes with them.
        "|\u{301}![x](http://evil.test/t.png)", "`\u{301}[x](http://evil.test)", "x\u{D4E}`", "\u{D4E}|", "\u{D4E}\\|",
        "`\u{903}[x](http://evil.test)|\u{903}", "\\\u{301}|a",
    ]

    /// A report with the text wherever something from outside can stand.
    private func report(_ text: String) -> Report {
        let start = Instant(seconds: 1_795_478_400)
        let period = TimeRange(start: start, end: start.advanced(byMicroseconds: Instant.microsecondsPerDay))
        let grid = BucketGrid(start: start, width: 3_600_000_000, count: 24)
        var report = Report(
            site: text, period: period,
            course: Report.Course(
                grid: grid, alerts: Array(repeating: SeverityCounts(high: 1), count: 24),
                events: Array(repeating: 2, count: 24)))
        report.totals.events = 48
        report.totals.alerts.high = 24
        report.totals.matches = 5
        var gateway = GatewayHealth(gateway: text)
        gateway.refused = [RefusedLines(reason: "torn", words: "torn", count: 1)]
        report.gateways = [gateway]
        let item = ReportChanges.Item(id: text, title: text, before: 0, now: 2)
        let moved = ReportChanges.Movement([item], rows: 5)
        report.changes = ReportChanges(signatures: moved, rules: moved)
        report.signatures.rows = [
            RankedSignature(
                generatorID: 1, signatureID: 2, text: text, category: text, severity: 1, count: 3, before: 1,
                gateways: 1, first: start, last: start, series: [1, 2])
        ]
        report.tops = ReportSubject.allCases.map {
            Report.Top($0, Ranking(rows: [RankedValue(value: .text(text), count: 1)], total: 1))
        }
        let rule = RuleReference(id: text, revision: 1, title: text, level: text)
        report.rules.top = [RankedRule(rule: rule, count: 5, before: nil, last: start, series: [5])]
        report.rules.gaveUp = [RuleLimitHits(rule: text, revision: 1, count: 1, first: start, last: start)]
        report.notices = [text]
        report.triage = triage(text, start)
        return report
    }

    private func triage(_ text: String, _ start: Instant) -> ReportTriage {
        var triage = ReportTriage()
        triage.dispositions = [.escalated: 1]
        triage.deeds = [PersonDeeds(person: text, deed: "commented", actions: 1, alerts: 1)]
        var alert = EscalatedAlert(
            id: AlertID(event: EventID(day: 1, row: 1), rule: text),
            standing: Standing(disposition: .escalated, assignee: text, tags: [text]),
            event: EscalatedAlert.Event(
                time: start, title: text, urgency: .high, gateway: text, source: text, destination: text))
        // Lines of a comment are lines of the report, so here it has one.
        let comment = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        for deed in [TriageDeed.comment, .assign(text), .tag(added: [text], removed: [])] {
            let action = TriageAction(deed, by: text, from: text, at: start, comment: comment, scope: text)
            alert.history.append(TriageRecord(number: 1, action: action, count: 1, unchanged: 0))
        }
        triage.escalated = [alert]
        let suppression = Suppression(subject: .rule(text), scope: .gateway(text), expiry: start)
        triage.mutings = [
            TriageRecord(
                number: 2,
                action: TriageAction(
                    .mute(suppression), by: text, from: text, at: start, comment: comment, scope: text),
                count: 0, unchanged: 0)
        ]
        return triage
    }

    private func rendered(_ text: String, _ format: ReportFormat) -> String {
        String(decoding: report(text).bytes(as: format), as: UTF8.self)
    }

    /// No control character but line feeds, nothing that turns the direction of text or hides.
    private func isHarmless(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control: scalar == "\n"
            case .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
            default: true
            }
        }
    }

    @Test("nothing that a terminal or an editor would obey gets out", arguments: texts)
    func harmless(_ text: String) {
        for format in ReportFormat.allCases { #expect(isHarmless(rendered(text, format)), "\(format)") }
    }

    @Test("text keeps to 80 columns", arguments: texts)
    func columns(_ text: String) {
        for line in rendered(text, .text).split(separator: "\n") {
            let cells = line.unicodeScalars.reduce(0) {
                $0 + ($1.properties.canonicalCombiningClass != .notReordered ? 0 : $1 == "漢" ? 2 : 1)
            }
            #expect(cells <= 80, "\(line)")
        }
    }

    @Test("text from outside begins no line of the text, but where the title of an alert or the name in a table stands")
    func beginnings() {
        let heads = ["TRIAGE", "ESCALATED", "LOSSES"]
        for text in [heads.map { "x\n\($0)\n" }.joined(), String(repeating: "TRIAGE ", count: 60)] {
            let lines = rendered("x" + text, .text).split(separator: "\n")
            for head in heads { #expect(lines.count { $0.hasPrefix(head) } == 1, "\(head)") }
        }
    }

    @Test("HTML has the same elements and attributes as with a harmless text", arguments: texts)
    func html(_ text: String) {
        func tags(_ html: String) -> [String] { html.matches(of: /<[^>]*>/).map { String($0.output) } }
        let html = rendered(text, .html)
        #expect(tags(html) == tags(rendered("harmless", .html)))
        #expect(!html.contains("<script") && !html.contains("src=") && !html.contains("href="))
    }

    @Test("Markdown has the same lines and cells, with all of the text in code spans", arguments: texts)
    func markdown(_ text: String) {
        let lines = rendered(text, .markdown).split(separator: "\n", omittingEmptySubsequences: false)
        let harmless = rendered("harmless", .markdown).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == harmless.count)
        for (line, other) in zip(lines, harmless) {
            #expect(Markdown.skeleton(line) == Markdown.skeleton(other), "\(line)")
        }
    }

    @Test("JSON gives the text back as it was", arguments: texts)
    func json(_ text: String) throws {
        let object = try JSONSerialization.jsonObject(with: Data(report(text).bytes(as: .json))) as? [String: Any]
        #expect(object?["site"] as? String == text)
        let gateways = object?["gateways"] as? [[String: Any]]
        #expect(gateways?.first?["gateway"] as? String == text)
        #expect(rendered(text, .json).count(where: { $0 == "\n" }) == 1)
    }
}

/// As much of Markdown's reading as tells what lies outside of code spans.
enum Markdown {
    /// The line with a C for each code span, cells parted as GitHub's tables do: before anything else, at bars without a backslash.
    static func skeleton(_ line: Substring) -> [String] {
        guard line.hasPrefix("|") else { return [spans(Array(line.unicodeScalars))] }
        var cells: [[Unicode.Scalar]] = [[]]
        var isEscaped = false
        for scalar in line.unicodeScalars {
            if scalar == "|", !isEscaped {
                cells.append([])
                continue
            }
            if scalar == "|" { cells[cells.count - 1].removeLast() }
            cells[cells.count - 1].append(scalar)
            isEscaped = scalar == "\\" && !isEscaped
        }
        // A span may be parted in two.
        return cells.map { spans($0).replacing("C C", with: "C") }
    }

    private static func spans(_ scalars: [Unicode.Scalar]) -> String {
        var text = ""
        var index = 0
        while index < scalars.count {
            guard scalars[index] == "`" else {
                if scalars[index] == "\\" { index += 1 }
                if index < scalars.count { text.unicodeScalars.append(scalars[index]) }
                index += 1
                continue
            }
            let length = run(scalars, at: index)
            var end = index + length
            while end < scalars.count, scalars[end] != "`" || run(scalars, at: end) != length {
                end += scalars[end] == "`" ? run(scalars, at: end) : 1
            }
            text += end < scalars.count ? "C" : "an open fence"
            index = end + length
        }
        return text
    }

    private static func run(_ scalars: [Unicode.Scalar], at index: Int) -> Int {
        scalars[index...].prefix { $0 == "`" }.count
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Triage

extension Report {
    /// The report in blocks. A section of which there is nothing to tell is left out.
    var document: ReportDocument {
        ReportDocument(
            title: site.isEmpty ? ["Security report"] : ["Security report: ", .outside(site)],
            sections: [
                summary, health, losses, changed, frequent, found, handled, escalations,
            ].compactMap(\.self).filter { !$0.blocks.isEmpty })
    }

    /// The period in words.
    var periodText: String { Moment.range(period) + " UTC" }

    // MARK: Summary

    private var summary: ReportDocument.Section? {
        var blocks: [ReportDocument.Block] = []
        if isPartial || !notices.isEmpty {
            blocks.append(.note(["Not everything could be read: numbers are lower bounds."]))
            blocks += notices.map { .note([.outside($0)]) }
        }
        if let dropped {
            let days = dropped.count == 1 ? "a day" : "\(Figure.grouped(dropped.count)) days"
            blocks.append(
                .note([
                    .ours("Retention has dropped \(days) of the period, up to \(Moment.text(dropped.end)) UTC: "),
                    "of these only events that were kept are told.",
                ]))
        }
        blocks.append(.facts(facts))
        let parts: [ReportDocument.Chart.Part] = [.high, .medium, .low, .other]
        if totals.alerts.total > 0 {
            blocks.append(
                .chart(
                    ReportDocument.Chart(
                        title: "Alerts by severity", grid: course.grid, parts: parts,
                        buckets: course.alerts.map { [$0.high, $0.medium, $0.low, $0.other] })))
        }
        if totals.events > 0 {
            blocks.append(
                .chart(
                    ReportDocument.Chart(
                        title: "Events", grid: course.grid, parts: [.events],
                        buckets: course.events.map { [$0] })))
        }
        return ReportDocument.Section(title: "Summary", blocks: blocks)
    }

    private var facts: [ReportDocument.Fact] {
        let alerts = totals.alerts
        return [
            fact("Alerts", alerts.total, before: totals.alertsBefore),
            ReportDocument.Fact(
                "Severity 1, 2, 3", .ours([alerts.high, alerts.medium, alerts.low].figures),
                note: alerts.other > 0 ? "\(Figure.grouped(alerts.other)) of another" : ""),
            fact("Blocked", totals.blocked),
            fact("Rule matches", totals.matches, before: totals.matchesBefore),
            fact("Events", totals.events, before: totals.eventsBefore),
            ReportDocument.Fact(
                "Gateways", .ours(Figure.grouped(gateways.count)),
                note: silence),
            ReportDocument.Fact(
                "Open", .ours(Figure.grouped(triage.open)),
                note: "alerts and matches, \(Figure.grouped(triage.count(.escalated))) escalated"
                    + (triage.muted > 0 ? "; \(Figure.grouped(triage.muted)) more muted" : "")),
            fact("Archived", triage.count(.archived)),
        ]
    }

    private var silence: String {
        let silent = gateways.count { $0.silentSeconds != nil }
        let unknown = gateways.count { $0.isUnknown(in: self) }
        let words = silent > 0 ? "\(silent) silent at the end" : unknown > 0 ? "" : "none silent at the end"
        return [words, unknown > 0 ? "\(unknown) not known" : ""].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private func fact(_ name: String, _ count: Int, before: Int? = nil) -> ReportDocument.Fact {
        ReportDocument.Fact(
            name, .ours(Figure.grouped(count)),
            note: before.map { $0 == count ? "as before" : "\(Self.change($0, count)), \(Figure.grouped($0)) before" }
                ?? "")
    }

    // MARK: Gateways

    private var health: ReportDocument.Section? {
        guard !gateways.isEmpty else { return nil }
        let hasBefore = gateways.contains { $0.before != nil }
        let rows = gateways.map { gateway -> [ReportText] in
            [
                .outside(gateway.gateway), .ours(gateway.state(in: self)), .ours(Figure.grouped(gateway.events)),
            ] + (hasBefore ? [.ours(gateway.before.map { Self.change($0, gateway.events) } ?? "")] : []) + [
                .ours(gateway.lastHeard(in: self)), .ours(Figure.grouped(gateway.drops)),
                .ours(Figure.grouped(gateway.refused.reduce(0) { $0 + $1.count })),
            ]
        }
        let columns: [ReportDocument.Table.Column] =
            [.text("gateway"), .text("state"), .number("events")] + (hasBefore ? [.number("change")] : [])
            + [.text("last event"), .number("dropped"), .number("refused")]
        return ReportDocument.Section(
            title: "Gateways", blocks: [.table(ReportDocument.Table(title: "", columns: columns, rows: rows))])
    }

    private var losses: ReportDocument.Section? {
        guard !gateways.isEmpty else { return nil }
        let drops = gateways.reduce(0) { $0 + $1.drops }
        var blocks: [ReportDocument.Block] = []
        blocks.append(
            .note([
                drops == 0
                    ? "No sensor told of packets that its kernel dropped in the period."
                    : .ours("The sensors' kernels dropped \(Figure.grouped(drops)) packets that no rule has seen.")
            ]))
        let rows = gateways.flatMap { gateway in
            gateway.refused.map { lines -> [ReportText] in
                [.outside(gateway.gateway), .ours(lines.words), .ours(Figure.grouped(lines.count))]
            }
        }
        if !rows.isEmpty {
            blocks.append(
                .table(
                    ReportDocument.Table(
                        title: "Refused lines, since the store began",
                        columns: [.text("gateway"), .text("why"), .number("lines")], rows: rows)))
        }
        return ReportDocument.Section(title: "Losses", blocks: blocks)
    }

    /// Whether everything that came in the period could be counted.
    fileprivate var isWhole: Bool { !isPartial && dropped == nil }

    /// How a count stands against the one before: `+42%`, `x3.8`, `new`.
    static func change(_ before: Int, _ now: Int) -> String {
        let words = Change(before: before, now: now).words
        guard words.hasSuffix("%") else { return words }
        return (now > before ? "+" : "-") + words
    }
}

extension GatewayHealth {
    fileprivate func state(in report: Report) -> String {
        if let silentSeconds {
            return "SILENT for \(Figure.age(seconds: silentSeconds))\(lastEvent == nil ? "+" : "")"
        }
        if isUnknown(in: report) { return "not known" }
        return lastEvent == nil ? "nothing sent" : drops > 0 ? "dropping" : "live"
    }

    fileprivate func lastHeard(in report: Report) -> String {
        if let lastEvent { return Moment.minute(lastEvent) }
        guard let firstEvent, firstEvent < report.period.end else { return "never" }
        return report.isWhole ? "before the period" : "not known"
    }

    /// Whether it has sent something up to the end of the period, and what would tell when cannot be read or was dropped.
    fileprivate func isUnknown(in report: Report) -> Bool {
        guard lastEvent == nil, silentSeconds == nil, let firstEvent else { return false }
        return firstEvent < report.period.end && !report.isWhole
    }
}

extension [Int] {
    fileprivate var figures: String { map(Figure.grouped).joined(separator: ", ") }
}

extension ReportDocument.Table.Column {
    static func text(_ title: String) -> Self { Self(title: title, isNumber: false) }
    static let id = Self(title: "id", isNumber: false, isID: true)
    static func number(_ title: String) -> Self { Self(title: title, isNumber: true) }
}

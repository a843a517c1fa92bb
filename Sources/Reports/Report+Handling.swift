// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Triage

/// What people did.
extension Report {
    var handled: ReportDocument.Section? {
        var blocks: [ReportDocument.Block] = []
        let touched = triage.dispositions.filter { $0.value > 0 }
        if !touched.isEmpty {
            blocks.append(
                .table(
                    ReportDocument.Table(
                        title: "How the period's alerts and matches stand",
                        columns: [.text("disposition"), .number("alerts"), .number("share")], rows: standings)))
        }
        if !triage.deeds.isEmpty {
            blocks.append(
                .table(
                    ReportDocument.Table(
                        title: "What was done in the period",
                        columns: [.text("who"), .text("what"), .number("actions"), .number("alerts")],
                        rows: triage.deeds.map { deeds in
                            [
                                .outside(deeds.person), .ours(deeds.deed), .ours(Figure.grouped(deeds.actions)),
                                .ours(Figure.grouped(deeds.alerts)),
                            ]
                        })))
        }
        if !triage.mutings.isEmpty { blocks.append(.table(mutings)) }
        if let newest = triage.newest {
            blocks.append(
                .note([
                    .ours(
                        "The newest record of the triage log is #\(newest.number) of \(Moment.text(newest.time)), SHA-256 "
                    ),
                    .ours(newest.digits), ".",
                ]))
        }
        return ReportDocument.Section(title: "Triage", blocks: blocks)
    }

    /// What was hidden from the inbox at the end of the period, the first to end first.
    private var mutings: ReportDocument.Table {
        ReportDocument.Table(
            title: "Mutings that held at the end of the period, but for those ended by hand",
            columns: [.text("until"), .text("what"), .text("where"), .text("who"), .text("why")],
            rows: triage.mutings.compactMap { record in
                guard let suppression = record.suppression else { return nil }
                return [
                    .ours(Moment.text(suppression.expiry)), .outside(record.action.scope),
                    .outside(suppression.scope.told), .outside(record.action.person),
                    .outside(record.action.comment),
                ]
            })
    }

    private var standings: [[ReportText]] {
        let total = triage.dispositions.values.reduce(0, +)
        func row(_ name: String, _ count: Int) -> [ReportText] {
            [.ours(name), .ours(Figure.grouped(count)), .ours(Figure.share(count, of: total))]
        }
        var rows: [[ReportText]] = []
        for disposition in Disposition.allCases {
            let count = triage.count(disposition)
            if disposition == .new, triage.muted > 0 {
                rows += [row("new", count - triage.muted), row("new, but muted", triage.muted)]
                continue
            }
            if disposition != .archived {
                rows.append(row(disposition.rawValue, count))
                continue
            }
            for reason in ArchiveReason.allCases {
                if let archived = triage.reasons[reason], archived > 0 {
                    rows.append(row("archived as \(reason.rawValue)", archived))
                }
            }
            let rest = count - triage.reasons.values.reduce(0, +)
            if rest > 0 { rows.append(row("archived", rest)) }
        }
        return rows
    }

    var escalations: ReportDocument.Section? {
        guard !triage.escalated.isEmpty else { return nil }
        let count = triage.count(.escalated)
        var blocks: [ReportDocument.Block] = []
        if count > triage.escalated.count {
            blocks.append(
                .note([.ours("The newest \(triage.escalated.count) of \(Figure.grouped(count)), newest first.")]))
        }
        blocks += triage.escalated.map { .entry(Self.entry(of: $0)) }
        return ReportDocument.Section(title: "Escalated", blocks: blocks)
    }

    private static func entry(of alert: EscalatedAlert) -> ReportDocument.Entry {
        var facts: [ReportDocument.Fact] = []
        if let event = alert.event {
            facts = [
                ReportDocument.Fact("Time", .ours(Moment.text(event.time))),
                ReportDocument.Fact("Urgency", .ours("\(event.urgency)")),
                ReportDocument.Fact("Gateway", .outside(event.gateway)),
                ReportDocument.Fact("From", .outside(event.source)),
                ReportDocument.Fact("To", .outside(event.destination)),
            ]
        }
        facts.append(ReportDocument.Fact("Id", .outside(alert.id.text)))
        if !alert.standing.assignee.isEmpty {
            facts.append(ReportDocument.Fact("Assigned to", .outside(alert.standing.assignee)))
        }
        if !alert.standing.tags.isEmpty {
            facts.append(ReportDocument.Fact("Tags", .outside(alert.standing.tags.joined(separator: ", "))))
        }
        return ReportDocument.Entry(
            title: alert.event.map { .outside($0.title) } ?? "An event that could not be read",
            facts: facts.filter { !$0.value.text.isEmpty },
            lines: alert.history.flatMap(lines))
    }

    /// How many lines of one comment are told.
    private static let commentLines = 40

    private static func lines(of record: TriageRecord) -> [[ReportText]] {
        var told: [ReportText] = [
            .ours("\(Moment.text(record.action.time)) "), .outside(record.action.person), " ",
        ]
        if let undoes = record.undoes { told.append(.ours("took back #\(undoes): ")) }
        told.append(.outside(record.action.deed.told))
        guard !record.action.comment.isEmpty else { return [told] }
        let comment = record.action.comment.split(whereSeparator: \.isNewline)
        return [told] + comment.prefix(commentLines).map { ["  ", .outside(String($0), limit: 4000)] }
    }
}

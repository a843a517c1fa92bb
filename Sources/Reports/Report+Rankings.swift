// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Query
internal import Rules

/// What was frequent, and what changed.
extension Report {
    // MARK: Changes

    var changed: ReportDocument.Section? {
        guard let changes else {
            return ReportDocument.Section(
                title: "What changed",
                blocks: [
                    .note([
                        dropped == nil
                            ? "The period before is not stored as a whole, so nothing can be compared with it."
                            : "The period is not stored as a whole, so it cannot be compared with the one before."
                    ])
                ])
        }
        let blocks = Self.blocks(of: changes.signatures, "signatures") + Self.blocks(of: changes.rules, "rules")
        let before = "Compared with \(Moment.range(period.before)) UTC."
        return ReportDocument.Section(
            title: "What changed",
            blocks: [
                .note([.ours(blocks.isEmpty ? before + " No signature or rule came more or less often." : before)])
            ]
                + blocks)
    }

    private static func blocks(of movement: ReportChanges.Movement, _ name: String) -> [ReportDocument.Block] {
        let kinds: [(String, [ReportChanges.Item], Int?)] = [
            ("New \(name)", movement.new, movement.newCount), ("Gone \(name)", movement.gone, movement.goneCount),
            ("Rising \(name)", movement.rises, nil), ("Falling \(name)", movement.falls, nil),
        ]
        return kinds.filter { !$0.1.isEmpty }.map { title, items, count in
            .table(
                ReportDocument.Table(
                    title: count.map { $0 > items.count ? "\(title), the first of \(Figure.grouped($0))" : title }
                        ?? title,
                    columns: [.id, .text("title"), .number("before"), .number("now"), .number("change")],
                    rows: items.map { item in
                        [
                            .outside(item.id), .outside(item.title), .ours(Figure.grouped(item.before)),
                            .ours(Figure.grouped(item.now)), .ours(change(item.before, item.now)),
                        ]
                    }))
        }
    }

    // MARK: Tops

    var frequent: ReportDocument.Section? {
        var blocks: [ReportDocument.Block] = []
        if !signatures.rows.isEmpty { blocks.append(.table(signatureTable)) }
        blocks += tops.filter { !$0.ranking.rows.isEmpty }.map { .table(Self.table(of: $0)) }
        return ReportDocument.Section(title: "Most frequent", blocks: blocks)
    }

    private var signatureTable: ReportDocument.Table {
        let hasBefore = changes != nil
        var rows: [[ReportText]] = signatures.rows.map { row in
            [
                .ours(row.severity.map { String($0) } ?? "-"), .ours("\(row.generatorID):\(row.signatureID)"),
                .outside(row.text), .ours(Figure.grouped(row.gateways)), .ours(Figure.grouped(row.count)),
            ] + Self.cell(row.before, row.count, hasBefore)
        }
        var series = signatures.rows.map(\.series)
        for (name, count) in [("(other)", signatures.other), ("(without a signature)", signatures.missing)]
        where count > 0 {
            rows.append(["", "", .ours(name), "", .ours(Figure.grouped(count))] + (hasBefore ? [""] : []))
            series.append([])
        }
        return ReportDocument.Table(
            title: "Signatures, severity 1 first",
            columns: [
                .number("sev"), .id, .text("signature"), .number("gateways"), .number("alerts"),
            ] + (hasBefore ? [.number("change")] : []), rows: rows, series: series)
    }

    /// The cell of a column that is there only if periods are compared.
    private static func cell(_ before: Int?, _ now: Int, _ isShown: Bool) -> [ReportText] {
        isShown ? [.ours(before.map { change($0, now) } ?? "")] : []
    }

    private static func table(of top: Top) -> ReportDocument.Table {
        let ranking = top.ranking
        let hasBefore = ranking.rows.contains { $0.before != nil }
        func row(_ name: ReportText, _ count: Int, _ before: Int?) -> [ReportText] {
            [name, .ours(Figure.grouped(count)), .ours(Figure.share(count, of: ranking.total))]
                + cell(before, count, hasBefore)
        }
        var rows = ranking.rows.map { row(.outside($0.value.text), $0.count, $0.before) }
        if ranking.other > 0 { rows.append(row("(other)", ranking.other, nil)) }
        if ranking.missing > 0 { rows.append(row("(none)", ranking.missing, nil)) }
        return ReportDocument.Table(
            title: top.subject.title,
            columns: [
                .text("value"), .number(top.subject.countsAlerts ? "alerts" : "events"), .number("share"),
            ] + (hasBefore ? [.number("change")] : []), rows: rows)
    }

    // MARK: Rules

    var found: ReportDocument.Section? {
        var blocks: [ReportDocument.Block] = []
        if !rules.top.isEmpty { blocks.append(.table(ruleTable)) }
        if !rules.gaveUp.isEmpty {
            blocks.append(
                .table(
                    ReportDocument.Table(
                        title: "Rules that gave up on values, and may have missed something",
                        columns: [
                            .text("id"), .number("revision"), .text("since"), .number("values"), .text("last"),
                        ],
                        rows: rules.gaveUp.map { hits in
                            [
                                .outside(hits.rule), .ours(String(hits.revision)), .ours(Moment.minute(hits.first)),
                                .ours(Figure.grouped(hits.count)), .ours(Moment.minute(hits.last)),
                            ]
                        })))
        }
        return ReportDocument.Section(title: "Rules", blocks: blocks)
    }

    private var ruleTable: ReportDocument.Table {
        let hasBefore = changes != nil
        var rows: [[ReportText]] = rules.top.map { row in
            [
                .outside(row.rule.level), .outside(row.rule.id), .outside(row.rule.title),
                .ours(Figure.grouped(row.count)),
            ] + Self.cell(row.before, row.count, hasBefore)
        }
        var series = rules.top.map(\.series)
        if rules.others > 0 {
            let left = totals.matches - rules.top.reduce(0) { $0 + $1.count }
            rows.append(
                ["", "", .ours("(\(rules.others) other rules)"), .ours(Figure.grouped(left))] + (hasBefore ? [""] : []))
            series.append([])
        }
        return ReportDocument.Table(
            title: "Rules that matched most",
            columns: [.text("level"), .id, .text("rule"), .number("matches")]
                + (hasBefore ? [.number("change")] : []), rows: rows, series: series)
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Devices
internal import EVE
internal import Query

/// A panel with the largest groups of one field: name, count, share, and a bar or a sparkline.
struct RankingPanel {
    /// What stands behind the share.
    enum Measure {
        case bar, spark, none
    }

    let id: PanelID
    let title: String
    /// What one group is called, in the plural, behind their number in the title.
    let noun: String
    let field: Field
    let ranking: Ranking<RankedValue>
    let measure: Measure

    private var groups: Int { ranking.rows.count + ranking.otherGroups }

    var rowCount: Int { RestRows(ranking).count }

    func row(_ index: Int) -> PanelRow? {
        RankingTable.row(index, of: ranking, field: field) { row in
            PanelRow(
                identity: row.value.rowText, meaning: .filter(.matching(field, row.value)),
                text: "\(row.value.rowText)\t\(row.count)", entity: Entity(field, row.value))
        }
    }

    func draw(into surface: inout Surface, in rect: Rect, context: DrawContext) {
        let facts = noun.isEmpty ? Figure.grouped(groups) : "\(Figure.grouped(groups)) \(noun)"
        PanelTitle(title, facts: facts, isFocused: context.focus == id).draw(on: &surface, in: rect)
        RankingTable(
            panel: id, ranking: ranking, columns: columns(width: rect.columns), showsHeads: false, count: \.count,
            entry: { tableRow($0, context: context) }, sum: sumRow,
            otherName: { groups, _ in "Other (\(Figure.grouped(groups)))" }
        ).draw(into: &surface, in: rect.droppingTitle, context: context)
    }

    private func columns(width: Int) -> [TableColumn] {
        let measureWidth = width >= 44 ? 10 : 8
        // A number is never cut: the column is as wide as the sum of all rows.
        let countWidth = max(5, Figure.grouped(ranking.total).count)
        var columns = [
            TableColumn("", least: 8, best: 18, priority: 1, grows: true, isLead: true),
            TableColumn("count", least: countWidth, priority: 2, align: .right),
            TableColumn("share", least: 6, priority: 3, align: .right),
        ]
        switch measure {
        case .bar: columns.append(TableColumn("", least: 4, best: measureWidth, priority: 4))
        case .spark: columns.append(TableColumn("", least: measureWidth, priority: 4))
        case .none: break
        }
        return columns
    }

    private func tableRow(_ value: RankedValue, context: DrawContext) -> TableRow {
        let name: TableEntry
        if field == .gateway {
            name = .line(Self.gatewayLine(value.value.rowText, context: context))
        } else {
            let isAddress = if case .address = value.value { true } else { false }
            name = .text(
                isCountry ? Self.countryText(value.value) : value.value.rowText, cut: isAddress ? .middle : .end)
        }
        return TableRow([
            name, .text(Figure.grouped(value.count)),
            .text(Figure.share(value.count, of: ranking.total)), measureEntry(value),
        ])
    }

    private var isCountry: Bool { field == .sourceCountry || field == .destinationCountry }

    /// The code with the country's name.
    private static func countryText(_ value: FieldValue) -> String {
        guard let name = Country(code: value.text)?.name else { return value.rowText }
        return "\(value.text) \(name)"
    }

    /// The gateway's name behind the mark of its trust now, or of its silence where that is worse.
    static func gatewayLine(_ name: String, context: DrawContext) -> StyledLine {
        let trust = context.trust.state(of: name, at: context.now)
        let isSilent = context.ingest.gateways.contains { $0.name == name && $0.state == .silent }
        guard isSilent, trust?.marksEvents != true else {
            return gatewayLine(name, at: context.now, context: context)
        }
        return [.glyph(.silent), .text(" " + name)]
    }

    /// The name behind the mark that it has beside an event of this time.
    static func gatewayLine(_ name: String, at time: Instant, context: DrawContext) -> StyledLine {
        [context.trust.mark(of: name, at: time), .text(" " + name)]
    }

    private func measureEntry(_ value: RankedValue) -> TableEntry {
        switch measure {
        case .bar: .bar(RankedBar(value.count, of: ranking.rows.first?.count ?? 0))
        case .spark: .spark(Sparkline(value.series.map { $0 }).resampled(to: 8))
        case .none: .blank
        }
    }

    private func sumRow(_ name: String, _ count: Int) -> [TableEntry] {
        // Gateway names stand behind a mark, so their sums are indented alike.
        [
            .text(field == .gateway ? "  " + name : name), .text(Figure.grouped(count)),
            .text(Figure.share(count, of: ranking.total)),
            measure == .bar ? .bar(RankedBar(count, of: ranking.rows.first?.count ?? 0)) : .blank,
        ]
    }
}

extension Rect {
    /// What is left below a panel's title.
    var droppingTitle: Rect { Rect(x: x, y: y + 1, columns: columns, rows: rows - 1) }
}

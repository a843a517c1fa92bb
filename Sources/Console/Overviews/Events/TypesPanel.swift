// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

/// Activity types over time: one row a type, with its count, its share, its change and its own histogram.
struct TypesPanel {
    let ranking: Ranking<RankedValue>

    var rowCount: Int { base.rowCount }

    func row(_ index: Int) -> PanelRow? { base.row(index) }

    /// Rows mean the same as in any ranking; only the drawing differs.
    private var base: RankingPanel {
        RankingPanel(
            id: .types, title: "Event types over time", noun: "types", field: .eventType, ranking: ranking,
            measure: .spark)
    }

    func draw(into surface: inout Surface, in rect: Rect, context: DrawContext) {
        let groups = Figure.grouped(ranking.rows.count + ranking.otherGroups)
        let scale: StyledLine = [
            .text(
                "\(groups) \(groups == "1" ? "type" : "types")   \(context.sharesScale ? "all on one scale" : "each row on its own scale")  ",
                .textDim),
            .text("=", .key, .bold), .text(context.sharesScale ? " own scales" : " one scale", .textDim),
        ]
        PanelTitle("Event types over time", facts: scale, isFocused: context.focus == .types).draw(
            on: &surface, in: rect)
        let body = rect.droppingTitle
        let cells = Self.sparkCells(width: body.columns)
        let most = context.sharesScale ? sharedMost(cells: cells) : nil
        RankingTable(
            panel: .types, ranking: ranking, columns: columns(width: body.columns, cells: cells), showsHeads: false,
            count: \.count, entry: { tableRow($0, cells: cells, most: most) }, sum: sumRow,
            otherName: { groups, _ in "Other (\(Figure.grouped(groups)))" }
        ).draw(into: &surface, in: body, context: context)
    }

    /// How many cells a row's histogram has in a panel so wide.
    static func sparkCells(width: Int) -> Int { min(96, max(8, width - 52)) }

    private func columns(width: Int, cells: Int) -> [TableColumn] {
        [
            TableColumn("type", least: 8, best: 15, priority: 1, isLead: true),
            TableColumn("count", least: 7, best: 11, priority: 2, align: .right),
            TableColumn("share", least: 6, priority: 3, align: .right),
            TableColumn("", least: 8, priority: 6),
            TableColumn("change", least: 7, priority: 5, align: .right),
            TableColumn("", least: min(cells, 12), best: cells, priority: 4, gap: 2),
        ]
    }

    private func sharedMost(cells: Int) -> Int {
        ranking.rows.reduce(0) { most, row in
            let spark = Sparkline(row.series.map { $0 }).resampled(to: cells)
            return max(most, spark.values.reduce(0) { max($0, $1 ?? 0) })
        }
    }

    private func tableRow(_ value: RankedValue, cells: Int, most: Int?) -> TableRow {
        TableRow([
            .text(value.value.rowText), .text(Figure.grouped(value.count)),
            .text(Figure.share(value.count, of: ranking.total)),
            .bar(RankedBar(value.count, of: ranking.rows.first?.count ?? 0)),
            .change(value.before, now: value.count),
            .spark(Sparkline(Sparkline(value.series.map { $0 }).resampled(to: cells).values, most: most)),
        ])
    }

    private func sumRow(_ name: String, _ count: Int) -> [TableEntry] {
        [
            .text(name), .text(Figure.grouped(count)), .text(Figure.share(count, of: ranking.total)),
            .bar(RankedBar(count, of: ranking.rows.first?.count ?? 0)),
        ]
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

/// The gateways with what their own sensors count: silent ones first, then by events.
struct SensorsPanel {
    let ranking: Ranking<RankedValue>
    let activity: [GatewayActivity]
    /// The length of the period in seconds, for rates.
    let seconds: Double

    var rowCount: Int { RestRows(ranking).count }

    func row(_ index: Int) -> PanelRow? {
        RankingPanel(
            id: .gateways, title: "Gateways", noun: "", field: .gateway, ranking: ranking, measure: .spark
        ).row(index)
    }

    func draw(into surface: inout Surface, in rect: Rect, context: DrawContext) {
        let newest = activity.compactMap(\.countersTime).max()
        let moment = MomentText(zone: context.zone, now: context.now)
        let stats = newest.map { "last stats \(moment.seconds($0))" } ?? "no stats yet"
        let facts =
            "\(ranking.rows.count + ranking.otherGroups), silent first"
            + (rect.columns >= 90 ? "; counters are the sensors' own, " : "; ") + stats
        PanelTitle("Gateways", facts: facts, isFocused: context.focus == .gateways).draw(on: &surface, in: rect)
        let body = rect.droppingTitle
        RankingTable(
            panel: .gateways, ranking: ranking, columns: columns, showsHeads: body.rows >= 5, count: \.count,
            entry: { tableRow($0, context: context) }, sum: sumRow,
            otherName: { groups, _ in "Other (\(Figure.grouped(groups)))" }
        ).draw(into: &surface, in: body, context: context)
    }

    private var columns: [TableColumn] {
        [
            TableColumn("  gateway", least: 14, best: 20, priority: 1, isLead: true),
            TableColumn("events", least: 7, best: 10, priority: 2, align: .right),
            TableColumn("share", least: 6, priority: 4, align: .right),
            TableColumn("trend", least: 8, best: 16, priority: 3, gap: 2),
            TableColumn("ev/s", least: 5, priority: 6, align: .right),
            TableColumn("packets", least: 8, best: 12, priority: 7, align: .right),
            TableColumn("kernel drops", least: 12, priority: 5, align: .right),
            TableColumn("decoder err", least: 11, priority: 8, align: .right),
            TableColumn("memuse", least: 7, priority: 9, align: .right),
            TableColumn("stats", least: 5, best: 7, priority: 10, align: .right),
        ]
    }

    private func tableRow(_ value: RankedValue, context: DrawContext) -> TableRow {
        let name = value.value.rowText
        let sensor = activity.first { $0.gateway == name }
        let counters = sensor?.counters
        let drops = sensor?.drops.reduce(0, +) ?? 0
        let age = sensor?.countersTime.map { (context.now.microseconds - $0.microseconds) / 1_000_000 }
        return TableRow([
            .line(RankingPanel.gatewayLine(name, context: context)), .text(Figure.grouped(value.count)),
            .text(Figure.share(value.count, of: ranking.total)),
            .spark(Sparkline(value.series.map { $0 }).resampled(to: 16)),
            .text(Figure.decimal(seconds > 0 ? Double(value.count) / seconds : 0)), known(counters?.packets),
            counters == nil
                ? .text("?", .textDim) : .text(Figure.grouped(drops), drops > 0 ? .stateWarn : .text),
            known(counters?.decoderErrors),
            counters?.memoryUse.map { .text(Figure.compact(Int(clamping: $0))) } ?? .text("?", .textDim),
            age.map { .text(Figure.age(seconds: Int(max(0, $0))), .textDim) } ?? .text("?", .textDim),
        ])
    }

    /// A counter, or `?` where the sensor did not say: an unknown number is no zero.
    private func known(_ value: Int64?) -> TableEntry {
        value.map { .text(Figure.grouped(Int(clamping: $0))) } ?? .text("?", .textDim)
    }

    private func sumRow(_ name: String, _ count: Int) -> [TableEntry] {
        [.text("  " + name), .text(Figure.grouped(count)), .text(Figure.share(count, of: ranking.total))]
    }
}

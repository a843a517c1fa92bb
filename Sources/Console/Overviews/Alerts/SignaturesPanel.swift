// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

/// The signatures of the period: severity 1 first, then by count, so that the worst is never hidden by the loudest.
struct SignaturesPanel {
    let ranking: Ranking<RankedSignature>
    /// Alerts of severity 1 that are in no row.
    let otherHigh: Int

    var rowCount: Int { RestRows(ranking).count }

    func row(_ index: Int) -> PanelRow? {
        RankingTable.row(index, of: ranking, field: .signatureID) { signature in
            PanelRow(
                identity: "\(signature.generatorID):\(signature.signatureID)", meaning: .filter(filter(signature)),
                text: "\(signature.signatureID)\t\(signature.text)\t\(signature.count)",
                entity: .signature(generatorID: signature.generatorID, signatureID: signature.signatureID))
        }
    }

    /// Most signatures have generator 1; naming it would only lengthen the chip.
    private func filter(_ signature: RankedSignature) -> Filter {
        let id = Filter.matching(.signatureID, .integer(Int64(signature.signatureID)))
        guard signature.generatorID != 1 else { return id }
        return .all([id, .matching(.generatorID, .integer(Int64(signature.generatorID)))])
    }

    func draw(into surface: inout Surface, in rect: Rect, context: DrawContext) {
        let groups = Figure.grouped(ranking.rows.count + ranking.otherGroups)
        let isWide = rect.columns >= 100
        PanelTitle(
            "Signatures", facts: "\(groups), severity 1 first" + (isWide ? ", then by count" : ""),
            isFocused: context.focus == .signatures
        ).draw(on: &surface, in: rect)
        let body = rect.droppingTitle
        let most = ranking.rows.reduce(0) { max($0, $1.count) }
        RankingTable(
            panel: .signatures, ranking: ranking, columns: columns(width: rect.columns, context),
            showsHeads: body.rows >= 9,
            count: \.count, entry: { tableRow($0, most: most, isWide: isWide, context: context) },
            sum: { sumRow($0, $1, most: most) }, otherName: { otherName($0, hidden: $1, isWide: isWide) }
        ).draw(into: &surface, in: body, context: context)
    }

    private func columns(width: Int, _ context: DrawContext) -> [TableColumn] {
        let isWide = width >= 100
        // A moment of another day has its weekday with it, which is not to be cut.
        let moment = MomentText(zone: context.zone, now: context.now)
        let lastColumns = isWide ? ranking.rows.reduce(5) { max($0, moment.short($1.last).count) } : 5
        return [
            TableColumn("S", least: 1, priority: 1),
            TableColumn("signature", least: 20, best: 44, priority: 2, grows: true, isLead: true),
            TableColumn("category", least: 19, best: width >= 140 ? 34 : 19, priority: 12),
            TableColumn("gw", least: 3, priority: 11, align: .right),
            TableColumn("count", least: 6, best: 7, priority: 3, align: .right),
            TableColumn("share", least: 6, priority: 9, align: .right),
            TableColumn("", least: 8, priority: 13),
            TableColumn("change", least: 6, best: 7, priority: 11, align: .right),
            TableColumn(isWide ? "over time" : "time", least: isWide ? 12 : 6, priority: 10, gap: isWide ? 2 : 1),
            TableColumn("last", least: lastColumns, priority: 5, align: .right),
        ]
    }

    private func tableRow(
        _ signature: RankedSignature, most: Int, isWide: Bool, context: DrawContext
    ) -> TableRow {
        let moment = MomentText(zone: context.zone, now: context.now)
        return TableRow([
            SeverityMark.entry(signature.severity), .text(signature.text),
            .text(signature.category.isEmpty ? "(none)" : signature.category, .textDim),
            .text(Figure.grouped(signature.gateways)), .text(Figure.grouped(signature.count)),
            .text(Figure.share(signature.count, of: ranking.total)),
            .bar(RankedBar(signature.count, of: most)),
            .change(signature.before, now: signature.count),
            .spark(Sparkline(signature.series.map { $0 }).resampled(to: isWide ? 12 : 6)),
            .text(isWide ? moment.short(signature.last) : moment.hourMinute(signature.last), cut: .plain),
        ])
    }

    /// *Other* says how many of severity 1 it holds: the worst is never rounded away.
    private func otherName(_ groups: Int, hidden: [RankedSignature], isWide: Bool) -> String {
        let high = hidden.reduce(otherHigh) { $0 + ($1.severity == 1 ? $1.count : 0) }
        let note = high == 0 ? "none of severity 1" : "\(Figure.grouped(high)) of severity 1"
        return "Other (\(Figure.grouped(groups))\(isWide ? " signatures" : ""))  \(note)"
    }

    private func sumRow(_ name: String, _ count: Int, most: Int) -> [TableEntry] {
        [
            .blank, .text(name), .blank, .blank, .text(Figure.grouped(count)),
            .text(Figure.share(count, of: ranking.total)), .bar(RankedBar(count, of: most)),
        ]
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

/// One aspect of a page: its values with their counts, the largest first.
struct EntityPanel {
    let aspect: EntityAspect
    let entity: Entity
    /// `nil` while it is looked for.
    let ranking: Ranking<EntityFact>?
    /// What the counts lack, in a few words; empty where they lack nothing.
    let lack: String

    var rowCount: Int { ranking.map { RestRows($0).count } ?? 0 }

    func row(_ index: Int) -> PanelRow? {
        guard let ranking else { return nil }
        switch RestRows(ranking).place(index) {
        case nil: return nil
        case .named(let index):
            let fact = ranking.rows[index]
            return PanelRow(
                identity: fact.entity.map { "\($0.kind) \($0.text)" } ?? fact.text, meaning: .filter(fact.filter),
                text: "\(fact.text)\t\(fact.count)", entity: fact.entity)
        case .other:
            return PanelRow(
                identity: "\u{0}other", meaning: .nothing(reason: "Other is a sum. z shows more rows."),
                text: "Other (\(ranking.otherGroups))\t\(ranking.other)")
        case .missing:
            return PanelRow(
                identity: "\u{0}missing", meaning: .nothing(reason: "These events have no such value."),
                text: "Missing\t\(ranking.missing)")
        }
    }

    func draw(into surface: inout Surface, in rect: Rect, context: DrawContext) {
        let groups = ranking.map { $0.rows.count + $0.otherGroups } ?? 0
        let facts = [ranking == nil ? "" : Figure.grouped(groups), lack].filter { !$0.isEmpty }
        PanelTitle(
            aspect.title(of: entity), facts: facts.joined(separator: ", "), isFocused: context.focus == aspect.panel
        ).draw(on: &surface, in: rect)
        guard let ranking else {
            return EmptyState([StyledLine("Looking through DNS answers…", .textDim)]).draw(
                on: &surface, in: rect.droppingTitle)
        }
        RankingTable(
            panel: aspect.panel, ranking: ranking, columns: columns(ranking, width: rect.columns, context),
            showsHeads: false, count: \.count, entry: { row($0, context) },
            sum: { [.text($0), .text(Figure.grouped($1)), .blank] },
            otherName: { groups, _ in groups > 0 ? "Other (\(Figure.grouped(groups)))" : "Other" }
        ).draw(into: &surface, in: rect.droppingTitle, context: context)
    }

    private func columns(_ ranking: Ranking<EntityFact>, width: Int, _ context: DrawContext) -> [TableColumn] {
        let showsLast = ranking.rows.contains { $0.last != nil }
        return [
            TableColumn("", least: 8, best: 30, priority: 1, grows: true, isLead: true),
            TableColumn("count", least: max(5, Figure.grouped(ranking.total).count), priority: 2, align: .right),
            TableColumn("last", least: showsLast ? 5 : 1, best: showsLast ? 9 : 1, priority: 3, align: .right),
        ]
    }

    private func row(_ fact: EntityFact, _ context: DrawContext) -> TableRow {
        let isAddress = if case .address = fact.entity { true } else { false }
        let moment = MomentText(zone: context.zone, now: context.now)
        return TableRow([
            .text(fact.text, cut: isAddress ? .middle : .end), .text(Figure.grouped(fact.count)),
            fact.last.map { .text(moment.short($0), .textDim) } ?? .blank,
        ])
    }
}

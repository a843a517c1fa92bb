// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Query

/// The rows of a ranking with *Other* and *Missing* below, scrolled so that the cursor is in sight.
struct RankingTable<Row: Sendable & Equatable> {
    let panel: PanelID
    let ranking: Ranking<Row>
    let columns: [TableColumn]
    let showsHeads: Bool
    /// The count of a row.
    let count: (Row) -> Int
    /// The table row of a row.
    let entry: (Row) -> TableRow
    /// The table row of a sum: its name and its count. Its tone is set here.
    let sum: (String, Int) -> [TableEntry]
    /// The name of *Other* over so many groups, given the rows that it hides.
    let otherName: (Int, [Row]) -> String

    func draw(into surface: inout Surface, in body: Rect, context: DrawContext) {
        guard ranking.total > 0 || !ranking.rows.isEmpty else {
            return EmptyPanel.draw(into: &surface, in: body, context: context)
        }
        let rest = RestRows(ranking)
        let cursor = context.cursors[panel] ?? 0
        let place = rest.place(cursor)
        let window = rest.window(height: body.rows - (showsHeads ? 1 : 0), cursor: cursor)
        var rows = window.rows.map { entry(ranking.rows[$0]) }
        var cursorRow = place == .named(cursor) ? cursor - window.rows.lowerBound : nil
        if window.showsOther {
            if place == .other { cursorRow = rows.count }
            rows.append(otherRow(showing: window.rows))
        }
        if window.showsMissing {
            if place == .missing { cursorRow = rows.count }
            rows.append(TableRow(sum("Missing", ranking.missing), tone: .rest))
        }
        Table(
            columns: columns, rows: rows, cursor: cursorRow, isFocused: context.focus == panel, showsHeads: showsHeads
        ).draw(on: &surface, in: body)
    }

    private func otherRow(showing shown: Range<Int>) -> TableRow {
        let hidden = ranking.rows.indices.filter { !shown.contains($0) }.map { ranking.rows[$0] }
        let total = hidden.reduce(ranking.other) { $0 + count($1) }
        return TableRow(sum(otherName(ranking.otherGroups + hidden.count, hidden), total), tone: .rest)
    }
}

extension RankingTable {
    /// What Enter, `o` and `y` do with the row `index`, given what they do with a named one.
    static func row(
        _ index: Int, of ranking: Ranking<Row>, field: Field, named: (Row) -> PanelRow
    ) -> PanelRow? {
        switch RestRows(ranking).place(index) {
        case nil: nil
        case .named(let index): named(ranking.rows[index])
        case .other:
            PanelRow(
                identity: "\u{0}other", meaning: .nothing(reason: "Other is a sum. z shows more rows."),
                text: "Other (\(ranking.otherGroups))\t\(ranking.other)")
        case .missing:
            PanelRow(
                identity: "\u{0}missing", meaning: .filter(.not(.test(field, .exists))),
                text: "Missing\t\(ranking.missing)")
        }
    }
}

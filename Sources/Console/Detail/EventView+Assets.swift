// SPDX-License-Identifier: Apache-2.0

internal import Canvas

extension EventView {
    /// So much of the flow's column as cards need, but for half of it, from its lower end; `nil` where the flow has no column of its own.
    static func takeSide(
        for cards: [AssetCard], from places: inout [(panel: OpenEvent.Panel, place: Rect)], in rect: Rect
    ) -> Rect? {
        guard !cards.isEmpty, let index = places.firstIndex(where: { $0.panel == .flow && $0.place.x > rect.x }) else {
            return nil
        }
        var side = places[index].place
        let rows = min(cards.reduce(0) { $0 + $1.rows(columns: side.columns) }, side.rows / 2)
        places[index].place.rows -= rows
        side.y += side.rows - rows
        side.rows = rows
        return side
    }

    /// Draws cards one below the other; where there is not room for all of them, each gets its part.
    func draw(_ cards: [AssetCard], into surface: inout Surface, in rect: Rect) {
        var rest = rect
        for (index, card) in cards.enumerated() {
            let others = cards.dropFirst(index + 1).reduce(0) { $0 + $1.rows(columns: rest.columns) }
            let rows = min(
                card.rows(columns: rest.columns), max(rest.rows / (cards.count - index), rest.rows - others))
            card.draw(into: &surface, in: Rect(x: rest.x, y: rest.y, columns: rest.columns, rows: rows))
            rest.y += rows
            rest.rows -= rows
        }
    }

    /// A row for each card, above the fields and below the `above` first rows; the number of rows.
    func drawLines(_ cards: [AssetCard], into surface: inout Surface, in rect: Rect, below above: Int) -> Int {
        let shown = cards.prefix(max(0, rect.rows / 6))
        for (offset, card) in shown.enumerated() {
            surface.write(card.line, x: rect.x + 2, y: rect.y + 1 + above + offset, width: rect.columns - 3)
        }
        return shown.count
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The frame of what covers a pane for a while: a title rule, a ground, a closing rule with keys.
package struct PopupFrame: Sendable {
    package var title: String
    package var facts: StyledLine
    /// Keys in the closing rule.
    package var hints: [KeyHint]

    /// No popup is wider, but for those that list whole sentences.
    package static let columnsMost = 64

    package init(_ title: String, facts: StyledLine = [], hints: [KeyHint] = []) {
        self.title = title
        self.facts = facts
        self.hints = hints
    }

    /// Where a popup of `rows` rows stands over a pane: in the upper middle, with a blank cell at either side.
    package static func place(over pane: Rect, rows: Int, columnsMost: Int = columnsMost) -> Rect {
        let columns = min(columnsMost, pane.columns - 2)
        let top = min(1, max(0, pane.rows - rows))
        return Rect(
            x: pane.x + max(0, (pane.columns - columns) / 2), y: pane.y + top, columns: columns,
            rows: min(rows, pane.rows))
    }

    /// Draws the frame and returns the room within it.
    @discardableResult
    package func draw(on surface: inout Surface, in rect: Rect) -> Rect {
        guard rect.rows >= 2 else { return Rect(x: rect.x, y: rect.y, columns: 0, rows: 0) }
        // The blank margin parts it from the pane, since there are no side lines.
        surface.fill(
            Rect(x: rect.x - 1, y: rect.y, columns: rect.columns + 2, rows: rect.rows),
            style: Style(.text, on: .backgroundPopup))
        PanelTitle(title, facts: facts, isFocused: true)
            .draw(on: &surface, in: Rect(x: rect.x, y: rect.y, columns: rect.columns, rows: 1))
        let bottom = rect.bottom - 1
        surface.rule(.rule, x: rect.x, y: bottom, columns: rect.columns, style: Style(.border))
        let keys = PieceRow(hints.enumerated().map { .init($0.element.line, priority: $0.offset) })
            .fitting(rect.columns - 6, glyphs: surface.look.glyphs)
        if keys.columns > 0 {
            surface.write(
                StyledLine(" ") + keys.line + StyledLine(" "), x: rect.x + 2, y: bottom, width: keys.columns + 2)
        }
        surface.setGround(.backgroundPopup, in: rect)
        return Rect(x: rect.x + 2, y: rect.y + 1, columns: rect.columns - 4, rows: rect.rows - 2)
    }
}

extension Surface {
    /// Takes the colours from a pane that a popup stands over.
    package mutating func dim(_ rect: Rect) {
        blankPictures(in: rect)
        restyle(rect) { $0 = Style(.border) }
    }
}

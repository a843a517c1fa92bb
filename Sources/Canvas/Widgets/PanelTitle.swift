// SPDX-License-Identifier: Apache-2.0

/// The rule line above a panel: `── Title ───── facts ──`.
///
/// Facts that do not fit are cut, and left out below eight cells; the title is cut last.
package struct PanelTitle: Sendable {
    package var title: String
    /// Counts, order, scale, keys of this panel: at the right.
    package var facts: StyledLine
    /// Whether the keys go to this panel.
    package var isFocused: Bool

    /// The least cells that are worth writing facts into.
    private static let factsLeast = 8

    package init(_ title: String, facts: StyledLine = [], isFocused: Bool = false) {
        self.title = title
        self.facts = facts
        self.isFocused = isFocused
    }

    /// Facts of one plain dim text.
    package init(_ title: String, facts: String, isFocused: Bool = false) {
        self.init(title, facts: StyledLine(facts, .textDim), isFocused: isFocused)
    }

    /// Draws in the first row of `rect`.
    package func draw(on surface: inout Surface, in rect: Rect) {
        guard !rect.isEmpty else { return }
        let rule: Glyph = isFocused ? .ruleFocus : .rule
        surface.rule(
            rule, x: rect.x, y: rect.y, columns: rect.columns, style: Style(isFocused ? .borderFocus : .border))
        // Two cells of rule at either end, a blank at either side of the text.
        let titleRoom = rect.columns - 6
        guard titleRoom > 0 else { return }
        let titleStyle = isFocused ? Style(.textStrong).with(.bold) : Style(.text)
        surface.write(" ", x: rect.x + 2, y: rect.y)
        let titleColumns = surface.write(title, x: rect.x + 3, y: rect.y, width: titleRoom, style: titleStyle)
        surface.write(" ", x: rect.x + 3 + titleColumns, y: rect.y)
        // One cell of rule stands between title and facts, as in `── Jobs ─ 2 running ──`.
        let factsRoom = rect.columns - (4 + titleColumns) - 1 - 4
        let factsColumns = facts.columns(glyphs: surface.look.glyphs)
        guard factsColumns > 0, factsRoom >= min(Self.factsLeast, factsColumns) else { return }
        let width = min(factsRoom, factsColumns)
        let x = rect.right - 3 - width
        surface.write(" ", x: x - 1, y: rect.y)
        surface.write(facts, x: x, y: rect.y, width: width)
        surface.write(" ", x: x + width, y: rect.y)
    }
}

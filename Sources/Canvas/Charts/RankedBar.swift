// SPDX-License-Identifier: Apache-2.0

/// A thin bar in one row, in half cells: `━━━╸`.
package struct RankedBar: Sendable, Hashable {
    /// What it measures; negative counts as 0.
    package var value: Int
    /// What fills the width. A greater value is cut there and ends in `>`.
    package var most: Int
    package var role: Role

    package init(_ value: Int, of most: Int, role: Role = .bar) {
        self.value = value
        self.most = most
        self.role = role
    }

    /// How many half cells it fills of `columns`; one at least for a value above 0.
    func halves(in columns: Int) -> Int {
        guard value > 0, most > 0, columns > 0 else { return 0 }
        let exact = Double(value) / Double(most) * Double(columns * 2)
        return min(columns * 2, max(1, Int(min(exact, 1e9).rounded())))
    }

    /// Draws from the left of the first row of `rect`; cells beyond its end are left alone.
    package func draw(on surface: inout Surface, in rect: Rect, style base: Style = Style()) {
        guard !rect.isEmpty else { return }
        var style = base
        style.foreground = role
        let halves = halves(in: rect.columns)
        surface.rule(.bar, x: rect.x, y: rect.y, columns: halves / 2, style: style)
        // Where the half cell looks as the whole one, it is left out, but for the least bar.
        if halves % 2 == 1, surface.look.glyphs == .full || halves == 1 {
            surface.write(.barHalf, x: rect.x + halves / 2, y: rect.y, style: style)
        }
        if value > most, most > 0 { surface.write(.barBeyond, x: rect.right - 1, y: rect.y, style: style) }
    }
}

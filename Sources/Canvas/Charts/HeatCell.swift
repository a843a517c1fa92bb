// SPDX-License-Identifier: Apache-2.0

/// One cell of a heat matrix: a shade, and the number where there are four cells for it.
package struct HeatCell: Sendable, Hashable {
    /// `nil` where nothing is known.
    package var value: Int?
    /// What is darkest.
    package var most: Int
    package var role: Role

    package init(_ value: Int?, of most: Int, role: Role = .bar) {
        self.value = value
        self.most = most
        self.role = role
    }

    /// Draws in the first row of `rect`; from four cells on the number stands at the right of one shade.
    package func draw(on surface: inout Surface, in rect: Rect) {
        guard !rect.isEmpty else { return }
        let glyphs = surface.look.glyphs
        guard let value else {
            surface.write(.unknown, x: rect.right - 1, y: rect.y, style: Style(.textDim))
            return
        }
        let steps = glyphs.heatSteps
        // A value above 0 is never shown as nothing.
        let step = value <= 0 ? 0 : Sparkline.step(value, of: most, steps: steps.count - 1) + 1
        let shades = rect.columns >= 4 ? 1 : rect.columns
        for x in 0..<shades {
            surface.put(Cell(steps[step], style: Style(role)), x: rect.x + x, y: rect.y)
        }
        if rect.columns >= 4 {
            let text = value > 999 ? Figure.compact(value) : String(value)
            let line = StyledLine(text, value == 0 ? .textDim : .text)
            surface.write(line, x: rect.x + 1, y: rect.y, width: rect.columns - 1, align: .right)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A filter in force: `[field:value ×]`.
package struct Chip: Sendable, Hashable {
    package var text: String
    /// It hides what it names; its text begins with `-`.
    package var isNegative: Bool
    /// Whether it works; where not, it stands in round brackets.
    package var isEnabled: Bool

    package init(_ text: String, isNegative: Bool = false, isEnabled: Bool = true) {
        self.text = text
        self.isNegative = isNegative
        self.isEnabled = isEnabled
    }

    /// The chip on its ground; text longer than 40 cells is cut.
    package func line(glyphs: GlyphSet) -> StyledLine {
        let style =
            isEnabled
            ? Style(isNegative ? .urgencyHigh : .textStrong, on: .backgroundChip) : Style(.textDim)
        let shown = CellText.columns(text, atMost: 40, glyphs: glyphs) > 40
        var line: StyledLine = [.text(isEnabled ? "[" : "(", style)]
        line.spans.append(.text(shown ? String(text.unicodeScalars.prefix(39)) : text, style))
        if shown { line.spans.append(StyledLine.Span(content: .glyph(.ellipsis), style: style)) }
        line.spans.append(.text(" ", style))
        line.spans.append(StyledLine.Span(content: .glyph(.remove), style: style))
        line.spans.append(.text(isEnabled ? "]" : ")", style))
        return line
    }
}

/// The filters in force, in a row; those that do not fit fold to `[+3 ×]`.
package struct ChipRow: Sendable, Hashable {
    package var chips: [Chip]

    package init(_ chips: [Chip]) {
        self.chips = chips
    }

    /// What fits into `width` cells.
    package func line(width: Int, glyphs: GlyphSet) -> StyledLine {
        let lines = chips.map { $0.line(glyphs: glyphs) }
        let widths = lines.map { $0.columns(glyphs: glyphs) }
        var shown = chips.count
        while shown > 0, total(widths, shown, glyphs) > width { shown -= 1 }
        var row: StyledLine = []
        for index in 0..<shown {
            if index > 0 { row.spans.append(.text(" ")) }
            row.spans += lines[index].spans
        }
        if shown < chips.count {
            if shown > 0 { row.spans.append(.text(" ")) }
            row.spans += Chip("+\(chips.count - shown)").line(glyphs: glyphs).spans
        }
        return row
    }

    /// Draws in the first row of `rect` and returns how many cells it took.
    @discardableResult
    package func draw(on surface: inout Surface, in rect: Rect) -> Int {
        guard !rect.isEmpty else { return 0 }
        let line = line(width: rect.columns, glyphs: surface.look.glyphs)
        return surface.write(line, x: rect.x, y: rect.y, width: rect.columns)
    }

    /// The cells of the first `shown` chips and of the fold that stands for the others.
    private func total(_ widths: [Int], _ shown: Int, _ glyphs: GlyphSet) -> Int {
        var total = widths.prefix(shown).reduce(0, +) + max(0, shown - 1)
        if shown < widths.count {
            total += Chip("+\(widths.count - shown)").line(glyphs: glyphs).columns(glyphs: glyphs) + 1
        }
        return total
    }
}

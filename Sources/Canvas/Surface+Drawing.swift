// SPDX-License-Identifier: Apache-2.0

extension Surface {
    /// Writes text in one row and returns how many cells it took.
    ///
    /// This is the only way from text to cells. Whatever `text` holds, only visible glyphs come out; what was
    /// replaced is painted `text.dim`. Nothing outside `width` cells from `x`, or outside the surface, is touched,
    /// and the work is bounded by the width, not by the text.
    @discardableResult
    package mutating func write(
        _ text: String, x: Int, y: Int, width: Int = .max, style: Style = Style(), cut: Cut = .end
    ) -> Int {
        guard y >= 0, y < size.rows, x >= 0, x < size.columns else { return 0 }
        let limit = min(width, size.columns - x)
        guard limit > 0 else { return 0 }
        if let columns = writeASCII(text, x: x, y: y, limit: limit, style: style) { return columns }
        var column = x
        for piece in CellText.pieces(text, limit: limit, cut: cut, glyphs: look.glyphs) {
            var style = style
            if piece.isReplaced { style.foreground = .textDim }
            put(Cell(piece.base, mark: piece.mark, style: style), x: column, y: y, columns: piece.columns)
            column += piece.columns
        }
        return column - x
    }

    /// The way of nearly all text: plain ASCII that fits. `nil`, and nothing lasting done, when it is not that.
    private mutating func writeASCII(_ text: String, x: Int, y: Int, limit: Int, style: Style) -> Int? {
        let utf8 = text.utf8
        guard utf8.count <= limit, utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return nil }
        guard !text.isEmpty else { return 0 }
        let start = y * size.columns + x
        partHalves(from: start, count: utf8.count, y: y)
        var index = start
        for byte in utf8 {
            cells[index] = Cell(Unicode.Scalar(byte), style: style)
            index += 1
        }
        return index - start
    }

    /// Writes one of our own marks.
    package mutating func write(_ glyph: Glyph, x: Int, y: Int, style: Style) {
        put(Cell(look.glyphs[glyph], style: style), x: x, y: y)
    }

    /// Puts one glyph, blanking the other half of any wide glyph that it cuts in two.
    mutating func put(_ cell: Cell, x: Int, y: Int, columns: Int = 1) {
        guard y >= 0, y < size.rows, x >= 0, x + columns <= size.columns else { return }
        let start = y * size.columns + x
        partHalves(from: start, count: columns, y: y)
        cells[start] = cell
        if columns == 2 {
            cells[start + 1] = Cell(" ", isContinuation: true, style: cell.style)
        }
    }

    /// Blanks the halves of wide glyphs that reach over either end of a run of cells about to be written.
    private mutating func partHalves(from start: Int, count: Int, y: Int) {
        if cells[start].isContinuation, start > y * size.columns {
            cells[start - 1] = Cell(style: cells[start - 1].style)
        }
        let next = start + count
        if next < (y + 1) * size.columns, cells[next].isContinuation { cells[next] = Cell(style: cells[next].style) }
    }

    /// Fills a rectangle with blanks or with one glyph.
    package mutating func fill(_ rect: Rect, style: Style, glyph: Unicode.Scalar = " ") {
        let cell = Cell(glyph, style: style)
        forEachRow(of: rect) { surface, y, columns in
            let row = y * surface.size.columns
            surface.partHalves(from: row + columns.lowerBound, count: columns.count, y: y)
            for x in columns { surface.cells[row + x] = cell }
        }
    }

    /// Changes how the cells of a rectangle are painted and leaves what they show.
    package mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
        forEachRow(of: rect) { surface, y, columns in
            let row = y * surface.size.columns
            for x in columns { change(&surface.cells[row + x].style) }
        }
    }

    /// Takes pictures away, whose characters say nothing without their colours.
    mutating func blankPictures(in rect: Rect) {
        forEachRow(of: rect) { surface, y, columns in
            let row = y * surface.size.columns
            for x in columns where surface.cells[row + x].style.pixels != nil { surface.cells[row + x] = Cell() }
        }
    }

    /// Puts another ground behind a rectangle, but only where the plain one is.
    package mutating func setGround(_ background: Role, in rect: Rect) {
        restyle(rect) { if $0.background == .background { $0.background = background } }
    }

    /// Draws a rule of one glyph along a row.
    package mutating func rule(_ glyph: Glyph, x: Int, y: Int, columns: Int, style: Style) {
        fill(Rect(x: x, y: y, columns: columns, rows: 1), style: style, glyph: look.glyphs[glyph])
    }

    private func clipped(_ rect: Rect) -> Rect {
        let x = min(max(0, rect.x), size.columns)
        let y = min(max(0, rect.y), size.rows)
        // Sums saturate: a rectangle may reach to Int.max.
        let (right, rightOver) = rect.x.addingReportingOverflow(rect.columns)
        let (bottom, bottomOver) = rect.y.addingReportingOverflow(rect.rows)
        return Rect(
            x: x, y: y, columns: (rightOver ? size.columns : min(right, size.columns)) - x,
            rows: (bottomOver ? size.rows : min(bottom, size.rows)) - y)
    }

    private mutating func forEachRow(of rect: Rect, _ body: (inout Surface, Int, Range<Int>) -> Void) {
        let rect = clipped(rect)
        guard !rect.isEmpty else { return }
        for y in rect.y..<rect.bottom { body(&self, y, rect.x..<rect.right) }
    }
}

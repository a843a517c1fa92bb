// SPDX-License-Identifier: Apache-2.0

/// One line of a text under edit, in one row of cells.
struct LineDrawing {
    let text: String
    let spans: [EditorSpan]
    let notes: [EditorNote]
    let selection: Range<Int>?
    /// The column of the cursor if it is in this line.
    let cursor: Int?

    /// Blanks between the text and what is said about it.
    private static let noteGap = 3

    /// Draws the line and says whether there was room for its first note.
    func draw(on surface: inout Surface, in rect: Rect, isFocused: Bool) -> Bool {
        guard rect.columns > 0 else { return notes.isEmpty }
        let cursorCell = cursor.map { CellRuler.cells(before: $0, in: text, glyphs: surface.look.glyphs) }
        let left = cursorCell.map { Self.shift(for: $0, columns: rect.columns) } ?? 0
        let end = drawText(on: &surface, in: rect, left: left)
        let style = Style(.textDim)
        if end == nil { surface.write(.ellipsis, x: rect.right - 1, y: rect.y, style: style) }
        if left > 0 { surface.write(.ellipsis, x: rect.x, y: rect.y, style: style) }
        if let cursorCell, isFocused {
            surface.cursor = (min(rect.x + max(0, cursorCell - left), rect.right - 1), rect.y)
        }
        guard let note = notes.first else { return true }
        guard let end else { return false }
        return draw(note, on: &surface, in: rect, x: rect.x + max(0, end - left) + Self.noteGap)
    }

    /// How many cells the line is shifted to the left, so that a cursor at `cell` stands within `columns`.
    static func shift(for cell: Int, columns: Int) -> Int {
        guard cell >= columns - 1 else { return 0 }
        // In steps of half the width, so that the line does not run along with every key.
        guard columns >= 8 else { return cell - columns / 2 }
        let step = columns / 2
        return ((cell - (columns - 2)) / step + 1) * step
    }

    /// Draws the characters; returns the cell behind the last, or `nil` where the line goes on past the edge.
    private func drawText(on surface: inout Surface, in rect: Rect, left: Int) -> Int? {
        let glyphs = surface.look.glyphs
        // What lies to the left is passed over where that takes no counting.
        let isPassed = left > 0 && TextBuffer.isPlain(text)
        var cell = isPassed ? left : 0
        var column = cell
        var span = 0
        for character in isPassed ? Substring(text.utf8.dropFirst(left)) : text[...] {
            let width = CellRuler.width(of: character, at: cell, glyphs: glyphs)
            guard cell + width - left <= rect.columns else { return nil }
            while span < spans.count, spans[span].columns.upperBound <= column { span += 1 }
            if cell + width > left {
                let x = rect.x + max(0, cell - left)
                let style = style(of: column, span: span)
                // A tab, and what the left edge cuts through, is blank.
                let isBlank = character == "\t" || cell < left
                if isBlank || style.attributes.contains(.reverse) || width > 1 {
                    let shown = cell + width - max(cell, left)
                    surface.fill(Rect(x: x, y: rect.y, columns: shown, rows: 1), style: style)
                }
                if !isBlank {
                    surface.write(String(character), x: x, y: rect.y, width: width, style: style, cut: .plain)
                }
            }
            cell += width
            column += 1
        }
        drawEnd(column: column, on: &surface, in: rect, cell: cell - left)
        return cell
    }

    /// The line's end where it is selected, and a note that points behind the text.
    private func drawEnd(column: Int, on surface: inout Surface, in rect: Rect, cell: Int) {
        guard cell >= 0, cell < rect.columns else { return }
        let place = Rect(x: rect.x + cell, y: rect.y, columns: 1, rows: 1)
        if let selection, selection.contains(column), selection.upperBound == .max {
            surface.fill(place, style: Style(.text).with(.reverse))
        } else if let note = notes.first(where: { $0.columns.lowerBound >= column }) {
            surface.fill(place, style: Style(note.role).with(.underline))
        }
    }

    private func style(of column: Int, span: Int) -> Style {
        var style = Style()
        if span < spans.count, spans[span].columns.contains(column) {
            style = Style(spans[span].role, on: .background, spans[span].attributes)
        }
        if let note = notes.first(where: { $0.columns.contains(column) }) {
            style = Style(note.role).with(.underline)
        }
        if let selection, selection.contains(column) { style = style.with(.reverse) }
        return style
    }

    private func draw(_ note: EditorNote, on surface: inout Surface, in rect: Rect, x: Int) -> Bool {
        let room = rect.right - 1 - x
        for withHelp in [true, false] {
            let row = note.row(withHelp: withHelp)
            if row.columns(glyphs: surface.look.glyphs) <= room {
                surface.write(row, x: x, y: rect.y, width: room)
                return true
            }
        }
        return false
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The text of an editor as it is drawn: marks, numbers, coloured lines, notes behind them.
///
/// A line that is too long is cut with an ellipsis; that of the cursor is shifted so that the cursor is in it.
/// The work is bounded by what is shown, but for the cursor's line up to the cursor.
package struct EditorDrawing {
    /// The text, its cursor and selection, and the first line shown.
    package var state: EditorState
    /// How the lines are painted, from the first one shown; ascending and not overlapping within a line.
    package var spans: [[EditorSpan]]
    /// By line, from 0.
    package var marks: [Int: EditorMark]
    /// What is wrong; the first of a line is said behind it.
    package var notes: [EditorNote]
    /// Whether keys go to the text; then the terminal's cursor is put there.
    package var isFocused: Bool

    /// Numbers have so many digits at least.
    private static let digitsLeast = 3

    package init(
        _ state: EditorState, spans: [[EditorSpan]] = [], marks: [Int: EditorMark] = [:], notes: [EditorNote] = [],
        isFocused: Bool = true
    ) {
        self.state = state
        self.spans = spans
        self.marks = marks
        self.notes = notes
        self.isFocused = isFocused
    }

    /// How many cells stand before the text.
    package static func gutter(lines: Int) -> Int { max(digitsLeast, String(lines).utf8.count) + 4 }

    /// Draws the lines that fit. `state` should have been told the rows (`EditorState.fit`).
    package func draw(on surface: inout Surface, in rect: Rect) {
        guard !rect.isEmpty else { return }
        surface.fill(rect, style: Style())
        var unsaid: EditorNote?
        for row in 0..<rect.rows {
            let line = state.top + row
            guard line < state.buffer.lineCount else { break }
            let place = Rect(x: rect.x, y: rect.y + row, columns: rect.columns, rows: 1)
            let isCursor = line == state.cursor.line
            drawGutter(line, on: &surface, in: place, isCursor: isCursor)
            let gutter = Self.gutter(lines: state.buffer.lineCount)
            let room = Rect(
                x: place.x + gutter, y: place.y, columns: place.columns - gutter, rows: 1)
            let drawn = LineDrawing(
                text: state.buffer.line(line), spans: row < spans.count ? spans[row] : [],
                notes: notes.filter { $0.line == line }, selection: selection(in: line),
                cursor: isCursor ? state.cursor.column : nil)
            let wasSaid = drawn.draw(on: &surface, in: room, isFocused: isFocused)
            if isCursor, !wasSaid { unsaid = drawn.notes.first }
            if isCursor, state.selection == nil { surface.setGround(.backgroundCursor, in: place) }
        }
        if let unsaid { drawStrip(unsaid, on: &surface, in: rect) }
    }

    private func drawGutter(_ line: Int, on surface: inout Surface, in rect: Rect, isCursor: Bool) {
        if let mark = mark(of: line) {
            surface.write(mark.text, x: rect.x, y: rect.y, width: rect.columns, style: Style(mark.role).with(.bold))
        }
        let width = Self.gutter(lines: state.buffer.lineCount) - 4
        surface.write(
            StyledLine(String(line + 1), isCursor ? .textStrong : .textDim), x: rect.x + 1, y: rect.y,
            width: min(width, rect.columns - 1), align: .right)
        guard rect.columns > width + 2 else { return }
        surface.write(.vertical, x: rect.x + width + 2, y: rect.y, style: Style(.border))
    }

    /// A problem hides what else there is to say.
    private func mark(of line: Int) -> EditorMark? {
        let here = notes.filter { $0.line == line }
        if here.contains(where: { !$0.isWarning }) { return .problem }
        return here.isEmpty ? marks[line] : .warning
    }

    /// The columns of a line that are selected; the line's end is the column behind the last.
    private func selection(in line: Int) -> Range<Int>? {
        guard let selection = state.selection, selection.lowerBound.line <= line, line <= selection.upperBound.line
        else { return nil }
        let start = selection.lowerBound.line == line ? selection.lowerBound.column : 0
        let end = selection.upperBound.line == line ? selection.upperBound.column : Int.max
        return start..<end
    }

    /// What the cursor's line had no room to say, in the last row, or the first if the cursor is in the last.
    private func drawStrip(_ note: EditorNote, on surface: inout Surface, in rect: Rect) {
        let isLast = state.cursor.line - state.top >= rect.rows - 1
        guard rect.rows > 1, rect.columns > 2 else { return }
        let y = isLast ? rect.y : rect.bottom - 1
        let strip = Rect(x: rect.x, y: y, columns: rect.columns, rows: 1)
        surface.fill(strip, style: Style(.text, on: .backgroundBar))
        let mark: StyledLine = [.text("! ", note.role, .bold)]
        var line = mark + note.row(withHelp: true)
        if line.columns(glyphs: surface.look.glyphs) > rect.columns { line = mark + note.row(withHelp: false) }
        surface.write(line.on(.backgroundBar), x: rect.x, y: y, width: rect.columns)
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// A row of the difference between the saved text and the one under edit.
struct DifferenceRow: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case same, removed, added
        /// A line that took the place of one that was removed.
        case changed
        /// Lines that are the same in both, left out.
        case gap(Int)
    }

    var kind: Kind
    /// The number in the text that the row is of, from 1; 0 for a gap.
    var number: Int
    var text: String

    /// Lines shown around a change.
    private static let context = 3

    /// The rows for a state; empty where nothing differs, or the texts are too large to compare.
    static func rows(of state: RuleEditorState) -> [DifferenceRow] {
        var rows: [DifferenceRow] = []
        let runs = state.difference.runs
        for (index, run) in runs.enumerated() {
            switch run {
            case .same(_, let new):
                let head = index == 0 ? 0 : context
                let tail = index == runs.count - 1 ? 0 : context
                let first = new.lowerBound + min(new.count, head)
                let last = max(first, new.upperBound - tail)
                rows += (new.lowerBound..<first).map { row(.same, $0, state.editor.buffer) }
                if last > first { rows.append(DifferenceRow(kind: .gap(last - first), number: 0, text: "")) }
                rows += (last..<new.upperBound).map { row(.same, $0, state.editor.buffer) }
            case .changed(let old, let new):
                rows += old.map { row(.removed, $0, state.savedBuffer) }
                rows += new.enumerated().map { offset, line in
                    row(offset < old.count ? .changed : .added, line, state.editor.buffer)
                }
            }
        }
        return rows
    }

    private static func row(_ kind: Kind, _ line: Int, _ buffer: TextBuffer) -> DifferenceRow {
        DifferenceRow(kind: kind, number: line + 1, text: buffer.line(line))
    }

    /// The sign before the row, and what both are painted with.
    var mark: (text: String, role: Role) {
        switch kind {
        case .same: (" ", .text)
        case .removed: ("-", .dryLost)
        case .added: ("+", .dryGained)
        case .changed: ("~", .stateWarn)
        case .gap: (" ", .textDim)
        }
    }
}

extension RuleEditorView {
    /// The saved text against the one under edit, in place of the text.
    func drawDifference(into surface: inout Surface, title: Rect, in rect: Rect) {
        let counts = state.difference.counts
        let facts: StyledLine = [
            .text("+\(counts.added)", .dryGained), .text(" "), .text("-\(counts.removed)", .dryLost), .text("   "),
            .text("Esc", .key), .text(" back", .textDim),
        ]
        let saved = state.revision.map { "rev \($0)" } ?? "nothing"
        PanelTitle("Difference to \(saved)", facts: facts, isFocused: true).draw(on: &surface, in: title)
        let rows = DifferenceRow.rows(of: state)
        guard !rows.isEmpty else {
            let words =
                state.isChanged
                ? "The text differs, but not in its lines, or is too long to compare" : "Nothing differs"
            EmptyState([StyledLine(words, .textDim)]).draw(on: &surface, in: rect)
            return
        }
        let top = max(0, min(state.differenceTop, rows.count - rect.rows))
        let numberColumns = EditorDrawing.gutter(lines: state.editor.buffer.lineCount) - 4
        for (offset, row) in rows[top...].prefix(rect.rows).enumerated() {
            draw(row, into: &surface, y: rect.y + offset, columns: rect.columns, numberColumns: numberColumns)
        }
    }

    private func draw(_ row: DifferenceRow, into surface: inout Surface, y: Int, columns: Int, numberColumns: Int) {
        let textX = numberColumns + 4
        if case .gap(let count) = row.kind {
            let words = "\(Figure.grouped(count)) line\(count == 1 ? "" : "s") alike"
            surface.write(words, x: textX, y: y, width: columns - textX, style: Style(.textDim).with(.italic))
            return
        }
        let style = Style(row.mark.role)
        surface.write(row.mark.text, x: 0, y: y, style: style.with(.bold))
        surface.write(StyledLine(String(row.number), .textDim), x: 1, y: y, width: numberColumns, align: .right)
        surface.write(.vertical, x: numberColumns + 2, y: y, style: Style(.border))
        let text = row.text.prefix(4096).replacing("\t", with: "    ")
        surface.write(String(text), x: textX, y: y, width: columns - textX, style: style)
    }
}

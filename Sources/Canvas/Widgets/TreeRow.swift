// SPDX-License-Identifier: Apache-2.0

/// One row of a tree that folds: a name, its value, and a note at the right.
package struct TreeRow: Sendable, Hashable {
    package enum Fold: Sendable, Hashable {
        case leaf, folded, unfolded
    }

    package var depth: Int
    package var fold: Fold
    package var name: String
    package var value: StyledLine
    package var note: StyledLine

    package init(depth: Int, fold: Fold = .leaf, name: String, value: StyledLine = [], note: StyledLine = []) {
        self.depth = max(0, depth)
        self.fold = fold
        self.name = name
        self.value = value
        self.note = note
    }
}

/// Rows of a tree, the values in one column.
package struct Tree: Sendable {
    /// The rows in view; which these are is the caller's.
    package var rows: [TreeRow]
    package var cursor: Int?
    package var isFocused: Bool
    /// Where values begin, from the left of the rectangle.
    package var valueColumn: Int

    package init(rows: [TreeRow], cursor: Int? = nil, isFocused: Bool = false, valueColumn: Int = 26) {
        self.rows = rows
        self.cursor = cursor
        self.isFocused = isFocused
        self.valueColumn = valueColumn
    }

    package func draw(on surface: inout Surface, in rect: Rect) {
        for (offset, row) in rows.prefix(rect.rows).enumerated() {
            let y = rect.y + offset
            let isCurrent = offset == cursor
            draw(row, isCurrent: isCurrent && isFocused, on: &surface, in: rect, y: y)
            guard isCurrent else { continue }
            if isFocused {
                surface.write(.cursor, x: rect.x, y: y, style: Style(.accent))
                surface.setGround(.backgroundCursor, in: Rect(x: rect.x, y: y, columns: rect.columns, rows: 1))
            } else {
                surface.write(.otherCursor, x: rect.x, y: y, style: Style(.border))
            }
        }
    }

    private func draw(_ row: TreeRow, isCurrent: Bool, on surface: inout Surface, in rect: Rect, y: Int) {
        // Deeper than half the room is drawn no further right: hostile nesting must not push text away.
        let indent = min(2 + row.depth * 2, max(2, valueColumn / 2))
        var x = rect.x + indent
        if row.fold != .leaf {
            surface.write(row.fold == .folded ? .fold : .unfold, x: x, y: y, style: Style(.textDim))
        }
        x += 2
        let noteColumns = row.note.columns(glyphs: surface.look.glyphs)
        let noteX = rect.right - noteColumns - 1
        let nameRoom = row.value.isEmpty ? rect.right - x : rect.x + valueColumn - 1 - x
        let nameStyle = isCurrent ? Style(.textStrong).with(.bold) : Style(row.fold == .leaf ? .textDim : .text)
        surface.write(row.name, x: x, y: y, width: nameRoom, style: nameStyle)
        let hasNote = noteColumns > 0 && noteX > rect.x + valueColumn
        if !row.value.isEmpty {
            let end = hasNote ? noteX - 1 : rect.right
            surface.write(row.value, x: rect.x + valueColumn, y: y, width: end - rect.x - valueColumn)
        }
        if hasNote { surface.write(row.note, x: noteX, y: y, width: noteColumns) }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A way for the cursor to go.
package enum EditMotion: CaseIterable, Sendable, Hashable {
    case left, right, wordLeft, wordRight
    case up, down, pageUp, pageDown
    /// To the first character that is no blank; from there to the line's start.
    case lineStart
    case lineEnd
    case top, bottom
}

extension EditorState {
    /// Moves the cursor. With `selecting`, or while the mark is set, the selection reaches to where it goes.
    package mutating func move(_ motion: EditMotion, selecting: Bool = false) {
        let isVertical = [.up, .down, .pageUp, .pageDown].contains(motion)
        if selecting || isMarking {
            anchor = anchor ?? cursor
        } else {
            // Left and right go to the edge of what was selected.
            if let selection, motion == .left || motion == .right {
                jump(to: motion == .left ? selection.lowerBound : selection.upperBound)
                return
            }
            anchor = nil
        }
        let cell = wantedCell ?? CellRuler.cells(before: cursor.column, in: buffer.line(cursor.line))
        cursor = buffer.clamped(target(of: motion, cell: cell))
        wantedCell = isVertical ? cell : nil
        history.close()
        showCursor()
    }

    /// Puts the cursor at a place, or as near as there is one, and selects nothing.
    package mutating func jump(to place: EditPosition) {
        anchor = nil
        isMarking = false
        wantedCell = nil
        cursor = buffer.clamped(place)
        history.close()
        showCursor()
    }

    /// Puts the cursor at the start of a line, counted from 1, with lines around it shown.
    package mutating func goTo(line: Int) {
        let index = min(max(0, line.subtractingReportingOverflow(1).partialValue), buffer.lineCount - 1)
        if index < top || index >= top + rows { top = max(0, index - rows / 2) }
        jump(to: EditPosition(line: index, column: firstNonBlank(of: index)))
    }

    /// Selects the whole text.
    package mutating func selectAll() {
        anchor = .start
        cursor = buffer.end
        wantedCell = nil
        history.close()
        showCursor()
    }

    /// Selects a range and puts the cursor at its end.
    package mutating func select(_ range: Range<EditPosition>) {
        let start = buffer.clamped(range.lowerBound)
        jump(to: range.upperBound)
        anchor = start
    }

    /// Sets the mark, from where on moves select, or takes it back.
    package mutating func toggleMark() {
        isMarking.toggle()
        anchor = isMarking ? cursor : nil
    }

    /// Drops the selection.
    package mutating func deselect() {
        isMarking = false
        anchor = nil
    }

    private func target(of motion: EditMotion, cell: Int) -> EditPosition {
        let (line, column) = (cursor.line, cursor.column)
        switch motion {
        case .left:
            if column > 0 { return EditPosition(line: line, column: column - 1) }
            return line > 0 ? EditPosition(line: line - 1, column: buffer.length(of: line - 1)) : cursor
        case .right:
            if column < buffer.length(of: line) { return EditPosition(line: line, column: column + 1) }
            return line < buffer.lineCount - 1 ? EditPosition(line: line + 1, column: 0) : cursor
        case .wordLeft: return wordLeft
        case .wordRight: return wordRight
        case .up: return vertical(by: -1, cell: cell)
        case .down: return vertical(by: 1, cell: cell)
        case .pageUp: return vertical(by: -max(1, rows - 1), cell: cell)
        case .pageDown: return vertical(by: max(1, rows - 1), cell: cell)
        case .lineStart:
            let first = firstNonBlank(of: line)
            return EditPosition(line: line, column: column == first ? 0 : first)
        case .lineEnd: return EditPosition(line: line, column: buffer.length(of: line))
        case .top: return .start
        case .bottom: return buffer.end
        }
    }

    private func vertical(by lines: Int, cell: Int) -> EditPosition {
        let line = min(max(0, cursor.line + lines), buffer.lineCount - 1)
        // Past the first or last line there is only its start or end.
        if line == cursor.line { return EditPosition(line: line, column: lines < 0 ? 0 : buffer.length(of: line)) }
        return EditPosition(line: line, column: CellRuler.column(atCell: cell, in: buffer.line(line)))
    }

    /// How many blanks a line begins with.
    func firstNonBlank(of line: Int) -> Int { buffer.line(line).prefix { $0 == " " || $0 == "\t" }.count }

    // MARK: Words

    private var wordLeft: EditPosition {
        guard cursor.column > 0 else { return target(of: .left, cell: 0) }
        let characters = Array(buffer.line(cursor.line).prefix(cursor.column))
        var column = characters.count
        while column > 0, !Self.isWord(characters[column - 1]) { column -= 1 }
        while column > 0, Self.isWord(characters[column - 1]) { column -= 1 }
        return EditPosition(line: cursor.line, column: column)
    }

    private var wordRight: EditPosition {
        let rest = Array(buffer.line(cursor.line).dropFirst(cursor.column))
        guard !rest.isEmpty else { return target(of: .right, cell: 0) }
        var column = 0
        while column < rest.count, !Self.isWord(rest[column]) { column += 1 }
        while column < rest.count, Self.isWord(rest[column]) { column += 1 }
        return EditPosition(line: cursor.line, column: cursor.column + column)
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }
}

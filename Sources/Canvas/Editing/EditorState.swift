// SPDX-License-Identifier: Apache-2.0

/// A text of many lines under edit, as a value: cursor, selection, undo, what was cut, the part shown.
///
/// Every call does something sensible for every text and at every place. Nothing here draws; see `EditorDrawing`.
package struct EditorState: Sendable {
    /// One step of indentation, in blanks.
    package static let indentStep = 4
    /// Tabs reach to the next multiple of so many cells.
    package static let tabStep = 4

    /// The text as lines.
    package internal(set) var buffer: TextBuffer
    /// Counts up with every change of the text.
    package internal(set) var version = 0
    /// Where the next character goes; always a place of the text.
    package internal(set) var cursor = EditPosition.start
    /// Where the selection begins; `nil` without one.
    package internal(set) var anchor: EditPosition?
    /// Whether moves select until the mark is taken back.
    var isMarking = false
    /// The cell that moving up and down aims at.
    var wantedCell: Int?
    /// What was cut or copied last. Copying whole lines keeps their end.
    package var clipboard = ""
    var history = EditHistory()
    /// The first line shown, and how many lines are.
    package internal(set) var top = 0
    var rows = 24
    /// What begins a comment in this language.
    package var commentMark = "#"

    package init(_ text: String = "") {
        buffer = TextBuffer(text)
    }

    /// The whole text, as it is.
    package var text: String { buffer.text }

    /// What is selected; `nil` if nothing is.
    package var selection: Range<EditPosition>? {
        guard let anchor, anchor != cursor else { return nil }
        return min(anchor, cursor)..<max(anchor, cursor)
    }

    /// The text that is selected.
    package var selectedText: String { selection.map { buffer.text(in: $0) } ?? "" }

    /// Whether there is something to undo.
    package var canUndo: Bool { !history.done.isEmpty }
    /// Whether there is something to do again.
    package var canRedo: Bool { !history.undone.isEmpty }

    /// Ends the group of typing that one undo takes back; to be called when keys pause.
    package mutating func pause() { history.close() }

    /// Says how many lines are shown, and shows the cursor.
    package mutating func fit(rows: Int) {
        self.rows = max(1, rows)
        showCursor()
    }

    /// Moves the shown part as little as brings the cursor in.
    mutating func showCursor() {
        // One line is kept above and below where there is room for it.
        let margin = rows > 4 ? 1 : 0
        top = min(top, max(0, cursor.line - margin))
        top = max(top, cursor.line - rows + 1 + (cursor.line < buffer.lineCount - 1 ? margin : 0))
        top = max(0, min(top, buffer.lineCount - 1))
    }
}

extension EditorState {
    /// Puts lines in the place of others, as one edit that can be undone, and the cursor where told.
    ///
    /// Does nothing where the text would grow past its bound.
    mutating func replaceLines(
        _ range: Range<Int>, with lines: [TextBuffer.Line], cursor place: EditPosition, kind: EditKind
    ) {
        let more = lines.reduce(0) { $0 + $1.bytes } - buffer.lines[range].reduce(0) { $0 + $1.bytes }
        guard more <= 0 || buffer.bytes + more <= TextBuffer.bytesMost else { return }
        let before = buffer.replaceLines(range, with: lines)
        let old = cursor
        anchor = nil
        isMarking = false
        wantedCell = nil
        cursor = buffer.clamped(place)
        version += 1
        history.record(
            EditHistory.Edit(first: range.lowerBound, before: before, after: lines), kind: kind, before: old,
            after: cursor)
        showCursor()
    }

    /// Replaces a part of the text; the cursor goes behind what was put in. Places outside are brought in.
    package mutating func replace(_ range: Range<EditPosition>, with text: String) {
        replace(range, with: text, kind: .single)
    }

    mutating func replace(_ range: Range<EditPosition>, with text: String, kind: EditKind) {
        let new = buffer.replacement(of: range, by: text)
        let first = buffer.clamped(range.lowerBound).line
        let last = buffer.clamped(range.upperBound).line
        replaceLines(first..<last + 1, with: new.lines, cursor: new.end, kind: kind)
    }

    /// Takes the last group of edits back.
    package mutating func undo() {
        guard let group = history.takeDone() else { return }
        for edit in group.edits.reversed() {
            _ = buffer.replaceLines(edit.first..<edit.first + edit.after.count, with: edit.before)
        }
        settle(at: group.cursorBefore)
    }

    /// Does what was undone last again.
    package mutating func redo() {
        guard let group = history.takeUndone() else { return }
        for edit in group.edits {
            _ = buffer.replaceLines(edit.first..<edit.first + edit.before.count, with: edit.after)
        }
        settle(at: group.cursorAfter)
    }

    private mutating func settle(at place: EditPosition) {
        anchor = nil
        isMarking = false
        wantedCell = nil
        cursor = buffer.clamped(place)
        version += 1
        showCursor()
    }
}

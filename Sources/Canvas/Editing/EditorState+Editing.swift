// SPDX-License-Identifier: Apache-2.0

extension EditorState {
    /// Types text in place of what is selected. Line feeds take the form that the line's own end has.
    package mutating func insert(_ text: String) {
        put(text, kind: selection == nil && !text.contains(where: \.isNewline) ? .typing : .single)
    }

    /// Puts a paste in, as one edit of its own. It may hold any text; it is shown neutralised and kept as it is.
    package mutating func paste(_ text: String) {
        guard !text.isEmpty else { return }
        put(text, kind: .single)
        history.close()
    }

    private mutating func put(_ text: String, kind: EditKind) {
        replace(selection ?? cursor..<cursor, with: withLineEnds(text), kind: kind)
    }

    /// The text with its line ends as those of the line where the cursor is; terminals paste them as lone returns.
    private func withLineEnds(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else { return text }
        let end: [Unicode.Scalar] = usesReturns ? ["\r", "\n"] : ["\n"]
        var view = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if scalar == "\r" || scalar == "\n" && previous != "\r" {
                view.append(contentsOf: end)
            } else if scalar != "\n" {
                view.append(scalar)
            }
            previous = scalar
        }
        return String(view)
    }

    /// Whether the line of the cursor ends in CRLF; the last one is taken for the one above it.
    private var usesReturns: Bool {
        let index = cursor.line < buffer.lineCount - 1 ? cursor.line : cursor.line - 1
        return index >= 0 && buffer.lines[index].hasReturn
    }

    /// Begins a line, indented as this one, and a step deeper after one that ends in a colon.
    package mutating func newLine() {
        let place = selection?.lowerBound ?? cursor
        let before = buffer.line(place.line).prefix(place.column)
        var indent = String(before.prefix { $0 == " " || $0 == "\t" })
        let isComment = before.dropFirst(indent.count).hasPrefix(commentMark)
        if !isComment, before.last(where: { $0 != " " && $0 != "\t" }) == ":" {
            indent += String(repeating: " ", count: Self.indentStep)
        }
        put("\n" + indent, kind: .single)
        history.close()
    }

    // MARK: Deleting

    /// Deletes what is selected, or from the cursor to where a motion leads.
    package mutating func delete(_ motion: EditMotion) {
        if let selection {
            replace(selection, with: "", kind: .single)
            return
        }
        var probe = self
        probe.anchor = nil
        probe.isMarking = false
        probe.move(motion)
        guard probe.cursor != cursor else { return }
        let range = min(cursor, probe.cursor)..<max(cursor, probe.cursor)
        replace(range, with: "", kind: .deleting)
    }

    /// Deletes to the end of the line; at the end, the line's end itself.
    package mutating func deleteToLineEnd() {
        delete(selection == nil && cursor.column == buffer.length(of: cursor.line) ? .right : .lineEnd)
    }

    /// Deletes backwards: within the indentation a whole step, else a character.
    package mutating func deleteBackward() {
        let before = buffer.line(cursor.line).prefix(cursor.column)
        guard selection == nil, !before.isEmpty, before.allSatisfy({ $0 == " " }) else {
            delete(.left)
            return
        }
        let start = (cursor.column - 1) / Self.indentStep * Self.indentStep
        replace(EditPosition(line: cursor.line, column: start)..<cursor, with: "", kind: .deleting)
    }

    /// Deletes the lines that are selected, or that of the cursor.
    package mutating func deleteLines() {
        let lines = selectedLines
        let column = cursor.column
        let isLast = lines.upperBound == buffer.lineCount
        let start = EditPosition(line: lines.lowerBound, column: 0)
        if !isLast {
            replace(start..<EditPosition(line: lines.upperBound, column: 0), with: "", kind: .single)
        } else if lines.lowerBound > 0 {
            let above = lines.lowerBound - 1
            replace(EditPosition(line: above, column: buffer.length(of: above))..<buffer.end, with: "", kind: .single)
        } else {
            replace(start..<buffer.end, with: "", kind: .single)
        }
        cursor = buffer.clamped(EditPosition(line: isLast ? cursor.line : lines.lowerBound, column: column))
        history.close()
    }

    // MARK: Cut and copy

    /// Copies what is selected, or the line of the cursor with its end.
    package mutating func copy() {
        clipboard = selection == nil ? buffer.line(cursor.line) + "\n" : selectedText
    }

    /// Copies, then deletes what was copied.
    package mutating func cut() {
        copy()
        if selection == nil { deleteLines() } else { delete(.left) }
    }

    /// The lines that are selected, or that of the cursor. One in which nothing but its start is selected is not.
    var selectedLines: Range<Int> {
        guard let selection else { return cursor.line..<cursor.line + 1 }
        let (first, last) = (selection.lowerBound.line, selection.upperBound.line)
        return first..<(selection.upperBound.column == 0 && last > first ? last : last + 1)
    }
}

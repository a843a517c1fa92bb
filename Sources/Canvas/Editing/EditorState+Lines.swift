// SPDX-License-Identifier: Apache-2.0

extension EditorState {
    /// Tab: blanks up to the next step; with lines selected, all of them a step deeper.
    package mutating func indent() {
        guard let selection, selection.lowerBound.line < selection.upperBound.line else {
            let place = self.selection?.lowerBound ?? cursor
            let cell = CellRuler.cells(before: place.column, in: buffer.line(place.line))
            insert(String(repeating: " ", count: Self.indentStep - cell % Self.indentStep))
            return
        }
        changeLines { line in
            guard !line.isEmpty else { return line }
            return String(repeating: " ", count: Self.step(from: Self.indentation(of: line), by: 1)) + line
        }
    }

    /// Shift-Tab: the lines that are selected, or that of the cursor, a step back.
    package mutating func outdent() {
        changeLines { line in
            if line.first == "\t" { return String(line.dropFirst()) }
            let blanks = Self.indentation(of: line)
            return String(line.dropFirst(Self.step(from: blanks, by: -1)))
        }
    }

    /// Makes the lines comments, or takes the marks away where all of them are comments; empty ones stay.
    package mutating func toggleComment() {
        let texts = selectedLines.map { buffer.line($0) }.filter { !$0.allSatisfy(\.isWhitespace) }
        let mark = commentMark
        let areComments = texts.allSatisfy { $0.drop { $0 == " " || $0 == "\t" }.hasPrefix(mark) }
        // The marks stand in one column, that of the least indented line.
        let column = texts.map { $0.prefix { $0 == " " || $0 == "\t" }.count }.min() ?? 0
        changeLines { line in
            guard !line.allSatisfy(\.isWhitespace) else { return line }
            guard areComments else { return line.prefix(column) + mark + " " + line.dropFirst(column) }
            let indent = line.prefix { $0 == " " || $0 == "\t" }
            let rest = line.dropFirst(indent.count + mark.count)
            return String(indent + (rest.first == " " ? rest.dropFirst() : rest))
        }
    }

    /// Changes each selected line, as one edit, and keeps the lines selected.
    private mutating func changeLines(_ change: (String) -> String) {
        let range = selectedLines
        let old = buffer.lines[range]
        let new = old.map { TextBuffer.Line(text: change($0.text), hasReturn: $0.hasReturn) }
        guard !zip(old, new).allSatisfy({ $0.text.utf8.elementsEqual($1.text.utf8) }) else { return }
        let (oldAnchor, oldCursor) = (selection == nil ? nil : anchor, cursor)
        var moved: [EditPosition] = []
        for place in [oldCursor, oldAnchor ?? oldCursor] {
            guard range.contains(place.line) else {
                moved.append(place)
                continue
            }
            let index = place.line - range.lowerBound
            // A place within the text stays with the characters behind it.
            let behind = max(0, old[place.line].text.count - place.column)
            let isAtStart = place.column == 0 && oldAnchor != nil
            let column = isAtStart ? 0 : max(0, new[index].text.count - behind)
            moved.append(EditPosition(line: place.line, column: column))
        }
        replaceLines(range, with: new, cursor: moved[0], kind: .single)
        history.close()
        if oldAnchor != nil { anchor = buffer.clamped(moved[1]) }
    }

    private static func indentation(of line: String) -> Int { line.prefix { $0 == " " }.count }

    /// How many blanks lead from `blanks` to the next step, deeper (`1`) or back (`-1`).
    private static func step(from blanks: Int, by direction: Int) -> Int {
        if direction > 0 { return indentStep - blanks % indentStep }
        return blanks == 0 ? 0 : (blanks - 1) % indentStep + 1
    }
}

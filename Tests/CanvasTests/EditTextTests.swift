// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Canvas

/// An editor in which keys are pressed: characters stand for themselves, other keys in angle brackets.
func edited(_ text: String, _ script: String, at place: EditPosition = .start) -> EditorState {
    var state = EditorState(text)
    state.jump(to: place)
    var rest = script[...]
    while let character = rest.first {
        if character == "<", let end = rest.firstIndex(of: ">"),
            let key = try? Key(notation: String(rest[rest.index(after: rest.startIndex)..<end]))
        {
            if let command = commands[key.notation] { state.perform(command) } else { _ = state.handle(key) }
            rest = rest[rest.index(after: end)...]
        } else {
            _ = state.handle(character == " " ? Key(.space) : Key(.character(character)))
            rest = rest.dropFirst()
        }
    }
    return state
}

/// The keys that commands have in these scripts.
private let commands: [String: EditCommand] = [
    "C-Space": .mark, "A-a": .selectAll, "C-x": .cut, "C-c": .copy, "C-v": .paste, "A-u": .undo, "A-r": .redo,
    "A-/": .comment, "A-k": .deleteLines,
]

/// Whether two texts have the same bytes; `==` takes canonically equal ones for the same.
func isSame(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

@Suite("Editing text") struct EditTextTests {
    @Test(
        "a text comes back byte for byte",
        arguments: [
            "", "\n", "a", "a\n", "a\nb", "a\r\nb\r\n", "a\r\nb\nc\r", "\r\n\r\n", "\r", "\u{301}\n\u{301}",
            "\t\u{0}\u{1B}[2J\n",
            "漢\u{200D}\u{1F468}\r\n", "e\u{301}\r\r\n\n",
        ])
    func lossless(text: String) {
        #expect(isSame(TextBuffer(text).text, text))
        let buffer = TextBuffer(text)
        #expect(isSame(buffer.text(in: .start..<buffer.end), text))
    }

    @Test(
        "keys edit as they do elsewhere",
        arguments: [
            ("", "ab<Enter>c", "ab\nc"), ("ab", "<End>c<Left><Left>x", "axbc"), ("ab\ncd", "<Down><Backspace>", "abcd"),
            ("ab\ncd", "<End><Delete>", "abcd"), ("one two", "<End><C-w>", "one "), ("one two", "<A-d>", " two"),
            ("one two", "<C-Right><C-k>", "one"), ("a\nb\nc", "<Down><A-k>", "a\nc"), ("a\nb", "<Down><A-k>", "a"),
            ("a", "<A-k>", ""), ("a\nb", "<C-x><C-v><C-v>", "a\na\nb"),
            ("abc", "<S-Right><S-Right><C-x><End><C-v>", "cab"),
            ("abc", "<C-Space><Right><Right>x", "xc"), ("abc", "<A-a>x", "x"), ("a\nb", "<C-k><C-k>", "b"),
            ("    ab", "<Home><Backspace>", "ab"), ("ab", "x<A-u>", "ab"), ("ab", "x<A-u><A-r>", "xab"),
            ("a\r\nb", "<End><Enter>x", "a\r\nx\r\nb"), ("a\r\nb", "<C-End><Enter>x", "a\r\nb\r\nx"),
        ])
    func keys(text: String, script: String, expected: String) {
        #expect(isSame(edited(text, script).text, expected))
    }

    @Test(
        "a new line is indented as the one before, and deeper behind a colon",
        arguments: [
            ("a:", "<End><Enter>b", "a:\n    b"), ("    a: 1", "<End><Enter>b", "    a: 1\n    b"),
            ("    - a: ", "<End><Enter>b", "    - a: \n        b"), ("# a:", "<End><Enter>b", "# a:\nb"),
            ("  a", "<Home><Enter>", "  \n  a"), ("\ta:", "<End><Enter>b", "\ta:\n\t    b"),
        ])
    func indentation(text: String, script: String, expected: String) {
        #expect(edited(text, script).text == expected)
    }

    @Test(
        "Tab goes to the next step, of all selected lines too",
        arguments: [
            ("a", "<Tab>", "    a"), ("ab", "<Right><Tab>", "a   b"), ("a\n\n  b", "<A-a><Tab>", "    a\n\n    b"),
            ("     a", "<S-Tab>", "    a"), ("    a\n  b\n\tc", "<A-a><S-Tab>", "a\nb\nc"), ("a", "<S-Tab>", "a"),
            ("a\nb", "<S-Down><Tab>", "    a\nb"), ("a\nb\nc", "<S-Down><S-Down><Tab>", "    a\n    b\nc"),
            ("a\nb", "<A-a><Tab><Tab><A-u>", "    a\n    b"),
        ])
    func tabs(text: String, script: String, expected: String) {
        #expect(edited(text, script).text == expected)
    }

    @Test(
        "comment marks come and go together",
        arguments: [
            ("a", "<A-/>", "# a"), ("# a", "<A-/>", "a"), ("  #a", "<A-/>", "  a"),
            ("  a\n\n    b", "<A-a><A-/>", "  # a\n\n  #   b"), ("  # a\n\n  #   b", "<A-a><A-/>", "  a\n\n    b"),
            ("# a\nb", "<A-a><A-/>", "# # a\n# b"), ("", "<A-/>", ""),
        ])
    func comments(text: String, script: String, expected: String) {
        #expect(edited(text, script).text == expected)
    }

    @Test("the cursor keeps to its column over shorter lines, wide characters and tabs")
    func preferredColumn() {
        var state = edited("abcdef\nx\n漢字漢字\n\tab", "<Right><Right><Right><Right><Right><Down>")
        #expect(state.cursor == EditPosition(line: 1, column: 1))
        state.move(.down)
        #expect(state.cursor == EditPosition(line: 2, column: 2))
        state.move(.down)
        #expect(state.cursor == EditPosition(line: 3, column: 2))
        state.move(.lineEnd)
        state.move(.top)
        #expect(state.cursor == .start)
    }

    @Test("plain lines and others are counted alike", arguments: ["abc def", "abc\tdef", "a\u{301}bc d", "漢字 d", ""])
    func counting(line: String) {
        let buffer = TextBuffer(line)
        #expect(buffer.length(of: 0) == line.count)
        for column in 0...line.count {
            let place = EditPosition(line: 0, column: column)
            #expect(isSame(buffer.text(in: .start..<place), String(line.prefix(column))))
            #expect(isSame(buffer.text(in: place..<buffer.end), String(line.dropFirst(column))))
            let cell = CellRuler.cells(before: column, in: line)
            #expect(CellRuler.column(atCell: cell, in: line) == column)
        }
    }

    @Test("Home goes to the first character, then to the line's start")
    func home() {
        var state = edited("    ab", "<End><Home>")
        #expect(state.cursor.column == 4)
        state.move(.lineStart)
        #expect(state.cursor.column == 0)
    }

    @Test("typing is undone in one step until a pause or a move")
    func groups() {
        var state = edited("", "abc")
        state.pause()
        _ = state.handle(Key(.character("d")))
        state.undo()
        #expect(state.text == "abc")
        state.undo()
        #expect(state.text == "")
        #expect(!state.canUndo)
        state.redo()
        #expect(state.text == "abc")
        var moved = edited("", "ab<Left>c")
        moved.undo()
        #expect(moved.text == "ab")
    }

    @Test("a paste is one step, takes the line ends of the text and keeps its controls")
    func paste() {
        var state = edited("a\r\nb", "xy")
        state.paste("1\r2\n3\u{1B}[31m")
        #expect(isSame(state.text, "xy1\r\n2\r\n3\u{1B}[31ma\r\nb"))
        state.undo()
        #expect(isSame(state.text, "xya\r\nb"))
    }

    @Test("a mark that joins the character before it leaves the cursor behind both")
    func joining() {
        var state = edited("ab", "")
        state.move(.right)
        state.insert("\u{301}")
        #expect(state.cursor == EditPosition(line: 0, column: 1))
        state.insert("c")
        #expect(isSame(state.text, "a\u{301}cb"))
        state.undo()
        #expect(isSame(state.text, "ab"))
    }

    @Test("what would grow past the bound is left out, and the text stays")
    func bound() {
        var state = EditorState(String(repeating: "x", count: TextBuffer.bytesMost - 1))
        state.paste(String(repeating: "y", count: 100))
        #expect(state.buffer.bytes <= TextBuffer.bytesMost)
        #expect(!state.canUndo)
    }

    @Test("undo forgets the oldest past its bounds and never the newest")
    func forgets() {
        var state = EditorState()
        for index in 0..<EditHistory.groupsMost + 50 { state.paste("\(index)\n") }
        #expect(state.history.done.count == EditHistory.groupsMost)
        let large = String(repeating: "z", count: EditHistory.bytesMost + 1)
        state.paste(large)
        #expect(state.history.done.count == 1)
        state.undo()
        #expect(!state.text.contains("z"))
    }
}

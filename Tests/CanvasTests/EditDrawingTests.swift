// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Canvas

@Suite("Drawing an editor") struct EditDrawingTests {
    private static func drawn(
        _ state: EditorState, columns: Int = 40, rows: Int = 4, notes: [EditorNote] = [],
        marks: [Int: EditorMark] = [:], glyphs: GlyphSet = .full
    ) -> Surface {
        var surface = Surface(size: Size(columns: columns, rows: rows), look: Look(glyphs: glyphs))
        var state = state
        state.fit(rows: rows)
        EditorDrawing(state, marks: marks, notes: notes).draw(on: &surface, in: surface.bounds)
        return surface
    }

    private static func rows(_ surface: Surface) -> [String] {
        surface.plainText().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test("numbers, marks and text stand in their columns")
    func columns() {
        let surface = Self.drawn(EditorState("one\ntwo\nthree"), marks: [0: .added, 1: .changed, 2: .removed])
        #expect(Self.rows(surface)[..<3] == ["+  1 │ one", "~  2 │ two", "-  3 │ three"])
        #expect(surface.cursor?.x == 7 && surface.cursor?.y == 0)
        #expect(surface[20, 0].style.background == .backgroundCursor)
        #expect(surface[20, 1].style.background == .background)
    }

    @Test("tabs reach to the next stop and controls are shown as everywhere")
    func tabs() {
        let surface = Self.drawn(edited("a\tb\u{1B}[31m\n漢\tc", "<End>"))
        #expect(Self.rows(surface)[0] == "   1 │ a   b·[31m")
        #expect(Self.rows(surface)[1] == "   2 │ 漢  c")
        #expect(surface.cursor?.x == 7 + 10)
        #expect(surface[12, 0].style.foreground == .textDim)
    }

    @Test("ASCII terminals get ASCII")
    func ascii() {
        let surface = Self.drawn(EditorState("漢é"), rows: 1, glyphs: .ascii)
        #expect(Self.rows(surface)[0] == "   1 | ??")
    }

    @Test("the line of the cursor is shifted to it, others are cut")
    func long() {
        let line = (0..<30).map { "\($0 % 10)" }.joined()
        let surface = Self.drawn(edited(line + "\n" + line, "<End>"), columns: 20)
        #expect(Self.rows(surface)[0].hasPrefix("   1 │ …"))
        #expect(Self.rows(surface)[0].hasSuffix("9"))
        #expect(Self.rows(surface)[1] == "   2 │ 012345678901…")
    }

    @Test("the cursor is drawn within its row at every place of a long line", arguments: 1...40)
    func cursor(columns: Int) {
        var state = EditorState("漢字ab\tc\u{1}" + String(repeating: "漢x", count: 30))
        for column in 0...state.buffer.length(of: 0) {
            state.jump(to: EditPosition(line: 0, column: column))
            let surface = Self.drawn(state, columns: columns, rows: 1)
            guard columns > 7 else { continue }
            let x = surface.cursor?.x ?? -1
            #expect(x >= 7 && x < columns)
        }
    }

    @Test("what is wrong is underlined and said behind the line, or in a strip where it does not fit")
    func notes() {
        let note = EditorNote(
            line: 0, columns: 2..<4, text: "no such word", help: "Leave it", hint: KeyHint("F4", "mend"))
        let wide = Self.drawn(EditorState("abcdef"), columns: 60, notes: [note])
        #expect(Self.rows(wide)[0] == "!  1 │ abcdef   no such word  Leave it  F4 mend")
        #expect(wide[9, 0].style == Style(.stateBad, on: .backgroundCursor, .underline))
        #expect(wide[11, 0].style.foreground == .text)
        let middle = Self.drawn(EditorState("abcdef"), columns: 40, notes: [note])
        #expect(Self.rows(middle)[0] == "!  1 │ abcdef   no such word  F4 mend")
        let narrow = Self.drawn(EditorState("abcdef"), columns: 32, notes: [note])
        #expect(Self.rows(narrow)[0] == "!  1 │ abcdef")
        #expect(Self.rows(narrow)[3] == "! no such word  F4 mend")
    }

    @Test("a selection is reversed, its line ends too")
    func selection() {
        let surface = Self.drawn(edited("ab\ncd", "<Right><S-Down>"))
        #expect(!surface[7, 0].style.attributes.contains(.reverse))
        #expect(surface[8, 0].style.attributes.contains(.reverse))
        #expect(surface[9, 0].style.attributes.contains(.reverse))
        #expect(surface[7, 1].style.attributes.contains(.reverse))
        #expect(!surface[8, 1].style.attributes.contains(.reverse))
    }

    @Test("a search goes round the text in both directions and counts")
    func search() {
        var state = EditorState("aXa\nxa\nA")
        let search = EditorSearch("a")
        #expect(search.count(in: state.buffer) == 4)
        #expect(EditorSearch("A").count(in: state.buffer) == 1)
        #expect(EditorSearch("").count(in: state.buffer) == 0)
        var found: [EditPosition] = []
        for _ in 0..<5 where state.find(search, from: state.cursor) { found.append(state.anchor ?? .start) }
        #expect(found.map(\.line) == [0, 0, 1, 2, 0])
        let isFoundBackward = state.find(search, from: state.anchor ?? .start, backward: true)
        #expect(isFoundBackward)
        #expect(state.anchor?.line == 2)
        let isNoneFound = state.find(EditorSearch("none"), from: .start)
        #expect(!isNoneFound)
    }

    @Test("any text draws at any size")
    func hostile() {
        let texts = [
            "\u{1B}[2J\u{1B}]0;x\u{07}\r\n\t\u{9B}31m", "e" + String(repeating: "\u{301}", count: 500),
            String(repeating: "\u{1F468}\u{200D}\u{1F469}", count: 200), "\u{202E}abc\u{2066}\n\u{FFF9}\u{E0041}",
        ]
        for text in texts {
            for columns in [0, 1, 2, 5, 6, 7, 8, 20, 80] {
                for rows in [0, 1, 2, 5] {
                    let note = EditorNote(line: 0, columns: 0..<3, text: text, help: text)
                    let surface = Self.drawn(edited(text, "<End>"), columns: columns, rows: rows, notes: [note])
                    #expect(surface.cells.allSatisfy { $0.base.properties.generalCategory != .control })
                    #expect(surface.cells.allSatisfy { $0.base.properties.generalCategory != .format })
                }
            }
        }
    }
}

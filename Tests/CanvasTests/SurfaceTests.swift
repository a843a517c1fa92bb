// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Testing

@testable import Canvas

/// What holds of a surface whatever is written on it.
@Suite struct SurfaceTests {
    /// Scalars that an attacker, or a traveller, would send.
    static let pools: [ClosedRange<UInt32>] = [
        0x00...0x1F, 0x20...0x7E, 0x7F...0x9F, 0xA0...0x2FF, 0x300...0x36F, 0x590...0x6FF, 0x1100...0x11FF,
        0x2000...0x20FF, 0x2500...0x28FF, 0x3000...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7FF, 0xE000...0xFFFF,
        0x1F1E6...0x1FAFF, 0xE0000...0xE01EF, 0x0...0x10FFFF,
    ]

    static func soup(_ count: Int, using random: inout SeededGenerator) -> String {
        var view = String.UnicodeScalarView()
        for _ in 0..<count {
            let pool = pools[Int.random(in: 0..<pools.count, using: &random)]
            view.append(Unicode.Scalar(UInt32.random(in: pool, using: &random)) ?? "\u{200D}")
        }
        return String(view)
    }

    @Test("no text leaves a scalar that could do harm, or a cell outside its place", arguments: GlyphSet.allCases)
    func soupStaysInside(glyphs: GlyphSet) {
        var random = SeededGenerator(seed: 41)
        let untouched = Cell("#", style: Style(.accent))
        for _ in 0..<2000 {
            var surface = Surface(size: Size(columns: 30, rows: 3), look: Look(glyphs: glyphs))
            surface.fill(surface.bounds, style: untouched.style, glyph: "#")
            let x = Int.random(in: -3...32, using: &random)
            let y = Int.random(in: -1...3, using: &random)
            let width = Int.random(in: 0...40, using: &random)
            let cut = [Cut.end, .middle, .plain][Int.random(in: 0..<3, using: &random)]
            let text = Self.soup(Int.random(in: 0...60, using: &random), using: &random)
            let used = surface.write(text, x: x, y: y, width: width, cut: cut)
            #expect(used <= width)
            for row in 0..<3 {
                for column in 0..<30 where row != y || column < x || column >= x + used {
                    #expect(surface[column, row] == untouched)
                }
            }
            Self.expectSound(surface, glyphs: glyphs)
        }
    }

    @Test("text over text never leaves half a wide glyph")
    func overwriting() {
        var random = SeededGenerator(seed: 5)
        var surface = Surface(size: Size(columns: 24, rows: 2))
        for _ in 0..<3000 {
            let x = Int.random(in: 0..<24, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: surface.write("上海上海", x: x, y: 0, width: Int.random(in: 1...9, using: &random))
            case 1: surface.write("abc", x: x, y: 0)
            case 2: surface.fill(Rect(x: x, y: 0, columns: 3, rows: 2), style: Style())
            default: surface.write(.arrow, x: x, y: 0, style: Style())
            }
            Self.expectSound(surface, glyphs: .full)
        }
    }

    /// Every base is one that may be shown, and every row is exactly as wide as the surface.
    static func expectSound(_ surface: Surface, glyphs: GlyphSet) {
        for row in 0..<surface.size.rows {
            var columns = 0
            for column in 0..<surface.size.columns {
                let cell = surface[column, row]
                if cell.isContinuation {
                    #expect(column > 0 && ScalarClass(of: surface[column - 1, row].base) == .wide)
                    continue
                }
                let scalarClass = ScalarClass(of: cell.base)
                #expect(scalarClass == .narrow || scalarClass == .wide)
                if glyphs == .ascii { #expect(cell.base.isASCII && cell.mark == nil) }
                if let mark = cell.mark { #expect(ScalarClass(of: mark) == .mark) }
                let category = cell.base.properties.generalCategory
                #expect(![.control, .format, .lineSeparator, .paragraphSeparator, .privateUse].contains(category))
                #expect(!cell.base.properties.isDefaultIgnorableCodePoint)
                if scalarClass == .wide { #expect(surface[column + 1, row].isContinuation) }
                columns += scalarClass == .wide ? 2 : 1
            }
            #expect(columns == surface.size.columns)
        }
    }

    @Test("drawing outside, or into rectangles of any size, does nothing there")
    func outside() {
        var surface = Surface(size: Size(columns: 4, rows: 2))
        surface.fill(Rect(x: -5, y: -5, columns: .max, rows: .max), style: Style(.accent), glyph: "x")
        #expect(surface.plainText() == "xxxx\nxxxx\n")
        surface.fill(Rect(x: 3, y: 1, columns: 9, rows: 9), style: Style(), glyph: "y")
        #expect(surface.plainText() == "xxxx\nxxxy\n")
        surface.fill(Rect(x: 40, y: 40, columns: 3, rows: 3), style: Style(), glyph: "z")
        surface.write("z", x: 0, y: 2)
        surface.write("z", x: 4, y: 0)
        #expect(surface.plainText() == "xxxx\nxxxy\n")
        var none = Surface(size: Size(columns: 0, rows: 0))
        none.write("text", x: 0, y: 0)
        none.fill(Rect(x: 0, y: 0, columns: 9, rows: 9), style: Style())
        #expect(none.plainText() == "")
    }

    @Test("a styled line is cut with a sign, and stands right or centred")
    func lines() {
        func shown(_ line: StyledLine, _ width: Int, _ align: Alignment = .left) -> String {
            var surface = Surface(size: Size(columns: 12, rows: 1))
            surface.write(line, x: 1, y: 0, width: width, align: align)
            return String(surface.plainText(keepsTrailingBlanks: true).dropLast())
        }
        let line: StyledLine = [.glyph(.trusted), .text(" gw-a", .text), .text(" 12", .textDim)]
        #expect(shown(line, 9) == " ✓ gw-a 12  ")
        #expect(shown(line, 11, .right) == "   ✓ gw-a 12")
        #expect(shown(line, 11, .centre) == "  ✓ gw-a 12 ")
        #expect(shown(line, 8) == " ✓ gw-a …   ")
        #expect(shown(line, 6) == " ✓ gw-…     ")
        #expect(shown([.text("abc"), .text("   ")], 3) == " abc        ")
    }

    @Test("the annotated form names styles under the cells that they stand on")
    func annotated() {
        var surface = Surface(size: Size(columns: 6, rows: 2))
        surface.write("ab", x: 0, y: 0, style: Style(.textStrong).with(.bold))
        surface.write("上", x: 3, y: 0)
        surface.setGround(.backgroundCursor, in: Rect(x: 0, y: 1, columns: 3, rows: 1))
        surface.cursor = (2, 1)
        let expected = """
            |ab 上 |
             ^^ text.strong bold
            |      |
             ^^^ text on bg.cursor
            cursor at 2, 1

            """
        #expect(surface.annotated() == expected)
    }

    @Test("rows as escape sequences")
    func ansi() {
        var surface = Surface(size: Size(columns: 3, rows: 1))
        surface.write("a", x: 0, y: 0, style: Style(.urgencyHigh, on: .backgroundCursor, .bold))
        #expect(
            surface.ansi(theme: .standard, depth: .palette256)
                == "\u{1B}[0;1;38;5;215;48;5;236ma\u{1B}[0;38;5;253m  \u{1B}[0m\n")
        #expect(surface.ansi(theme: .standard, depth: .mono) == "\u{1B}[0;1;7ma\u{1B}[0m  \u{1B}[0m\n")
        #expect(surface.ansi(theme: .standard, depth: .palette16) == "\u{1B}[0;1;7;31ma\u{1B}[0m  \u{1B}[0m\n")
    }

    @Test("every glyph of every set is one cell wide and none is an emoji")
    func glyphs() {
        for set in GlyphSet.allCases {
            for glyph in Glyph.allCases {
                #expect(ScalarClass(of: set[glyph]) == .narrow)
                #expect(!set[glyph].properties.isEmojiPresentation)
                if set == .ascii { #expect(set[glyph].isASCII) }
            }
        }
    }
}

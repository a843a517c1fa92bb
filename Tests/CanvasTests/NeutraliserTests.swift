// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Canvas

/// Text that is not ours, as it must come out.
@Suite struct NeutraliserTests {
    /// What `text` looks like in a row of `width` cells.
    static func shown(_ text: String, width: Int = 40, cut: Cut = .end, glyphs: GlyphSet = .full) -> String {
        var surface = Surface(size: Size(columns: width, rows: 1), look: Look(glyphs: glyphs))
        surface.write(text, x: 0, y: 0, cut: cut)
        return String(surface.plainText().dropLast())
    }

    @Test(
        "what could move, hide or join is replaced, one for one",
        arguments: [
            ("plain ASCII ~", "plain ASCII ~"),
            ("\u{1B}[31mred\u{1B}[0m", "·[31mred·[0m"),
            ("\u{1B}]52;c;aGk=\u{07}", "·]52;c;aGk=·"),
            ("a\tb\nc\rd\u{0}e\u{7F}f", "a·b·c·d·e·f"),
            ("c1 \u{80}\u{9B}31m\u{85}\u{9F}", "c1 ··31m··"),
            ("bidi \u{202A}\u{202B}\u{202C}\u{202D}\u{202E}x\u{2066}\u{2067}\u{2068}\u{2069}", "bidi ·····x····"),
            ("marks \u{200E}\u{200F}\u{061C}", "marks ···"),
            ("zero\u{200B}\u{200C}\u{200D}\u{FEFF}\u{2060}\u{AD}width", "zero······width"),
            ("variation \u{2764}\u{FE0F} \u{2764}\u{FE0E}", "variation \u{2764}· \u{2764}·"),
            ("tags \u{E0001}\u{E0041}", "tags ··"),
            ("interlinear \u{FFF9}a\u{FFFA}b\u{FFFB}", "interlinear ·a·b·"),
            ("lines \u{2028}\u{2029}", "lines ··"),
            ("private \u{E000}\u{F8FF}\u{10FFFD}", "private ···"),
            // Noncharacters, as UTF-8, since the compiler takes none of them in a literal.
            (
                "none "
                    + String(
                        decoding: [0xEF, 0xB7, 0x90, 0xEF, 0xBF, 0xBF, 0xF4, 0x8F, 0xBF, 0xBF] as [UInt8], as: UTF8.self
                    ), "none ···"
            ),
            ("unassigned \u{0378}", "unassigned ·"),
            ("spaces \u{A0}\u{2003}\u{202F}|", "spaces ···|"),
            ("family \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", "family \u{1F468}·\u{1F469}·\u{1F467}"),
            ("flag \u{1F1E9}\u{1F1EA} skin \u{1F44D}\u{1F3FF}", "flag ·· skin \u{1F44D}·"),
            ("fillers \u{115F}\u{1160}\u{3164}\u{FFA0}\u{2800}", "fillers ·····"),
            ("not UTF-8 \u{FFFD}", "not UTF-8 ·"),
            ("Zürich, 上海, Ελλάδα", "Zürich, 上海, Ελλάδα"),
        ])
    func replaces(text: String, expected: String) {
        #expect(Self.shown(text).unicodeScalars.elementsEqual(expected.unicodeScalars))
    }

    @Test("invalid UTF-8 becomes replaced glyphs")
    func invalidUTF8() {
        #expect(Self.shown(String(decoding: [0x61, 0xFF, 0xC0, 0xAF, 0x62] as [UInt8], as: UTF8.self)) == "a···b")
    }

    @Test("a base keeps one mark, a few more are dropped, a pile shows itself")
    func marks() {
        #expect(Self.shown("e\u{301}x").unicodeScalars.elementsEqual("e\u{301}x".unicodeScalars))
        #expect(Self.shown("e\u{323}\u{302}x").unicodeScalars.elementsEqual("e\u{323}x".unicodeScalars))
        #expect(Self.shown("\u{301}x") == "·x")
        let pile = "e" + String(repeating: "\u{301}", count: 7)
        #expect(Self.shown(pile).unicodeScalars.elementsEqual("e\u{301}···".unicodeScalars))
        #expect(Self.shown("\u{200D}\u{301}") == "··")
    }

    @Test("a replaced scalar is dim and the rest keeps its style")
    func replacedIsDim() {
        var surface = Surface(size: Size(columns: 8, rows: 1))
        surface.write("a\u{1B}b", x: 0, y: 0, style: Style(.urgencyHigh, on: .backgroundBar, .bold))
        #expect(surface[0, 0].style == Style(.urgencyHigh, on: .backgroundBar, .bold))
        #expect(surface[1, 0].style == Style(.textDim, on: .backgroundBar, .bold))
        #expect(surface[2, 0].style == Style(.urgencyHigh, on: .backgroundBar, .bold))
    }

    @Test("in ASCII every other scalar of event text is a question mark")
    func ascii() {
        #expect(Self.shown("Zürich 上海 e\u{301} \u{1B}", glyphs: .ascii) == "Z?rich ?? e ?")
        #expect(Self.shown("too long a title", width: 8, glyphs: .ascii) == "too lon~")
    }

    @Test(
        "cut text",
        arguments: [
            ("SURICATA STREAM Retransmission", 22, Cut.end, "SURICATA STREAM Retra…"),
            ("exactly", 7, .end, "exactly"),
            ("exactly", 6, .end, "exact…"),
            ("exactly", 1, .end, "…"),
            ("exactly", 4, .plain, "exac"),
            ("198.51.100.19:1900", 16, .middle, "198.51.1…19:1900"),
            ("192.0.2.181:443", 14, .middle, "192.0.2…81:443"),
            ("2001:db8:4000::1:91fe:443", 20, .middle, "2001:db8:4…:91fe:443"),
            ("[2001:db8::1]:65535", 9, .middle, "[2…:65535"),
            ("198.51.100.19:1900", 3, .middle, "19…"),
            ("上海上海", 5, .end, "上海…"),
            ("上海上海", 4, .end, "上…"),
            ("d1f0aaaabbbbccccdddd77a2", 9, .middle, "d1f0…77a2"),
        ])
    func cuts(text: String, width: Int, cut: Cut, expected: String) {
        #expect(Self.shown(text, width: width, cut: cut) == expected)
    }

    @Test("long text costs no more than the width, whatever it is made of")
    func longText() {
        // Ten million scalars: a reader of the whole would be counted in seconds here, eight times over.
        for scalar in ["a", "\u{301}", "\u{1B}", "上"] {
            let text = "x" + String(repeating: scalar, count: 10_000_000)
            for cut in [Cut.end, .middle] {
                let row = Self.shown(text, width: 80, cut: cut)
                #expect(row.unicodeScalars.first == "x")
                #expect(row.unicodeScalars.contains("…"))
            }
            #expect(CellText.columns(text, atMost: 80) == 81)
        }
    }

    @Test("the width counts cells, not scalars")
    func columns() {
        #expect(CellText.columns("abc") == 3)
        #expect(CellText.columns("上海") == 4)
        #expect(CellText.columns("e\u{301}") == 1)
        #expect(CellText.columns("") == 0)
        #expect(CellText.columns("abc", atMost: 1) == 2)
    }
}

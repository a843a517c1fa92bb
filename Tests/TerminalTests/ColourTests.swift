// SPDX-License-Identifier: Apache-2.0
import Canvas
import Testing

@testable import Terminal

@Suite("colours")
struct ColourTests {
    static func choose(
        _ environment: [String: String], wish: ColourDepth? = nil, colours: Int, known: [String] = []
    ) -> DepthChoice {
        DepthChoice.choose(
            TerminalSurroundings(environment: environment), wish: wish,
            entry: TerminfoEntry(movesCursor: true, colourCount: colours)
        ) { known.contains($0) ? TerminfoEntry(movesCursor: true, colourCount: 0x100_0000) : nil }
    }

    @Test(
        "the number of colours decides without a word from elsewhere",
        arguments: [
            (0, ColourDepth.mono), (8, .palette16), (16, .palette16), (88, .palette16), (256, .palette256),
            (0x100_0000, .trueColour),
        ])
    func counted(colours: Int, depth: ColourDepth) {
        #expect(
            Self.choose(["TERM": "some"], colours: colours)
                == DepthChoice(entry: "some", depth: depth, colourCount: colours))
    }

    @Test(
        "true colour needs the promise and an entry for it",
        arguments: [
            ("xterm-256color", "truecolor", "xterm-direct", "xterm-direct"),
            ("tmux-256color", "24bit", "tmux-direct", "tmux-direct"),
            ("alacritty", "truecolor", "alacritty-direct", "alacritty-direct"),
            ("screen-256color", "truecolor", "xterm-direct", "screen-256color"),
            ("xterm-256color", "yes", "xterm-direct", "xterm-256color"),
            ("xterm-256color", "", "xterm-direct", "xterm-256color"),
            ("xterm-256color", "truecolor", "", "xterm-256color"),
        ])
    func direct(term: String, promise: String, known: String, entry: String) {
        let choice = Self.choose(["TERM": term, "COLORTERM": promise], colours: 256, known: [known])
        #expect(choice.entry == entry)
        #expect(choice.depth == (entry == term ? .palette256 : .trueColour))
    }

    @Test("NO_COLOR is obeyed, an empty one is not, and a wish goes before it")
    func refused() {
        let all = ["TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "0"]
        #expect(Self.choose(all, colours: 256, known: ["xterm-direct"]).depth == .mono)
        #expect(Self.choose(all, wish: .palette16, colours: 256).depth == .palette16)
        #expect(Self.choose(all, wish: .trueColour, colours: 256, known: ["xterm-direct"]).entry == "xterm-direct")
        #expect(Self.choose(["TERM": "x", "NO_COLOR": ""], colours: 256).depth == .palette256)
        #expect(Self.choose(["TERM": "x"], wish: .palette256, colours: 8).depth == .palette16)
    }

    @Test("near-black is no palette colour in a direct entry")
    func nearBlack() {
        let choice = DepthChoice(entry: "xterm-direct", depth: .trueColour, colourCount: 0x100_0000)
        func number(_ colour: ResolvedColour) -> Int32 { CursesColour(colour, on: choice).number }
        #expect(number(.rgb(0, 0, 0)) == 0x01_0000)
        #expect(number(.rgb(0, 0, 7)) == 0x01_0007)
        #expect(number(.rgb(0, 1, 0)) == 0x100)
        #expect(number(.rgb(0x10, 0x16, 0x1c)) == 0x10161c)
        #expect(number(.rgb(255, 255, 255)) == 0xff_ffff)
        #expect(number(.index(7)) == 7)
        #expect(number(.index(231)) == 0xff_ffff)
        #expect(number(.default) == -1)
        for index in 8...255 { #expect((8...0xff_ffff).contains(number(.index(UInt8(index))))) }
    }

    @Test(
        "a colour without a number in the palette takes the nearest one",
        arguments: [
            ((0, 0, 0), 16), ((255, 255, 255), 231), ((0xff, 0x6b, 0x81), 204), ((8, 8, 8), 232),
            ((0x80, 0x80, 0x80), 244), ((0, 95, 0), 22), ((238, 238, 238), 255),
        ] as [((Int, Int, Int), Int32)])
    func nearest(colour: (Int, Int, Int), index: Int32) {
        #expect(CursesColour.cubeIndex(UInt8(colour.0), UInt8(colour.1), UInt8(colour.2)) == index)
    }

    @Test("every fixed palette colour is its own nearest one")
    func exact() {
        for index in UInt8(16)...255 {
            let (red, green, blue) = CursesColour.paletteColour(index)
            let (again, more, most) = CursesColour.paletteColour(UInt8(CursesColour.cubeIndex(red, green, blue)))
            #expect((again, more, most) == (red, green, blue))
        }
    }

    @Test("with eight colours the bright ones are bold")
    func bright() {
        let eight = DepthChoice(entry: "linux", depth: .palette16, colourCount: 8)
        #expect(CursesColour(.index(9), on: eight) == CursesColour(number: 1, wantsBold: true))
        #expect(CursesColour(.index(3), on: eight) == CursesColour(number: 3))
        let sixteen = DepthChoice(entry: "xterm-16color", depth: .palette16, colourCount: 16)
        #expect(CursesColour(.index(9), on: sixteen) == CursesColour(number: 9))
        #expect(CursesColour(.rgb(1, 2, 3), on: sixteen) == .standard)
        #expect(CursesColour(.index(200), on: sixteen) == .standard)
    }
}

// SPDX-License-Identifier: Apache-2.0
import Canvas
import Testing

@testable import Terminal

@Suite("what a terminal answers")
struct TerminalAnswerTests {
    private func decode(_ bursts: String..., awaits: Bool = true) -> ([TerminalInput], [TerminalAnswer], KeyDecoder) {
        var decoder = KeyDecoder(isUTF8: true)
        decoder.awaitsAnswers = awaits
        for burst in bursts {
            for byte in burst.utf8 { decoder.feed(byte) }
            decoder.finishBurst()
        }
        return (decoder.take(), decoder.takeAnswers(), decoder)
    }

    private static let all = "\u{1b}_Gi=31;OK\u{1b}\\\u{1b}[6;20;10t\u{1b}[?1;0;1024S\u{1b}[?62;4;22c"

    @Test("all answers in one burst, with keys around them", arguments: [true, false])
    func whole(awaits: Bool) throws {
        let (keys, answers, decoder) = decode("j" + Self.all + "k", awaits: awaits)
        #expect(keys == [.key(Key(.character("j"))), .key(Key(.character("k")))])
        let cell = try #require(CellPixels(width: 10, height: 20))
        #expect(answers == [.kitty(isFine: true), .cell(cell), .colours(256), .attributes(hasSixel: true)])
        #expect(!decoder.awaitsAnswers && !decoder.holdsAnswer)
    }

    @Test("answers torn anywhere are never keys")
    func torn() {
        let bytes = Array(Self.all.utf8)
        for cut in 1..<bytes.count {
            let (keys, answers, decoder) = decode(
                String(decoding: bytes[..<cut], as: UTF8.self), String(decoding: bytes[cut...], as: UTF8.self))
            #expect(keys == [] && answers.count == 4 && !decoder.holdsAnswer, "at \(cut)")
        }
        var decoder = KeyDecoder(isUTF8: true)
        decoder.awaitsAnswers = true
        for byte in Self.all.utf8 {
            decoder.feed(byte)
            decoder.finishBurst()
        }
        let (keys, answers) = (decoder.take(), decoder.takeAnswers())
        #expect(keys == [] && answers.count == 4)
    }

    @Test(
        "what is no answer, or an impossible one, says nothing",
        arguments: [
            "\u{1b}_Gi=31\u{1b}\\", "\u{1b}_Gi=32;OK\u{1b}\\", "\u{1b}_G\u{1b}\\", "\u{1b}[6;0;10t",
            "\u{1b}[6;20;9999t",
            "\u{1b}[6;20t", "\u{1b}[4;20;10t", "\u{1b}[6;;10t", "\u{1b}[?1;0;1S", "\u{1b}[?1;3;0S", "\u{1b}[?c",
            "\u{1b}[?1;0;9999999S", "\u{1b}[6;99999999999999999999;10t",
        ])
    func nothing(bytes: String) {
        let (keys, answers, _) = decode(bytes + "q")
        #expect(keys == [.key(Key(.character("q")))] && answers == [])
    }

    @Test("an error is an answer, and the first attribute is a class and not an ability")
    func others() {
        #expect(decode("\u{1b}_Gi=31;EINVAL:no\u{1b}\\").1 == [.kitty(isFine: false)])
        #expect(decode("\u{1b}[?4c").1 == [.attributes(hasSixel: false)])
        #expect(decode("\u{1b}[?64;1;2;6;9;15;16;17;18;21;22;28;29;31;33;35;4c").1 == [.attributes(hasSixel: true)])
    }

    @Test("Alt and _ is a key, alone, before other keys, and while answers are awaited once that is over")
    func altUnderscore() {
        let key = TerminalInput.key(Key(.character("_"), .alt))
        #expect(decode("\u{1b}_", awaits: false).0 == [key])
        #expect(decode("\u{1b}_x").0 == [key, .key(Key(.character("x")))])
        var (keys, _, decoder) = decode("\u{1b}_")
        #expect(keys == [] && decoder.holdsAnswer)
        decoder.abandonAnswer()
        keys = decoder.take()
        #expect(keys == [key] && !decoder.holdsAnswer)
    }

    @Test("an Escape that waits for an answer is told when the waiting ends")
    func escape() {
        var (keys, _, decoder) = decode("\u{1b}")
        #expect(keys == [] && decoder.holdsAnswer)
        decoder.abandonAnswer()
        keys = decoder.take()
        #expect(keys == [.key(Key(.escape))])
        #expect(decode("\u{1b}", "\u{1b}[?62c").0 == [.key(Key(.escape))])
    }

    @Test("what came of an answer is dropped after a time, and keys come through again", arguments: [true, false])
    func abandoned(awaits: Bool) {
        for beginning in ["\u{1b}_G", "\u{1b}_Gi=31;O", "\u{1b}_Gi=31;OK\u{1b}"] {
            var (keys, _, decoder) = decode(beginning, awaits: awaits)
            #expect(keys == [] && decoder.holdsAnswer)
            decoder.abandonAnswer()
            decoder.feed(UInt8(ascii: "q"))
            decoder.finishBurst()
            keys = decoder.take()
            #expect(keys == [.key(Key(.character("q")))])
        }
    }

    @Test("a command without end holds little, and any control character gets out of it")
    func endless() {
        let (keys, answers, _) = decode("\u{1b}_G" + String(repeating: "x", count: 100_000) + "\u{3}q")
        #expect(keys == [.key(Key(.character("c"), .control)), .key(Key(.character("q")))] && answers == [])
        #expect(decode("\u{1b}_Gxyz\u{1b}[A").0 == [.key(Key(.up))])
    }

    @Test("any bytes at all leave a decoder that works")
    func anyBytes() {
        var random = SplitMix(state: 77)
        let pieces = [
            "\u{1b}", "_", "G", "i=31;", "OK", "\\", "[", "?", "6;", "20;", "10", "t", "c", "S", "4", "\u{7}", "a",
        ]
        for _ in 0..<2000 {
            var decoder = KeyDecoder(isUTF8: true)
            decoder.awaitsAnswers = random.below(2) == 0
            for _ in 0..<random.below(20) {
                for byte in pieces[random.below(pieces.count)].utf8 { decoder.feed(byte) }
                if random.below(3) == 0 { decoder.finishBurst() }
            }
            decoder.finishBurst()
            decoder.abandonAnswer()
            decoder.abandonPaste()
            _ = (decoder.take(), decoder.takeAnswers())
            // Two bytes may still belong to a function key of the Linux console.
            for _ in 0..<3 {
                decoder.feed(UInt8(ascii: "q"))
                decoder.finishBurst()
            }
            let last = decoder.take().last
            #expect(last == .key(Key(.character("q"))))
        }
    }

    @Test("kitty goes before sixel, which needs the size of a cell; no terminal is asked through another program")
    func enquiry() throws {
        var enquiry = GraphicsEnquiry()
        #expect(enquiry.graphics == nil)
        let isLast = enquiry.take(.attributes(hasSixel: true))
        #expect(isLast && enquiry.graphics == nil)
        let answered = try #require(CellPixels(width: 10, height: 20))
        let isLastToo = enquiry.take(.cell(answered))
        #expect(!isLastToo && enquiry.graphics == TerminalGraphics(form: .sixel(colours: 256), cell: answered))
        let driver = try #require(CellPixels(width: 7, height: 14))
        enquiry.driverCell = driver
        _ = enquiry.take(.colours(16))
        #expect(enquiry.graphics == TerminalGraphics(form: .sixel(colours: 16), cell: driver))
        _ = enquiry.take(.kitty(isFine: true))
        #expect(enquiry.graphics == TerminalGraphics(form: .kitty, cell: driver))
        func asks(_ environment: [String: String], _ depth: ColourDepth = .trueColour) -> Bool {
            GraphicsEnquiry.isWise(in: TerminalSurroundings(environment: environment), depth: depth)
        }
        #expect(asks(["TERM": "xterm-kitty"]) && asks(["TERM": "xterm-256color"], .palette256))
        for name in ["linux", "dumb", "tmux-256color", "screen.xterm-256color"] {
            #expect(!asks(["TERM": name]))
        }
        #expect(!asks(["TERM": "xterm-kitty", "TMUX": "/tmp/tmux"]) && !asks(["TERM": "xterm", "STY": "1.x"]))
        #expect(!asks(["TERM": "xterm"], .palette16) && !asks(["TERM": "xterm"], .mono))
    }
}

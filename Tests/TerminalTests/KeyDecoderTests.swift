// SPDX-License-Identifier: Apache-2.0
import Canvas
import Testing

@testable import Terminal

@Suite("keys out of bytes")
struct KeyDecoderTests {
    /// What a decoder makes of bursts of bytes, each followed by a moment without input.
    static func decode(_ bursts: String..., isMouseOn: Bool = false) -> [TerminalInput] {
        var decoder = KeyDecoder(isUTF8: true)
        decoder.isMouseOn = isMouseOn
        for burst in bursts {
            for byte in burst.utf8 { decoder.feed(byte) }
            decoder.finishBurst()
        }
        return decoder.take()
    }

    @Test(
        "one burst of bytes is one key",
        arguments: [
            ("a", Key(.character("a"))), ("A", Key(.character("A"))), ("漢", Key(.character("漢"))),
            (" ", Key(.space)), ("\r", Key(.enter)), ("\t", Key(.tab)), ("\u{7f}", Key(.backspace)),
            ("\u{8}", Key(.backspace)), ("\u{1b}", Key(.escape)), ("\0", Key(.space, .control)),
            ("\u{1}", Key(.character("a"), .control)), ("\u{1a}", Key(.character("z"), .control)),
            ("\n", Key(.character("j"), .control)), ("\u{1c}", Key(.character("\\"), .control)),
            ("\u{1b}x", Key(.character("x"), .alt)), ("\u{1b}é", Key(.character("é"), .alt)),
            ("\u{1b}\u{1}", Key(.character("a"), [.alt, .control])), ("\u{1b}\r", Key(.enter, .alt)),
            ("\u{1b}[A", Key(.up)), ("\u{1b}OB", Key(.down)), ("\u{1b}[1;5C", Key(.right, .control)),
            ("\u{1b}[1;4D", Key(.left, [.shift, .alt])), ("\u{1b}[Z", Key(.tab, .shift)),
            ("\u{1b}[3~", Key(.delete)), ("\u{1b}[3;5~", Key(.delete, .control)), ("\u{1b}[5~", Key(.pageUp)),
            ("\u{1b}OP", Key(.function(1))), ("\u{1b}[15~", Key(.function(5))), ("\u{1b}[24~", Key(.function(12))),
            ("\u{1b}[1;2P", Key(.function(1), .shift)), ("\u{1b}[25~", Key(.function(1), .shift)),
            ("\u{1b}[15;6~", Key(.function(5), [.control, .shift])), ("\u{1b}O", Key(.character("O"), .alt)),
        ])
    func oneKey(bytes: String, key: Key) {
        #expect(Self.decode(bytes) == [.key(key)])
    }

    @Test(
        "what says nothing is swallowed whole, and the key behind it comes through",
        arguments: [
            "\u{1b}[?1;2c", "\u{1b}[I", "\u{1b}[12;40R", "\u{1b}[[A", "\u{1b}[99~", "\u{1b}[99999999999999999999~",
            "\u{1b}[1;2;3;4;5;6;7;8;9;1;2;3;4;5;6;7;8;9;1;2;3;4;5;6;7;8;9t", "\u{1b}Oz", "\u{1b}[<0;1;1M",
            "\u{80}", "\u{9b}",
        ])
    func swallowed(bytes: String) {
        #expect(Self.decode(bytes + "q") == [.key(Key(.character("q")))])
    }

    @Test("Escape and a key in the next burst are two keys")
    func escapeThenKey() {
        #expect(Self.decode("\u{1b}", "j") == [.key(Key(.escape)), .key(Key(.character("j")))])
        #expect(Self.decode("\u{1b}", "[") == [.key(Key(.escape)), .key(Key(.character("[")))])
        #expect(
            Self.decode("\u{1b}", "[x") == [.key(Key(.escape)), .key(Key(.character("["))), .key(Key(.character("x")))])
        #expect(Self.decode("\u{1b}\u{1b}") == [.key(Key(.escape)), .key(Key(.escape))])
    }

    @Test("a sequence torn behind its first two bytes is still one key")
    func torn() {
        #expect(Self.decode("\u{1b}[1", ";5", "C") == [.key(Key(.right, .control))])
    }

    @Test("keys that ncurses knew take an Escape before them as Alt")
    func knownKeys() {
        var decoder = KeyDecoder(isUTF8: true)
        decoder.feed(Key(.up))
        decoder.feed(0x1b)
        decoder.feed(Key(.left, .shift))
        decoder.finishBurst()
        #expect(decoder.take() == [.key(Key(.up)), .key(Key(.left, [.alt, .shift]))])
    }

    @Test("the mouse is told only where it is on, and releases and moves not at all")
    func mouse() {
        let clicks = "\u{1b}[<0;300;2M\u{1b}[<0;300;2m\u{1b}[<64;1;1M\u{1b}[<35;5;5M\u{1b}[<0;0;1M\u{1b}[<0;1M"
        #expect(
            Self.decode(clicks, isMouseOn: true)
                == [.mouse(button: .left, column: 299, row: 1), .mouse(button: .wheelUp, column: 0, row: 0)])
        #expect(Self.decode(clicks) == [])
        #expect(Self.decode("\u{1b}[M !!q", isMouseOn: true) == [.key(Key(.character("q")))])
    }

    @Test("random bytes never trap, and the decoder finds back to keys")
    func hostile() {
        var random = SplitMix(state: 20_261_124)
        let favourites = Array("\u{1b}[O<;019~MmZ2004hP\r".utf8) + [0x80, 0xc3, 0xe2, 0xff, 0]
        for _ in 0..<2000 {
            var decoder = KeyDecoder(isUTF8: random.below(2) == 0)
            decoder.isMouseOn = random.below(2) == 0
            for _ in 0..<60 {
                decoder.feed(
                    random.below(4) == 0 ? UInt8(random.below(256)) : favourites[random.below(favourites.count)])
                if random.below(8) == 0 { decoder.finishBurst() }
                if random.below(20) == 0 { decoder.feed(Key(.down)) }
            }
            decoder.abandonPaste()
            decoder.finishBurst()
            _ = decoder.take()
            // Whatever state it was in, no more than one key is lost on the way back.
            for byte in "~~~~q".utf8 { decoder.feed(byte) }
            decoder.finishBurst()
            #expect(decoder.take().last == .key(Key(.character("q"))))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Canvas
import Testing

@testable import Terminal

@Suite("pasted text")
struct PasteTests {
    static let begin = "\u{1b}[200~"
    static let end = "\u{1b}[201~"

    @Test("a paste is one input, never keys, however it is torn")
    func tornAnywhere() {
        let bytes = Array((Self.begin + "one\rq\u{1b}[A zwölf" + Self.end + "x").utf8)
        // From the third byte on: ESC alone, and then a pause, is the Escape key.
        for cut in 2..<bytes.count {
            var decoder = KeyDecoder(isUTF8: true)
            for byte in bytes[..<cut] { decoder.feed(byte) }
            decoder.finishBurst()
            for byte in bytes[cut...] { decoder.feed(byte) }
            decoder.finishBurst()
            #expect(decoder.take() == [.paste("one\nq\u{1b}[A zwölf"), .key(Key(.character("x")))], "cut at \(cut)")
        }
    }

    @Test("torn right behind its ESC a paste costs an Escape, but stays a paste")
    func tornBehindEscape() {
        #expect(
            KeyDecoderTests.decode("\u{1b}", "[200~:quit\r" + Self.end) == [.key(Key(.escape)), .paste(":quit\n")])
    }

    @Test(
        "line ends become one kind",
        arguments: [("a\rb", "a\nb"), ("a\r\nb", "a\nb"), ("a\n\rb", "a\n\nb"), ("\r\r", "\n\n")])
    func lineEnds(pasted: String, text: String) {
        #expect(KeyDecoderTests.decode(Self.begin + pasted + Self.end) == [.paste(text)])
    }

    @Test("text that looks like the beginning of the end mark is kept")
    func almostEnd() {
        let text = "\u{1b}[20\u{1b}[201\u{1b}\u{1b}[200~"
        #expect(KeyDecoderTests.decode(Self.begin + text + Self.end) == [.paste(text)])
    }

    @Test("what is too long is cut between characters, and the end is still found")
    func bounded() {
        let long = String(repeating: "漢", count: 30_000)
        let inputs = KeyDecoderTests.decode(Self.begin + long + Self.end + "q")
        #expect(inputs == [.paste(String(long.prefix(21_845))), .key(Key(.character("q")))])
        #expect(PasteAssembler.limit / 3 == 21_845)
    }

    @Test("bytes that are not UTF-8 are replaced; elsewhere each is a Latin letter")
    func encodings() {
        for (isUTF8, text) in [(true, "a\u{fffd}b"), (false, "aäb")] {
            var paste = PasteAssembler()
            for byte in [0x61, 0xe4, 0x62] as [UInt8] {
                let isOver = paste.add(byte)
                #expect(!isOver)
            }
            #expect(paste.text(isUTF8: isUTF8) == text)
        }
    }

    @Test("keys that ncurses thought to see in a paste are no keys")
    func noKeys() {
        var decoder = KeyDecoder(isUTF8: true)
        for byte in (Self.begin + "a").utf8 { decoder.feed(byte) }
        decoder.feed(Key(.enter))
        #expect(decoder.isPasting)
        for byte in ("b" + Self.end).utf8 { decoder.feed(byte) }
        #expect(decoder.take() == [.paste("ab")])
    }

    @Test("a paste that is given up is still a paste")
    func abandoned() {
        var decoder = KeyDecoder(isUTF8: true)
        for byte in (Self.begin + "half").utf8 { decoder.feed(byte) }
        decoder.abandonPaste()
        decoder.feed(UInt8(ascii: "j"))
        #expect(decoder.take() == [.paste("half"), .key(Key(.character("j")))])
    }

    @Test("characters are put together, overlong and torn ones are nothing")
    func scalars() {
        func decode(_ bytes: [UInt8]) -> [Unicode.Scalar] {
            var assembler = ScalarAssembler(isUTF8: true)
            return bytes.compactMap { assembler.add($0) }
        }
        #expect(decode(Array("aé漢🙂".utf8)) == ["a", "é", "漢", "🙂"])
        #expect(decode([0xc0, 0xaf, 0xe0, 0x80, 0xaf, 0x61]) == ["a"])
        #expect(decode([0xed, 0xa0, 0x80, 0xf4, 0x90, 0x80, 0x80, 0xff, 0x62]) == ["b"])
        #expect(decode([0xe6, 0xbc, 0x63, 0xa2, 0x64]) == ["c", "d"])
    }
}

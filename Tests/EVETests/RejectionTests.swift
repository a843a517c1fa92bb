// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@Suite("Refused lines")
struct RejectionTests {
    @Test(
        "a bad line is refused for what is wrong with it",
        arguments: [
            (#"{"timestamp":"2017-03-06T06:54:10"#, .torn), ("{", .torn), (#"{"a"#, .torn), (#"{"a""#, .torn),
            (#"{"a":"#, .torn),
            (#"{"a":1"#, .torn), (#"{"a":tru"#, .torn), (#"{"a":-"#, .torn), (#"{"a":1,"#, .torn),
            (#"{"a":[1,{"b":[]"#, .torn), (#"{"a":"\u00"#, .torn),
            (#"{"a":"x\"#, .torn), ("[1,2", .torn),
            ("hello", .notJSON), (#"{"a":1}x"#, .notJSON), (#"{"a":1}{"b":2}"#, .notJSON), (#"{"a":1}}"#, .notJSON),
            (#"{"a":1]"#, .notJSON),
            (#"{"a":}"#, .notJSON), (#"{"a":1,}"#, .notJSON), (#"{,"a":1}"#, .notJSON), (#"{"a" 1}"#, .notJSON),
            (#"{"a":1 "b":2}"#, .notJSON), (#"{a:1}"#, .notJSON),
            (#"{"a":tru}"#, .notJSON), (#"{"a":True}"#, .notJSON), (#"{"a":nan}"#, .notJSON), (#"{"a":01}"#, .notJSON),
            (#"{"a":1.}"#, .notJSON), (#"{"a":.5}"#, .notJSON),
            (#"{"a":+1}"#, .notJSON), (#"{"a":1e}"#, .notJSON), (#"{"a":0x10}"#, .notJSON), (#"{"a":--1}"#, .notJSON),
            (#"{"a":1 2}"#, .notJSON), (#"{"a":"\x"}"#, .notJSON),
            (#"{"a":"\u00g0"}"#, .notJSON), (#"{"a":'b'}"#, .notJSON), (#"{"a":[1,]}"#, .notJSON),
            (#"{"a":[,]}"#, .notJSON), ("{\"a\":\"x\ty\"}", .notJSON), (#"{"a":"b"c}"#, .notJSON),
            (#"{"a":"b""c"}"#, .notJSON), (#"{"a":true"x"}"#, .notJSON), (#"x"{"#, .notJSON), ("}", .notJSON),
            ("\u{0}\u{0}\u{0}", .notJSON), ("{\"a\":1\u{c}}", .notJSON), ("{\u{1a}}", .notJSON), ("//", .notJSON),
            (#"{"a":1}"# + "\u{feff}", .notJSON),
            ("1", .notAnObject), ("[]", .notAnObject), ("null", .notAnObject), (#""text""#, .notAnObject),
            (#"[{"timestamp":"2026-01-01T00:00:00Z","event_type":"dns"}]"#, .notAnObject),
            ("{}", .noEventType), (#"{"timestamp":"2026-01-01T00:00:00Z"}"#, .noEventType),
            (#"{"timestamp":"2026-01-01T00:00:00Z","event_type":1}"#, .noEventType),
            (#"{"event_type":"dns"}"#, .noTimestamp),
        ] as [(String, Rejection.Reason)])
    func reasons(text: String, reason: Rejection.Reason) {
        let batch = decode(text + "\n")
        #expect(batch.events.isEmpty)
        #expect(batch.rejections.map(\.reason) == [reason])
        #expect(batch.rejections.first?.head == Array(text.utf8.prefix(80)))
    }

    @Test(
        "a line that is not UTF-8 is refused for that",
        arguments: [[0xFF], [0xC0, 0xAF], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80]]
            as [[UInt8]])
    func notUTF8(bytes: [UInt8]) {
        let whole =
            Array(#"{"timestamp":"2026-01-01T00:00:00Z","event_type":"dns","a":""#.utf8) + bytes + Array(#""}"#.utf8)
        #expect(decode(whole).rejections.map(\.reason) == [.notUTF8])
        #expect(decode(bytes + Array("{}".utf8)).rejections.map(\.reason) == [.notUTF8])
    }

    @Test("a line cut inside a character is torn, not badly encoded")
    func cutCharacter() {
        let euro = Array("\u{20ac}".utf8)
        let start = Array(#"{"timestamp":"2026-01-01T00:00:00Z","a":"#.utf8) + [UInt8(ascii: "\"")]
        #expect(decode(start + euro.dropLast()).rejections.map(\.reason) == [.torn])
        #expect(decode(start + [0xFF] + euro).rejections.map(\.reason) == [.notUTF8])
    }

    @Test("nesting is bounded")
    func depth() {
        func nested(_ depth: Int) -> String {
            line(#""a":\#(String(repeating: "[", count: depth))\#(String(repeating: "]", count: depth))"#)
        }
        #expect(decode(nested(255)).events.count == 1)
        #expect(decode(nested(256)).rejections.map(\.reason) == [.tooDeep])
        #expect(decode(String(repeating: #"{"a":["#, count: 500_000)).rejections.map(\.reason) == [.tooDeep])
    }

    @Test("a line beyond the limit is refused, its neighbours are not")
    func lineLimit() {
        let long = line(#""a":"\#(String(repeating: "x", count: 1000))""#)
        let batch = decode([line(""), long, line("")].joined(separator: "\n"), lineLimit: 500)
        #expect(batch.events.count == 2)
        #expect(batch.rejections.map(\.reason) == [.tooLong])
        #expect(batch.rejections.map(\.line) == [2])
    }
}

@Suite("Lines and offsets")
struct LineTests {
    @Test("each event knows its bytes and each line its place")
    func places() throws {
        let good = line("")
        let text = "\(good)\r\n\nbad\n  \t\r\n\(good)"
        var decoder = EveDecoder()
        let batch = decoder.decode(LineBlock(bytes: Array(text.utf8), offset: 1000, firstLine: 11))
        let count = good.utf8.count
        #expect(batch.events.map(\.raw) == [0..<count + 1, count + 12..<count * 2 + 12])
        #expect(batch.bytes[batch.events[0].raw].last == UInt8(ascii: "\r"))
        #expect(batch.ends == [UInt64(1000 + count + 2), UInt64(1000 + count * 2 + 12)])
        #expect(batch.end == UInt64(1000 + count * 2 + 12))
        #expect(batch.lineCount == 5)
        #expect(
            batch.rejections == [
                Rejection(reason: .notJSON, line: 13, offset: UInt64(1000 + count + 3), head: Array("bad".utf8))
            ])
    }

    @Test("an empty block is an empty batch")
    func empty() {
        let batch = decode("")
        #expect(batch.events.isEmpty && batch.rejections.isEmpty && batch.lineCount == 0)
        #expect(decode("\n\n").lineCount == 2)
    }

    @Test("what the reader refused is in the batch, in the order of the lines")
    func refusedByReader() {
        var decoder = EveDecoder()
        let before = Rejection(reason: .tooLong, line: 4, offset: 10, head: [])
        let after = Rejection(reason: .tooLong, line: 7, offset: 90, head: [])
        let batch = decoder.decode(
            LineBlock(bytes: Array("bad\n\(line(""))\n".utf8), offset: 20, firstLine: 5, refused: [after, before]))
        #expect(batch.rejections.map(\.line) == [4, 5, 7])
        #expect(batch.lineCount == 4)
    }

    @Test("a byte order mark is passed over at the start of a source and nowhere else")
    func byteOrderMark() {
        let marked = Array("\u{feff}\(line(""))".utf8)
        let batch = decode(marked + [10] + marked)
        #expect(batch.events.map(\.raw.lowerBound) == [3])
        #expect(batch.rejections.map(\.reason) == [.notJSON])
        #expect(decode(Array("\u{feff}\n".utf8)).lineCount == 1)
    }
}

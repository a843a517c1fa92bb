// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Foundation
import Query
import Testing

@testable import Store

@Suite("Grams of lines")
struct GramSetTests {
    private static let letters = Array("aZ09\",.-x{9:\\ é~b/k+".utf8)

    private static func text(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] }
    }

    /// Whether lines of a text may hold another, as a whole filter would ask.
    private static func mayHold(_ text: [UInt8], _ need: LineNeed) -> Bool {
        var set = GramSet()
        set.add(text.span)
        return GramTest(need)?.mayHold(set.folded) ?? true
    }

    private static func folded(_ text: some Sequence<UInt8>) -> [UInt8] {
        text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    @Test("whatever is cut out of a text may be in it, at all lengths and places")
    func parts() {
        var random = SeededGenerator(seed: 3)
        for length in 0..<400 {
            let text = Self.text(length, &random)
            for _ in 0..<12 where length > 0 {
                let start = Int.random(in: 0..<length, using: &random)
                let part = text[start..<min(length, start + Int.random(in: 1..<30, using: &random))]
                #expect(Self.mayHold(text, .text(Self.folded(part))))
            }
        }
    }

    @Test("a word is told apart from texts that lack one of its grams")
    func others() {
        let text = Array("{\"dns\":{\"rrname\":\"Cameras.Example\",\"rdata\":\"203.0.113.7\"}}".utf8)
        for word in ["cameras.example", "ras.ex", "rrname", "203.0.113.7", ".113."] {
            #expect(Self.mayHold(text, .text(Array(word.utf8))), "\(word)")
        }
        for word in ["camerax", "xcameras", "203.0.114.", "mirai", "exampleorg"] {
            #expect(!Self.mayHold(text, .text(Array(word.utf8))), "\(word)")
        }
    }

    @Test("numbers, words with little but figures, and short texts ask for nothing")
    func leftOut() {
        for word in ["443", "abc", "1802478755801003", "07:00:06", "\":\"x\",\"", ""] {
            #expect(GramTest(.text(Array(word.utf8))) == nil, "\(word)")
        }
        #expect(GramTest(.any([.text(Array("cameras".utf8)), .text(Array("443".utf8))])) == nil)
        #expect(GramTest(.all([.text(Array("cameras".utf8)), .text(Array("443".utf8))])) != nil)
    }

    /// What JSON writers make of a text.
    private static func written(_ text: String, _ random: inout SeededGenerator) -> String {
        text.utf16.map { unit in
            switch Int.random(in: 0..<4, using: &random) {
            case 0: "\\u" + String(Int(unit) + 0x10000, radix: 16).suffix(4)
            case 1 where unit == 0x2F: "\\/"
            default:
                unit < 0x80 && unit != 0x22 && unit != 0x5C && unit >= 0x20
                    ? String(UnicodeScalar(UInt8(unit))) : "\\u" + String(Int(unit) + 0x10000, radix: 16).suffix(4)
            }
        }.joined()
    }

    @Test("values are found however their letters were escaped", arguments: [1, 2, 3] as [UInt64])
    func escapes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let values = [
            "/srv/www/cafe.html", "münchen-straße", "a\"b\\c/d", "tab\tnew\nline", "😀 smiles 😀😀", "x", "e/e/e/e/e/e",
            String(repeating: "no end/", count: 400),
        ]
        for value in values {
            let line = "{\"path\":\"\(Self.written(value, &random))\",\"other\":\"plain\"}"
            let read = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String])
            #expect(read["path"] == value)
            let bytes = Array(line.utf8)
            let folded = Self.folded(value.utf8)
            #expect(Self.mayHold(bytes, .value(folded)), "\(line)")
            for _ in 0..<50 {
                let start = Int.random(in: 0..<folded.count, using: &random)
                let part = Array(folded[start..<min(folded.count, start + 9)])
                #expect(Self.mayHold(bytes, .value(part)), "\(line)")
            }
        }
        // An escape at the very end, as only damage leaves one.
        for end in ["\\", "\\u", "\\u00", "\\ud83d\\u"] { _ = Self.mayHold(Array("abc\(end)".utf8), .value([97])) }
    }

    @Test("sets are as small as their grams allow, and the fullest tell nothing")
    func sizes() {
        var random = SeededGenerator(seed: 8)
        var set = GramSet()
        var sizes: [Int] = []
        #expect(set.folded.count == 128)
        for _ in 0..<60 {
            let words = (0..<4000).map { _ in UInt8.random(in: 0x61...0x7A, using: &random) }
            set.add(words.span)
            let stored = set.folded
            #expect(GramSet.isStored(stored))
            sizes.append(stored.count)
        }
        #expect(sizes.dropLast().allSatisfy { $0 == 0 || $0 <= 86_016 / 8 })
        #expect(sizes.last == 0 && sizes.contains(86_016 / 8))
        #expect(GramTest(.text(Array("cameras".utf8)))?.mayHold([]) == true)
        #expect(GramTest(.text(Array("cameras".utf8)))?.mayHold([1, 2, 3]) == true)
        set.removeAll()
        #expect(set.folded == GramSet().folded)
    }
}

@Suite("Sieving open blocks")
struct BlockSieveTests {
    /// The block of some lines, as a reader of the file has it.
    private static func block(_ lines: [String]) throws -> (RawBlock, [UInt8]) {
        var open = OpenBlock()
        for (index, line) in lines.enumerated() { open.append(row: Int64(index), line: Array(line.utf8)[...]) }
        var body: [UInt8] = []
        open.appendHead(source: 1, dictionary: 0, gateway: "gw-a", to: &body)
        return (try #require(RawBlock(body: body[...])), open.text)
    }

    private static func lines(_ need: LineNeed, _ lines: [String]) throws -> [Int] {
        let (block, text) = try block(lines)
        let slots = BlockSieve(need: need).slots(of: block, text)
        return lines.indices.filter { slots >> UInt64($0) & 1 != 0 }
    }

    private static func text(_ text: String) -> LineNeed { .text(Array(text.utf8)) }
    private static func value(_ text: String) -> LineNeed { .value(Array(text.utf8)) }

    @Test("texts are found in either case, lines with escapes pass for values alone")
    func needs() throws {
        let lines = ["one CAMERA", "two", "", "a \\/ slash", "camera one", "cam"]
        #expect(try Self.lines(Self.text("camera"), lines) == [0, 4])
        #expect(try Self.lines(Self.value("camera"), lines) == [0, 3, 4])
        #expect(try Self.lines(.all([Self.text("camera"), Self.text("one c")]), lines) == [0])
        #expect(try Self.lines(.any([Self.text("two"), Self.value("slash")]), lines) == [1, 3])
        #expect(try Self.lines(.nothing, lines) == Array(lines.indices))
        #expect(try Self.lines(Self.text("nowhere"), lines) == [])
    }

    @Test("they agree with a plain search in random lines")
    func random() throws {
        var random = SeededGenerator(seed: 21)
        func made(_ count: Int) -> String {
            String((0..<count).map { _ in Array("abAB\\")[Int.random(in: 0..<5, using: &random)] })
        }
        for _ in 0..<400 {
            let lines = (0..<Int.random(in: 1...64, using: &random)).map { _ in
                made(Int.random(in: 0...40, using: &random))
            }
            let word = made(Int.random(in: 1...6, using: &random)).lowercased()
            let wanted = lines.indices.filter { lines[$0].lowercased().contains(word) }
            // A text that begins in one line and ends in the next is told of the first.
            let found = try Self.lines(Self.text(word), lines)
            #expect(Set(wanted).isSubset(of: found))
            let joined = lines.joined().lowercased()
            #expect(found.isEmpty == !joined.contains(word))
        }
    }

    @Test("bytes made to be slow to search let every line pass, soon")
    func slow() throws {
        let line = String(repeating: "a", count: 400_000)
        let needle = String(repeating: "a", count: 2000) + "b" + String(repeating: "a", count: 2000)
        #expect(try Self.lines(Self.text(needle), [line, "x"]) == [0, 1])
    }
}

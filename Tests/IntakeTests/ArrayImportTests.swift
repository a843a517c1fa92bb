// SPDX-License-Identifier: Apache-2.0
import EVE
import Fixtures
import Intake
import Testing

@Suite("Importing JSON arrays")
struct ArrayImportTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    func imported(_ text: String, limits: ReadLimits = .small) throws -> Imported {
        try directory.write(text, to: "array.json")
        let imported = try Imported.all(directory.file("array.json"), limits: limits)
        #expect(imported.error == nil)
        return imported
    }

    @Test(
        "each element becomes one line",
        arguments: [
            ("[]", []),
            ("[ ]\n", []),
            ("[{}]", ["{}"]),
            ("[{\"a\":1},{\"b\":2}]", ["{\"a\":1}", "{\"b\":2}"]),
            ("\n \t[\n{\"a\":1}\n,\n{\"b\":2}\n]\n", ["{\"a\":1}", "{\"b\":2}"]),
            ("[{\"a\":\n[1,\r\n2]}]", ["{\"a\": [1,  2]}"]),
            ("[{\"a\":\"}],[{\\\"\"},{\"b\":\"\\\\\"}]", ["{\"a\":\"}],[{\\\"\"}", "{\"b\":\"\\\\\"}"]),
            ("[1, -2.5e3 ,true,null, \"a,]b\" ,[1,[2]]]", ["1", "-2.5e3", "true", "null", "\"a,]b\"", "[1,[2]]"]),
            ("[{}{}]", ["{}", "{}"]),
            ("[{},,{}]", ["{}", "{}"]),
            ("[{}][{}]\n[{}]", ["{}", "{}", "{}"]),
            ("[{\"a\":1},", ["{\"a\":1}"]),
            ("[{\"a\":1}", ["{\"a\":1}"]),
        ] as [(String, [String])])
    func elements(text: String, expected: [String]) throws {
        for block in [1, 3, 1000] {
            let imported = try imported(text, limits: ReadLimits(line: 1000, block: block))
            #expect(imported.texts.map { $0.trimmed } == expected, "block \(block)")
            #expect(imported.refused.isEmpty)
            #expect(imported.lines.map(\.number) == (0..<UInt64(expected.count)).map { $0 + 1 })
        }
    }

    @Test(
        "offsets are those of the array's text, and nothing but line breaks is changed", arguments: [7, 100, 1 << 14])
    func offsets(block: Int) throws {
        let elements = (0..<200).map { "{\n  \"n\" : \($0),\n  \"list\" : [ \"a]\", { } ]\n}" }
        let text = "[\n  " + elements.joined(separator: ",\n\n  ") + "\n]\n"
        let imported = try imported(text, limits: ReadLimits(line: 1000, block: block))
        let bytes = Array(text.utf8)
        #expect(imported.lines.count == 200)
        for (element, line) in zip(elements, imported.lines) {
            let raw = bytes[Int(line.offset)...].prefix(element.utf8.count)
            #expect(Array(raw) == Array(element.utf8))
            #expect(line.text.trimmed == element.replacing("\n", with: " "))
        }
    }

    @Test("a torn end is refused as torn, and the elements before it are kept")
    func torn() throws {
        for (text, offset) in [
            ("[{\"a\":1},\n{\"b\":\"x", 10), ("[{\"a\":1},{\"b\":[{}", 9), ("[{\"a\":1}  12", 10),
        ] {
            for block in [1, 100] {
                let imported = try imported(text, limits: ReadLimits(line: 1000, block: block))
                #expect(imported.texts.map { $0.trimmed } == ["{\"a\":1}"])
                #expect(imported.refused.map(\.reason) == [.torn])
                #expect(imported.refused.map(\.line) == [2])
                #expect(imported.refused.map(\.offset) == [UInt64(offset)])
                #expect(imported.refused.first?.head == Array(text.utf8.dropFirst(offset)))
                #expect(imported.blocks.last?.after.offset == UInt64(text.utf8.count))
                #expect(imported.blocks.last?.after.lines == 2)
            }
        }
    }

    @Test("something else behind the array is refused as one line")
    func trailing() throws {
        for block in [1, 100] {
            let imported = try imported("[{}]\nnonsense [{}]\n", limits: ReadLimits(line: 100, block: block))
            #expect(imported.texts == ["{}"])
            #expect(imported.refused.map(\.reason) == [.notJSON])
            #expect(imported.refused.map(\.offset) == [5])
            #expect(imported.blocks.last?.after.offset == 19)
        }
    }

    @Test("an element over the limit is refused, with its line and offset, and the others are kept")
    func tooLong() throws {
        let long = "{\"x\":\"" + String(repeating: "y", count: 100_000) + "\"}"
        for block in [10, 1 << 18] {
            let imported = try imported(
                "[{\"a\":1}, \(long),{\"b\":2},\(long)", limits: ReadLimits(line: 99, block: block))
            #expect(imported.texts == ["{\"a\":1}", "{\"b\":2}"])
            #expect(imported.lines.map(\.number) == [1, 3])
            #expect(imported.lines.map(\.offset) == [1, UInt64(long.utf8.count + 11)])
            #expect(imported.refused.map(\.reason) == [.tooLong, .tooLong])
            #expect(imported.refused.map(\.line) == [2, 4])
            #expect(imported.refused.map(\.offset) == [10, UInt64(long.utf8.count + 19)])
        }
    }

    @Test("much space between elements takes no memory and shifts no offset")
    func space() throws {
        let text = "[{\"a\":1}," + String(repeating: " \n", count: 200_000) + "{\"b\":2}]"
        let imported = try imported(text, limits: ReadLimits(line: 50, block: 1000))
        #expect(imported.texts == ["{\"a\":1}", "{\"b\":2}"])
        #expect(imported.lines.map(\.offset) == [1, 400_009])
        #expect(imported.blocks.allSatisfy { $0.lines.bytes.count < 100 })
    }

    @Test("reading goes on behind any committed block")
    func resume() throws {
        let text = "[\n" + (0..<300).map { "  {\n\"n\":\($0)}" }.joined(separator: ",\n") + "\n]"
        let limits = ReadLimits(line: 100, block: 64)
        let whole = try imported(text, limits: limits)
        for (index, block) in whole.blocks.enumerated() {
            let rest = try Imported.all(directory.file("array.json"), limits: limits, from: block.after)
            #expect(rest.error == nil)
            let expected = whole.blocks[(index + 1)...].flatMap { Imported(blocks: [$0]).lines }
            #expect(rest.texts.map { $0.trimmed } == expected.map { $0.text.trimmed })
            #expect(rest.lines.map(\.offset) == expected.map(\.offset))
            #expect(rest.lines.map(\.number) == expected.map(\.number))
            #expect(rest.refused.isEmpty)
        }
    }

    @Test(
        "any text that begins as an array is read to its end without a trap, alike in any pieces",
        arguments: 0..<Soak.count(100, soak: 2000))
    func mutations(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let alphabet = Array("[]{},:\"\\ \n1a".utf8)
        let length = Int.random(in: 0...120, using: &generator)
        let text = [0x5b] + (0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
        try directory.write(text, to: "m")
        var results: [[String]] = []
        for block in [1, 5, 1000] {
            let imported = try Imported.all(directory.file("m"), limits: ReadLimits(line: 60, block: block))
            #expect(imported.error == nil)
            for line in imported.lines {
                let raw = text[Int(line.offset)...].prefix(line.text.utf8.count)
                #expect(raw.map { $0 == 0x0a ? 0x20 : $0 }.starts(with: line.text.trimmed.utf8))
            }
            results.append(
                imported.lines.map { "\($0.number) \($0.offset) \($0.text.trimmed)" }
                    + imported.refused.map { "\($0.line) \($0.offset) \($0.reason)" })
        }
        #expect(results[0] == results[1])
        #expect(results[0] == results[2])
    }
}

extension String {
    /// Without the spaces around it.
    var trimmed: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}

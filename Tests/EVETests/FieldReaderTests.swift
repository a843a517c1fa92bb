// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@Suite("Reading the fields that are wanted")
struct FieldReaderTests {
    /// The values of a line as `name=kind text`, with `*` for values without a name.
    private func read(_ names: [String], _ line: String, everything: Bool = false) throws -> [String] {
        var reader = FieldReader(WantedFields(names), readsEverything: everything)
        let bytes = Array(line.utf8)
        try reader.read(bytes.span)
        return (0..<reader.count).map { index in
            let value = reader[index]
            let text = reader.withText(of: value, in: bytes.span) { text in
                String(decoding: text.indices.map { text[$0] }, as: UTF8.self)
            }
            return "\(value.field.map { names[$0] } ?? "*")=\(value.kind) \(text ?? "")"
        }
    }

    @Test("a name is the keys on the way, joined by dots, wherever in the keys the dots are")
    func dots() throws {
        let wanted = ["number 1"].map { "a.b.c=\($0)" }
        for line in [
            #"{"a":{"b":{"c":1}}}"#, #"{"a.b":{"c":1}}"#, #"{"a":{"b.c":1}}"#, #"{"a.b.c":1}"#,
            #"{"a\u002eb":{"\u0063":1}}"#,
        ] {
            let found = try read(["a.b.c"], line)
            #expect(found == wanted, "\(line)")
        }
        let others = try read(["a.b.c"], #"{"a":1,"b":{"c":1},"a.b.c.d":1,"a.b":{"C":1},"":1,"a..b.c":1}"#)
        #expect(others.isEmpty)
    }

    @Test("empty keys and dots at the ends are keys like others")
    func emptyKeys() throws {
        let found = try read(["", ".", "a."], #"{"":1,".":2,"a":{"":3},"a.":4}"#)
        #expect(found == ["=number 1", ".=number 2", "a.=number 3", "a.=number 4"])
    }

    @Test("lists are walked through, and what is inside of containers comes by itself")
    func lists() throws {
        let found = try read(["a", "a.b"], #"{"a":[1,[2,{"b":"x"}],{"b":[true,null]},{}]}"#)
        #expect(
            found == [
                "a=container ", "a=number 1", "a=container ", "a=number 2", "a=container ", "a.b=string x",
                "a=container ",
                "a.b=container ", "a.b=bool true", "a.b=null null", "a=container ",
            ])
    }

    @Test("the first of equal keys counts, in each object")
    func duplicates() throws {
        let found = try read(["a", "b.c"], #"{"a":1,"a":2,"b":[{"c":3,"c":4},{"c":5}],"b":{"c":6},"\u0061":7}"#)
        #expect(found == ["a=number 1", "b.c=number 3", "b.c=number 5"])
    }

    @Test("values keep their text: digits as on the wire, strings without escapes")
    func texts() throws {
        let found = try read(["a"], #"{"a":[-0.50E+3,18446744073709551616,"\u00e9\ud83d\ude00\n\"",false,""]}"#)
        #expect(
            found == [
                "a=container ", "a=number -0.50E+3", "a=number 18446744073709551616", "a=string \u{e9}\u{1f600}\n\"",
                "a=bool false", "a=string ",
            ])
    }

    @Test("asked for everything it gives the other scalars too")
    func everything() throws {
        let found = try read(["a"], #"{"a":1,"b":{"c":["x",{"d":null}]},"a":2}"#, everything: true)
        #expect(found == ["a=number 1", "*=string x", "*=null null", "*=number 2"])
    }

    @Test("a document need not be an object", arguments: [("[{\"a\":1}]", ["a=number 1"]), ("7", []), ("\"a\"", [])])
    func roots(line: String, values: [String]) throws {
        let found = try read(["a"], line)
        #expect(found == values)
    }

    @Test(
        "what is no JSON has no values",
        arguments: [
            (#"{"a":1"#, Rejection.Reason.torn), (#"{"a":1,}"#, .notJSON), (#"{"a":1}x"#, .notJSON),
            (#"{"b":tru}"#, .notJSON), ("", .notJSON),
            (#"{"a":1,"b":[1}}"#, .notJSON),
            (String(repeating: "[", count: 300) + String(repeating: "]", count: 300), .tooDeep),
        ])
    func failures(line: String, reason: Rejection.Reason) {
        var reader = FieldReader(WantedFields(["a"]))
        var error: EveTreeError?
        do { try reader.read(Array(line.utf8).span) } catch let caught { error = caught }
        let count = reader.count
        #expect(error?.reason == reason && count == 0)
    }

    @Test("a name that is there twice has its values at its first place")
    func doubledName() throws {
        var reader = FieldReader(WantedFields(["a", "a"]))
        try reader.read(Array(#"{"a":1}"#.utf8).span)
        let fields = (0..<reader.count).map { reader[$0].field }
        #expect(fields == [0])
    }

    @Test("a line with very many values is cut off, and says so")
    func manyValues() throws {
        var reader = FieldReader(WantedFields(["a"]))
        let count = FieldReader.valueLimit
        try reader.read(Array((#"{"a":["# + String(repeating: "1,", count: count) + "1]}").utf8).span)
        let cut = (reader.count, reader.isTruncated)
        #expect(cut == (count, true))
        try reader.read(Array(#"{"a":1}"#.utf8).span)
        let whole = (reader.count, reader.isTruncated)
        #expect(whole == (1, false))
    }

    @Test("many names are told apart")
    func manyNames() throws {
        let names = (0..<3000).map { "field\($0 % 7).some_long_common_part\($0)_tail" }
        for index in stride(from: 0, to: names.count, by: 97) {
            let found = try read(names, "{\"\(names[index])\":\(index)}")
            #expect(found == ["\(names[index])=number \(index)"])
        }
    }
}

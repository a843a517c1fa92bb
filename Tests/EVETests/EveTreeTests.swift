// SPDX-License-Identifier: Apache-2.0

import EVE
import Testing

@Suite("Trees")
struct EveTreeTests {
    private func parse(_ text: String) throws -> EveTree {
        try EveTree.parse(Array(text.utf8))
    }

    @Test("nodes stand in the order of the wire, with their places")
    func order() throws {
        let tree = try parse(#"{"z":[1,{"a":null}],"b":{},"c":[],"d":"x","e":false}"#)
        #expect(
            tree.nodes == [
                EveTree.Node(depth: 0, key: nil, value: .object(childCount: 5), parent: nil, end: 9),
                EveTree.Node(depth: 1, key: "z", value: .array(childCount: 2), parent: 0, end: 5),
                EveTree.Node(depth: 2, key: nil, value: .number("1"), parent: 1, end: 3),
                EveTree.Node(depth: 2, key: nil, value: .object(childCount: 1), parent: 1, end: 5),
                EveTree.Node(depth: 3, key: "a", value: .null, parent: 3, end: 5),
                EveTree.Node(depth: 1, key: "b", value: .object(childCount: 0), parent: 0, end: 6),
                EveTree.Node(depth: 1, key: "c", value: .array(childCount: 0), parent: 0, end: 7),
                EveTree.Node(depth: 1, key: "d", value: .string("x"), parent: 0, end: 8),
                EveTree.Node(depth: 1, key: "e", value: .bool(false), parent: 0, end: 9),
            ])
        #expect(!tree.isTruncated)
        #expect(tree.children(of: 0) == [1, 5, 6, 7, 8])
        #expect(tree.children(of: 2).isEmpty)
        #expect(tree.child("b", of: 0) == 5)
        #expect(tree.child("a", of: 1) == nil)
        #expect(tree.path(of: 4)?.description == "z.a")
        #expect(tree.path(of: 0) == nil)
        #expect(tree.index(of: ["z"]) == 1 && tree.index(of: ["z", "a"]) == nil && tree.index(of: []) == 0)
    }

    @Test("both of two equal keys are there")
    func duplicates() throws {
        let tree = try parse(#"{"sa_life_duration":"a","sa_life_duration":"b"}"#)
        #expect(tree.nodes.dropFirst().map(\.key) == ["sa_life_duration", "sa_life_duration"])
        #expect(tree.nodes.dropFirst().map(\.value) == [.string("a"), .string("b")])
    }

    @Test(
        "numbers keep every digit",
        arguments: ["9007199254740993", "18446744073709551617", "-0", "1e400", "0.10", "-1.5E+3"])
    func digits(number: String) throws {
        let tree = try parse("{\"session_id\":\(number)}")
        #expect(tree.nodes[1].value == .number(number))
        #expect(tree.nodes[1].value.scalar?.text == number)
    }

    @Test("escapes in keys and texts are resolved, NUL too")
    func escapes() throws {
        let tree = try parse(#"{"a\u0000\"":"\u0000\ud800"}"#)
        #expect(tree.nodes[1].key == "a\u{0}\"")
        #expect(tree.nodes[1].value == .string("\u{0}\u{fffd}"))
    }

    @Test(
        "any JSON has a tree",
        arguments: [("1", .number("1")), ("\"a\"", .string("a")), (" null ", .null), ("[]", .array(childCount: 0))]
            as [(String, EveTree.Value)])
    func roots(text: String, value: EveTree.Value) throws {
        #expect(try parse(text).nodes.map(\.value) == [value])
    }

    @Test(
        "what is no JSON has none, and says why",
        arguments: [("{\"a\":", .torn), ("{}x", .notJSON), ("", .notJSON), ("\u{feff}{}", .notJSON)]
            as [(String, Rejection.Reason)])
    func bad(text: String, reason: Rejection.Reason) {
        #expect(throws: EveTreeError(reason: reason)) { try parse(text) }
    }

    @Test("a tree ends at its limit and says so")
    func truncated() throws {
        let tree = try parse("[\(String(repeating: "[0],", count: 150_000))0]")
        #expect(tree.nodes.count == EveTree.nodeLimit)
        #expect(tree.isTruncated)
        #expect(tree.nodes[0].value == .array(childCount: 150_001))
        #expect(tree.nodes.allSatisfy { $0.end <= tree.nodes.count })
        let full = try parse("[\(String(repeating: "0,", count: EveTree.nodeLimit - 2))0]")
        #expect(full.nodes.count == EveTree.nodeLimit && !full.isTruncated)
    }
}

@Suite("Single fields of many lines")
struct EveScannerTests {
    private static let document =
        #"{"proto":"TCP","n":9007199254740993,"dns":{"rrname":null,"queries":[{"rrname":"a.test"},{"x":1},{"rrname":"b.test"}]},"alert":{"metadata":{"cve":["C1","C2"],"e":[]}},"nested":[[1,[2]],{"k":true}],"proto":"UDP"}"#

    @Test(
        "a path leads to its scalars, through arrays",
        arguments: [
            ("proto", [.string("TCP")]), ("n", [.number("9007199254740993")]), ("dns.rrname", [.null]),
            ("dns.queries.rrname", [.string("a.test"), .string("b.test")]),
            ("alert.metadata.cve", [.string("C1"), .string("C2")]), ("alert.metadata.e", []), ("alert.metadata", []),
            ("nested", [.number("1"), .number("2")]), ("nested.k", [.bool(true)]), ("proto.x", []), ("missing", []),
        ] as [(String, [Scalar])])
    func values(dotted: String, expected: [Scalar]) throws {
        let path = try #require(FieldPath(dotted))
        var scanner = EveScanner()
        let raw = Array(Self.document.utf8)
        #expect(scanner.values(of: [path], in: raw) == [expected])
        #expect(try EveTree.parse(raw).values(of: path) == expected)
    }

    @Test("several paths over several lines, each with its own answer")
    func manyLines() throws {
        let paths = try ["a", "b.c"].map { try #require(FieldPath($0)) }
        var scanner = EveScanner()
        let bytes = Array("{\"a\":1}\n{\"b\":{\"c\":\"x\\ny\"}}\n{\"a\":".utf8)
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map(\.indices)
        #expect(scanner.values(of: paths, in: bytes, lines[0]) == [[.number("1")], []])
        #expect(scanner.values(of: paths, in: bytes, lines[1]) == [[], [.string("x\ny")]])
        #expect(scanner.values(of: paths, in: bytes, lines[2]) == [[], []])
        #expect(scanner.values(of: [paths[1]], in: bytes, lines[1]) == [[.string("x\ny")]])
        #expect(scanner.values(of: [], in: bytes, lines[0]).isEmpty)
    }

    @Test("a key with escapes is found by what it says")
    func escapedKey() throws {
        var scanner = EveScanner()
        #expect(
            try scanner.values(of: [#require(FieldPath("é"))], in: Array(#"{"\u00e9":1}"#.utf8)) == [[.number("1")]])
    }
}

@Suite("Field paths")
struct FieldPathTests {
    @Test("a path has the keys between its dots")
    func keys() throws {
        let path = try #require(FieldPath("alert.metadata.cve"))
        #expect(path.keys == ["alert", "metadata", "cve"])
        #expect(path.description == "alert.metadata.cve")
        #expect(FieldPath(Array(repeating: "a", count: 16).joined(separator: ".")) != nil)
    }

    @Test(
        "what is no path is none",
        arguments: ["", ".", "a.", ".a", "a..b", Array(repeating: "a", count: 17).joined(separator: ".")])
    func bad(text: String) {
        #expect(FieldPath(text) == nil)
    }
}

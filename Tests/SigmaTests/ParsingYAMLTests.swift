// SPDX-License-Identifier: Apache-2.0

import Rules
import Sigma
import Testing

@Suite("YAML of Sigma files")
struct ParsingYAMLTests {
    private static func rule(_ title: String) -> String {
        "title: \(title)\nlogsource: {category: c}\ndetection: {s: {f: a}, condition: s}\n"
    }

    private func titles(_ file: SigmaFile) -> [String] {
        file.documents.map(\.header.title)
    }

    @Test(
        "a stream has as many documents as its markers say",
        arguments: [
            ("", []), ("# only a comment\n", []), ("---\n---\n", []), ("---", []), (rule("a"), ["a"]),
            ("---\n" + rule("a") + "---\n" + rule("b") + "---\n", ["a", "b"]),
            ("# c\n\n--- # c\n" + rule("a") + "--- \r\n" + rule("b"), ["a", "b"]),
            ("%YAML 1.2\n---\n" + rule("a"), ["a"]), (rule("a") + "...\n" + rule("b"), ["a", "b"]),
            (rule("a") + "description: |\n  x\n  ---\n  y\n", ["a"]), ("\u{feff}" + rule("a"), ["a"]),
            (
                rule("a").replacing("\n", with: "\r\n") + "---\r\n" + rule("b").replacing("\n", with: "\r\n"),
                ["a", "b"]
            ),
        ])
    func streams(text: String, expected: [String]) {
        let file = SigmaFile.parse(text)
        #expect(titles(file) == expected && file.problems.isEmpty, "\(Parsed.problems(file))")
    }

    @Test("a broken document does not lose the others, and every place is one of the file")
    func broken() {
        let file = SigmaFile.parse(
            Self.rule("a") + "---\ntitle: [b\n---\n" + Self.rule("c") + "---\njust text\n---\n" + Self.rule("d")
                + "level: x\n")
        #expect(titles(file) == ["a", "c", "d"])
        #expect(file.documents.map(\.header.position.line) == [1, 7, 13])
        #expect(file.problems.map(\.position.line) == [6, 11, 16])
        #expect(file.problems.map(\.weight) == [.error, .error, .warning])
    }

    @Test(
        "what is no YAML is one problem at its line and column",
        arguments: [
            ("title: T\n\tlevel: low", "2:1 error: a tab in the indentation | Indent with spaces."),
            ("title:\n  - a\n \t- b", "3:2 error: a tab in the indentation | Indent with spaces."),
            (
                "a: b: c",
                "1:5 error: no valid YAML: mapping values are not allowed in this context | Quote a value that has a colon in it."
            ),
            (
                "a: *.exe",
                "1:4 error: no valid YAML: did not find expected alphabetic or numeric character, while scanning an alias | Quote a value that begins with *."
            ),
            ("a: *exe", "1:4 error: no valid YAML: found undefined alias | Quote a value that begins with *."),
            (
                "a: %x%",
                "1:4 error: no valid YAML: found character that cannot start any token, while scanning for the next token | Quote a value that begins with %, @ or `."
            ),
            (
                "a: 1\nb: 2\na: 3",
                "1:1 error: a map has the key `a` more than once | Give the values of one key as a list, or another one another name."
            ),
            (
                "é: 'b",
                "1:4 error: no valid YAML: found unexpected end of stream, while scanning a quoted scalar | Look at the quotes here and below."
            ),
            (
                "a: \"\\xZZ\"",
                "1:7 error: no valid YAML: did not find expected hexdecimal number, while parsing a quoted scalar | Look at the quotes here and below."
            ),
            (
                "a: x\nb: é\u{7}y",
                "2:5 error: the character U+7 is not allowed in YAML | Write it in double quotes as \\x and two digits, or leave it out."
            ),
            ("[a]: b", "1:1 error: a key that is no single value | Quote the key if it begins with [ or {."),
            ("<<: x", "1:5 error: `<<` merges maps, and this is none"),
        ])
    func syntax(text: String, expected: String) {
        let file = SigmaFile.parse("---\n" + Self.rule("a") + "---\n" + text)
        let moved = file.problems.map { problem in
            var problem = problem
            problem.position.line -= 5
            return Parsed.line(problem)
        }
        #expect(moved == [expected])
        #expect(titles(file) == ["a"])
    }

    @Test("anchors, aliases and merge keys mean what they stand for")
    func anchors() {
        let file = Parsed.rule(
            "_base: &base {f: &v [1, 2], g: x}\ns:\n  <<: *base\n  g: y\n  h: *v\nt:\n  <<: [{k: 1}, {k: 2, l: 3}]\ncondition: s or t"
        )
        #expect(
            Parsed.meaning(file)
                == "((g=[y] and (h=[1] or h=[2]) and (f=[1] or f=[2])) or (k=[1] and l=[3]))")
    }

    @Test("aliases of aliases, and maps as keys of maps, are refused before they are read")
    func bombs() {
        var laughs = "a0: &a0 [x, x]\n"
        for index in 1...40 {
            laughs += "a\(index): &a\(index) [" + (0..<9).map { _ in "*a\(index - 1)" }.joined(separator: ", ") + "]\n"
        }
        #expect(
            Parsed.problems(SigmaFile.parse(laughs)) == [
                "1:1 error: the document has too many anchors and aliases | Write it as several smaller documents."
            ])
        let asKey =
            "a: &a [" + String(repeating: "x, ", count: 300_000) + "x]\n"
            + String(repeating: "? [*a, *a, *a, *a]\n: b\n", count: 16)
        #expect(SigmaFile.parse(asKey).problems.map(\.message) == ["the document has too many anchors and aliases"])
        let keys = String(repeating: "? ", count: 900) + "[" + String(repeating: "x, ", count: 100_000) + "x]"
        #expect(
            SigmaFile.parse(keys).problems.map(\.message) == ["the document has more than 16 keys that begin with `?`"])
        let wide = "a: &a [" + String(repeating: "x, ", count: 30_000) + "x]\nb: [*a, *a, *a, *a, *a, *a, *a]"
        #expect(Parsed.problems(SigmaFile.parse(wide)) == ["1:59963 error: more than 200000 values in one document"])
    }

    @Test(
        "depth, length and number have limits",
        arguments: [
            (
                String(repeating: "[", count: 30) + String(repeating: "]", count: 30),
                "1:26 error: more than 24 maps and lists inside each other"
            ),
            (String(repeating: "- ", count: 30) + "a", "1:51 error: more than 24 maps and lists inside each other"),
            (
                String(repeating: "[", count: 100_000),
                "1:1 error: far too many maps and lists inside each other"
            ),
            (
                rule("a") + "description: " + String(repeating: "x", count: 1 << 20),
                "1:1 error: the document is longer than 1 MB | Write it as several smaller documents."
            ),
            (
                String(repeating: "a", count: 10 << 20) + "b",
                "1:1 error: the file is larger than 10 MB | Write it as several files."
            ),
            (
                String(repeating: "---\n", count: 10_001),
                "1:1 error: the file has more than 10000 documents | Write it as several files."
            ),
        ])
    func limits(text: String, expected: String) {
        let file = SigmaFile.parse(text)
        #expect(Parsed.problems(file) == [expected] && file.documents.isEmpty)
    }

    @Test("a hostile rule costs no more than its bytes, and tells a hundred errors at most")
    func hostile() {
        let head = "title: T\nlogsource: {category: c}\ndetection:\n  condition: s\n"
        let keys = SigmaFile.parse(head + "  s:\n" + (0..<2_000).map { "    f\($0)|nope: x\n" }.joined())
        #expect(keys.problems.count == 100 && keys.documents.isEmpty)
        let searches = SigmaFile.parse(head + (0..<2_000).map { "  s\($0): x\n" }.joined() + "  s: x\n")
        #expect(searches.problems.count == 100 && searches.documents.count == 1)
        let dashes = SigmaFile.parse(
            head + "  s:\n    f|windash:\n" + (0..<200).map { _ in "      - -a -b -c -d\n" }.joined())
        #expect(dashes.problems.first?.message == "the rule has more than 100000 values")
        let long = SigmaFile.parse(head + "  s:\n    f|windash: \(String(repeating: "-a", count: 1000))\n")
        #expect(
            Parsed.problems(long) == [
                "6:16 error: the value is longer than 1024 bytes, too long to make others of it | Cut it into several."
            ])
        let conditions = (0..<2_000).map { _ in "1 of nope*, not nope" }.joined(separator: ", ")
        #expect(Parsed.rule("s: {f: a}\ncondition: [\(conditions)]").problems.count == 100)
    }

    @Test("a message is one line, whatever the names in it are")
    func oneLine() {
        let problems = SigmaFile.parse("title: T\nlevel: \"a\\nb\\e[0m\"\n" + Self.rule("x").dropFirst(9)).problems
        #expect(problems.map(\.message) == ["unknown level `a\u{fffd}b\u{fffd}[0m`"])
        let long = String(repeating: "x", count: 5000)
        #expect(Parsed.rule("s: {f: a}\ncondition: \(long)").problems.allSatisfy { $0.message.count < 250 })
    }

    @Test("bytes that are no UTF-8 are one problem at their place")
    func encoding() {
        let bytes = Array("title: é\nlevel: ".utf8)
        #expect(
            Parsed.problems(SigmaFile.parse(bytes + [0x80, 0x81])) == [
                "2:8 error: the file is no UTF-8 | Save it in the encoding UTF-8."
            ])
        #expect(
            Parsed.problems(SigmaFile.parse([0xFF, 0xFE, 0x61, 0])) == [
                "1:1 error: the file is no UTF-8 | Save it in the encoding UTF-8."
            ])
        #expect(titles(SigmaFile.parse(Array(Self.rule("é").utf8))) == ["é"])
        #expect(SigmaFile.parse([UInt8](repeating: 0x61, count: (10 << 20) + 1)).problems.count == 1)
    }

    @Test("a text that is not Swift's own is read as its copy is")
    func foreign() {
        let text = Self.rule("a") + "---\n" + Self.rule("b")
        #expect(titles(SigmaFile.parse(String(text.dropFirst(0)))) == ["a", "b"])
        #expect(titles(SigmaFile.parse(String(("x" + text).dropFirst()))) == ["a", "b"])
    }
}

// SPDX-License-Identifier: Apache-2.0

import Rules
import SuricataRules
import Testing

@Suite("Signature files")
struct SignatureFileTests {
    @Test("lines are rules, disabled rules, comments or blank, and cover the file")
    func kinds() {
        let text = """
            # alert on what follows

            \(rule("content:\"x\";"))
            #\(rule("content:\"x\";").replacing("sid:1", with: "sid:2"))
            # drop udp any any -> any 53 (msg:"b"; sid:3;)
            # alert udp any any -> any 53 (msg:"no number";)
            nothing to see

            """
        let file = SignatureFile.parse(text)
        let kinds = file.lines.map { line in
            switch line.kind {
            case .blank: "blank"
            case .comment: "comment"
            case .rule(let signature): "rule \(signature.sid ?? 0)"
            case .disabled(let signature): "disabled \(signature.sid ?? 0)"
            case .broken: "broken"
            }
        }
        #expect(kinds == ["comment", "blank", "rule 1", "disabled 2", "disabled 3", "comment", "broken"])
        #expect(file.lines.map(\.number) == Array(1...7))
        #expect(file.lines.flatMap { file.bytes[$0.range] } == Array(text.utf8))
        #expect(file.problems.map(shown) == ["7:12 error the head has no direction"])
    }

    @Test("line ends of any kind are kept, the last line may go without")
    func lineEnds() {
        for text in ["", "\n", "a", "\r\n\r\n", "# x\r\n\(rule(""))\r\n", "\(rule(""))", "x\\\n", "x\\", "\u{FEFF}# x"]
        {
            let file = SignatureFile.parse(text)
            #expect(file.bytes == Array(text.utf8))
            let start = text.hasPrefix("\u{FEFF}") ? 3 : 0
            #expect(file.lines.flatMap { file.bytes[$0.range] } == Array(text.utf8.dropFirst(start)))
        }
    }

    @Test("a backslash joins lines, and places stay those of the file")
    func continued() throws {
        let text =
            "# c\nalert tcp any any -> any any ( \\\n    msg:\"é\"; \\ \r\n  contennt:\"x\"; sid:1; rev:1;)\n# d\n"
        let file = SignatureFile.parse(text)
        #expect(file.lines.map(\.number) == [1, 2, 5])
        #expect(file.problems.map(shown) == ["4:3 error there is no keyword contennt"])
        let signature = try #require(file.rules.first)
        #expect(signature.position == TextPosition(line: 2, column: 1))
        #expect(signature.option("msg")?.position == TextPosition(line: 3, column: 5))
        #expect(signature.option("sid")?.position == TextPosition(line: 4, column: 17))
        let option = try #require(signature.option("msg"))
        #expect(String(decoding: file.bytes[option.range], as: UTF8.self) == "msg:\"é\"")
        #expect(String(decoding: file.bytes[option.valueRange], as: UTF8.self) == "\"é\"")
    }

    @Test("columns count scalars, not bytes")
    func columns() {
        let text = #"alert tcp any any -> any any (msg:"ä🦊"; nocse; sid:1; rev:1;)"#
        #expect(problems(text) == ["1:41 error there is no keyword nocse"])
    }

    @Test("a file without a rule in use gets a warning")
    func empty() {
        for text in ["", "\n\n", "# comment\n", "# \(rule(""))\n"] {
            #expect(problems(text) == ["1:1 warning the file has no rule in use, which Suricata accepts"])
        }
    }

    @Test("what Suricata skips without a word is told")
    func skipped() {
        let indented = problems("  \(rule(""))\n\(rule(""))\n")
        #expect(indented == ["1:3 error white space stands before the rule, so Suricata skips it"])
        let cut = problems("\(rule(""))\n\(rule("").replacing("sid:1", with: "sid:2")) \\\n")
        #expect(
            cut.count == 1 && cut[0].hasSuffix("the file ends behind a backslash, so Suricata never reads this rule"))
        let marked = problems("\u{FEFF}\(rule(""))\n")
        #expect(marked == ["1:1 error the file begins with a byte order mark, which spoils its first rule"])
    }

    @Test("a rule beyond Suricata's buffer is refused, one that fits is not")
    func length() {
        let frame = rule("metadata:k ;").utf8.count
        let fits = rule("metadata:k \(String(repeating: "v", count: 8191 - frame));")
        #expect(fits.utf8.count == 8191)
        #expect(problems(fits).isEmpty)
        let tooLong = rule("metadata:k \(String(repeating: "v", count: 8192 - frame));")
        #expect(problems(tooLong).first == "1:1 error the rule has more than 8191 bytes, where Suricata cuts it")
        #expect(problems("# " + tooLong).first?.contains("no rule in use") == true)
    }

    @Test(
        "bytes that no rule may have are found",
        arguments: [
            ([0x01], "a control character stands here"), ([0x7F], "a control character stands here"),
            ([0x00], "a control character stands here"), ([0xE9], "the rule is no UTF-8"),
        ] as [([UInt8], String)])
    func badBytes(bytes: [UInt8], message: String) {
        var text = Array(rule("content:\"x\";").utf8)
        text.insert(contentsOf: bytes, at: 35)
        #expect(SignatureFile.parse(bytes: text).problems.contains { $0.message == message && $0.weight == .error })
    }

    @Test("tabs are refused only where Suricata refuses them")
    func tabs() {
        let good = "alert\ttcp any any ->\tany any (msg:\"a\tb\";\tsid:1;\trev:1;)"
        #expect(problems(good).isEmpty)
        for text in [
            "alert tcp\tany any -> any any", "alert tcp any any\t-> any any", "alert tcp any any -> any any\t",
        ] {
            let found = problems(text + " (msg:\"a\"; sid:1; rev:1;)")
            #expect(found.first?.contains("a tab stands where Suricata takes only spaces") == true, "\(text)")
        }
    }

    @Test("one bad rule leaves the others alone, and problems have an end")
    func manyProblems() {
        let text = String(repeating: "rubbish\n", count: 12_000) + rule("")
        let file = SignatureFile.parse(text)
        #expect(file.rules.count == 1)
        #expect(file.problems.count == SignatureFile.problemLimit)
        #expect(file.problems.last?.message == "there are more problems than are told here")
        let options = SignatureFile.parse(rule(String(repeating: "x;", count: 2000)))
        #expect(options.problems.count <= 64)
    }
}

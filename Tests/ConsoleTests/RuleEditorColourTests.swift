// SPDX-License-Identifier: Apache-2.0

import Canvas
import Fixtures
import Rules
import Testing

@testable import Console

@Suite("Colours of rules") struct RuleEditorColourTests {
    /// A letter for the role of each character of the last line: k key, m modifier, s string, n number, c comment, . sign.
    private static func painted(_ text: String, _ kind: RuleKind = .sigma) -> String {
        let buffer = TextBuffer(text)
        let last = buffer.lineCount - 1
        let spans = RuleColouring(kind).spans(of: buffer, lines: last..<last + 1)[0]
        var letters = Array(repeating: Character(" "), count: buffer.length(of: last))
        for span in spans {
            let letter: Character =
                switch span.role {
                case .syntaxKey: span.attributes.contains(.bold) ? "K" : "k"
                case .syntaxModifier: span.attributes.contains(.bold) ? "M" : "m"
                case .syntaxString: "s"
                case .syntaxNumber: "n"
                case .syntaxComment: "c"
                default: "."
                }
            for column in span.columns { letters[column] = letter }
        }
        return String(letters)
    }

    @Test(
        "Sigma",
        arguments: [
            ("title: Some words", "KKKKK. ssssssssss"), ("other: 1", "kkkkk. n"), ("    a|re|i: x", "    k.mm.m. s"),
            ("  - 10.0.0.0/8 # c", "  . nnnnnnnnnn ccc"), ("# c: d", "cccccc"), ("a: 'b: c' # d", "k. ssssss ccc"),
            ("a: \"\\\"\" # d", "k. ssss ccc"), ("x: [5, 6]", "k. nnnnnn"), ("- a: b", ". k. s"),
            ("detection:\n  condition: a and not 1 of b*", "  kkkkkkkkk. s mmm mmm m mm ss"),
            ("  condition: (a or b)", "  kkkkkkkkk. .s mm s."), ("a: |\n  b: c", "  ssss"), ("a: |\n\nb: c", "k. s"),
            ("a: \"b\n  c\" # d", "ssss ccc"), ("2001:db8::1/32", "nnnnnnnnnnnnnn"),
            ("", ""), ("a", "s"),
        ])
    func sigma(text: String, expected: String) {
        #expect(Self.painted(text) == expected)
    }

    @Test(
        "signatures and thresholds",
        arguments: [
            (
                RuleKind.signature, #"alert tcp any 80 -> $A any (msg:"a;b"; sid:1;)"#,
                "MMMMM kkk kkk nn .. kk kkk .kkk.sssss. kkk.n.."
            ),
            (.signature, "# off", "ccccc"), (.signature, "alert (a:b; \\\n  sid:1;)", "  kkk.n.."),
            (.threshold, "suppress gen_id 1, ip 10.0.0.1", "MMMMMMMM kkkkkk n. kk nnnnnnnn"),
            (.indicators, "10.0.0.1 # x", "nnnnnnnn ccc"), (.indicators, "evil.test", "sssssssss"),
        ])
    func others(kind: RuleKind, text: String, expected: String) {
        #expect(Self.painted(text, kind) == expected)
    }

    @Test("spans of any text ascend, do not overlap and lie within the line", arguments: UInt64(1)...40)
    func spans(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "a", ": ", "|", ">", "'", "\"", "\\", "#", " # ", "- ", "[", "]", "\n", "\n  ", "condition: ", "(", ")",
            ";",
            "\u{301}", "漢", "\u{1B}", "1", "\r\n", "alert ", ",",
        ]
        for _ in 0..<40 {
            let text = (0..<30).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let buffer = TextBuffer(text)
            for kind in RuleKind.allCases {
                let lines = RuleColouring(kind).spans(of: buffer, lines: 0..<buffer.lineCount)
                #expect(lines.count == buffer.lineCount)
                for (line, spans) in lines.enumerated() {
                    var column = 0
                    for span in spans {
                        #expect(span.columns.lowerBound >= column && !span.columns.isEmpty)
                        column = span.columns.upperBound
                    }
                    #expect(column <= buffer.length(of: line))
                }
            }
            _ = RuleCompletion.at(buffer.end, in: buffer, vocabulary: CompletionVocabulary())
        }
    }

    @Test("the colours of a line do not depend on how much above it is shown")
    func anyTop() {
        let buffer = TextBuffer(
            "title: a\ndetection:\n    x:\n        - b: \"c\n          d\"\n    condition: |\n        x\n        or y\nlevel: low\n"
        )
        let all = RuleColouring(.sigma).spans(of: buffer, lines: 0..<buffer.lineCount)
        for line in 0..<buffer.lineCount {
            #expect(RuleColouring(.sigma).spans(of: buffer, lines: line..<line + 1) == [all[line]])
        }
    }
}

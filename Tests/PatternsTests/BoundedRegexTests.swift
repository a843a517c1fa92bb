// SPDX-License-Identifier: Apache-2.0

import Patterns
import Testing

@Suite("Expressions within limits")
struct BoundedRegexTests {
    private func match(_ source: RegexSource, _ text: [UInt8]) throws -> BoundedRegex.Outcome {
        let regex = try BoundedRegex(source)
        var scratch = RegexScratch()
        return scratch.match(regex, in: text.span)
    }

    @Test(
        "an expression matches anywhere in a text",
        arguments: [
            ("b+", "abbc", true), ("^b", "ab", false), ("a$", "a\n", true), ("", "", true),
            ("\u{e9}.\u{e9}", "\u{e9}\u{1f600}\u{e9}", true),
            (#"(\w)\1"#, "abba", true), (#"foo(?!bar)"#, "foobar", false), (#"^\d+$"#, "\u{661}", false),
            ("B", "b", false),
            ("a.b", "a\nb", false), ("^b", "a\nb", false),
        ])
    func matches(pattern: String, text: String, isMatch: Bool) throws {
        let outcome = try match(RegexSource(pattern), Array(text.utf8))
        #expect(outcome == (isMatch ? .match : .noMatch))
    }

    @Test("the flags mean what they say")
    func flags() throws {
        let text = Array("a\nB\u{c9}".utf8)
        let insensitive = try match(RegexSource("b\u{e9}", ignoresCase: true), text)
        let multiline = try match(RegexSource("^B", isMultiline: true), text)
        let dotAll = try match(RegexSource("a.B", dotMatchesLineFeed: true), text)
        #expect((insensitive, multiline, dotAll) == (.match, .match, .match))
    }

    @Test(
        "an expression that could run for ages is given up",
        arguments: ["^(a+)+$", "(a|a)*b", "(.*)*x", "(a?){30}a{30}c", "^(?:(?:a*)*)*$x", "((a*)*)*\\1b"])
    func catastrophe(pattern: String) throws {
        for length in [40, 1000, 60_000] {
            let outcome = try match(RegexSource(pattern), Array(repeating: UInt8(ascii: "a"), count: length) + [0x21])
            #expect(outcome != .match)
        }
        let worst = try match(RegexSource("^(a+)+$"), Array(String(repeating: "a", count: 60).utf8) + [0x21])
        #expect(worst == .limit)
    }

    @Test("a group may be repeated some thousand times")
    func longRepetition() throws {
        let outcome = try match(RegexSource("^(.){200,}$"), Array(repeating: UInt8(ascii: "a"), count: 6000))
        #expect(outcome == .match)
    }

    @Test("recursion ends")
    func recursion() throws {
        let outcome = try match(RegexSource(#"^(\((?1)*\))*$x"#), Array(repeating: UInt8(ascii: "("), count: 50_000))
        #expect(outcome != .match)
    }

    @Test(
        "what is no expression is an error that says where",
        arguments: [
            ("a(b", 3), ("[a", 2), ("*a", 0), (#"\C"#, 2), ("(?<n", 4), (String(repeating: "a", count: 20_000), 16_384),
        ])
    func errors(pattern: String, offset: Int) {
        let error = #expect(throws: RegexError.self) { try BoundedRegex(RegexSource(pattern)) }
        #expect(error?.offset == offset && error?.message.isEmpty == false)
    }

    @Test("bytes that are no UTF-8 match nothing, and no half characters")
    func badBytes() throws {
        let bytes: [UInt8] = [0x61, 0xFF, 0xC3, 0x28, 0x62]
        let inside = try match(RegexSource("a.*b", dotMatchesLineFeed: true), bytes)
        let beside = try match(RegexSource("b"), bytes)
        #expect((inside, beside) == (.noMatch, .match))
    }

    @Test("only the beginning of a very long text is looked at")
    func longText() throws {
        let text = Array(repeating: UInt8(ascii: "a"), count: BoundedRegex.textLimit) + [UInt8(ascii: "b")]
        let outcome = try match(RegexSource("b"), text)
        #expect(outcome == .noMatch)
    }

    @Test("no bytes make an expression or a text trap", arguments: 0..<8 as Range<UInt64>)
    func soup(seed: UInt64) {
        var state = seed &+ 1
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let parts = [
            "a", "(", ")", "[", "]", "*", "+", "?", "{2,9}", "|", "\\", "^", "$", ".", "(?=", "(?i)", "\\d", "\u{e9}",
            "(?1)", "\\1", "-",
        ]
        var scratch = RegexScratch()
        for _ in 0..<300 {
            let pattern = (0..<next(12)).map { _ in parts[next(parts.count)] }.joined()
            let text = (0..<next(60)).map { _ in UInt8(next(6) == 0 ? next(256) : 0x61 + next(3)) }
            guard let regex = try? BoundedRegex(RegexSource(pattern)) else { continue }
            _ = scratch.match(regex, in: text.span)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Testing

@testable import Patterns

@Suite("Matches replaced") struct RegexReplacementTests {
    private func outcome(_ regex: String, _ replacement: String, _ text: String, limit: Int = 1000) throws -> String? {
        var scratch = RegexScratch()
        switch scratch.replace(
            try RegexReplacement(RegexSource(regex), with: replacement), in: Array(text.utf8), limit: limit)
        {
        case .replaced(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .noMatch: return nil
        case .limit: return "limit"
        }
    }

    @Test(
        "as Python's re.sub does",
        arguments: [
            ("seconds \\d+", "seconds 3600", "a seconds 60; b seconds 7", "a seconds 3600; b seconds 3600"),
            ("^drop(.*)noalert(.*)", "alert\\1noalert\\2", "drop tcp noalert; x", "alert tcp noalert; x"),
            ("(a)(b)?", "[\\1|\\2]", "abaa", "[a|b][a|][a|]"),
            ("(?P<w>b+)", "<\\g<w>\\g<1>\\g<0>>", "abbc", "a<bbbbbb>c"),
            ("x*", "-", "abxd", "-a-b--d-"), ("", "-", "üb", "-ü-b-"), ("b", "\\\\", "abc", "a\\c"),
            ("b", "\\$\\.", "abc", "a\\$\\.c"), ("$", ";)", "a", "a;)"), ("a|ab", "x", "ab", "xb"),
        ])
    func replaced(regex: String, replacement: String, text: String, wanted: String) throws {
        #expect(try outcome(regex, replacement, text) == wanted)
    }

    @Test("nothing found is told from what was given up")
    func limits() throws {
        #expect(try outcome("q", "x", "abc") == nil)
        #expect(try outcome("a", "xxxxxxxxxx", String(repeating: "a", count: 50), limit: 100) == "limit")
        #expect(try outcome("(a+)+[bc]", "x", String(repeating: "a", count: 5000)) == "limit")
        var scratch = RegexScratch()
        let regex = try RegexReplacement(RegexSource("a"), with: "b")
        #expect(scratch.replace(regex, in: [UInt8](repeating: 1, count: BoundedRegex.textLimit + 1)) == .limit)
    }

    @Test(
        "what is no replacement is refused",
        arguments: ["\\2", "\\g<2>", "\\g<x>", "\\g", "\\g<1", "\\", "\\n", "\\q", "a\nb", "\u{0}", "\\g<-1>"])
    func refused(replacement: String) {
        #expect(throws: RegexError.self) { try RegexReplacement(RegexSource("(a)"), with: replacement) }
    }

    @Test("any bytes and any expression that is one end in some outcome", arguments: UInt64(1)...20)
    func random(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let parts = ["a", "b*", "(", ")", "(?=", "\\K", "|", ".", "^", "$", "\\b", "[ab]", "?", "+", "ü"]
        var scratch = RegexScratch()
        for _ in 0..<200 {
            let text = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                parts[Int.random(in: parts.indices, using: &random)]
            }.joined()
            guard let regex = try? RegexReplacement(RegexSource(text), with: "<\\g<0>>") else { continue }
            let bytes = (0..<40).map { _ in
                Bool.random(using: &random)
                    ? UInt8.random(in: 0x61...0x63, using: &random) : UInt8.random(in: 0...255, using: &random)
            }
            if case .replaced(let found) = scratch.replace(regex, in: bytes, limit: 500) { #expect(found.count <= 500) }
        }
    }
}

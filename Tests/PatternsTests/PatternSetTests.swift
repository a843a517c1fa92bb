// SPDX-License-Identifier: Apache-2.0

import Patterns
import Testing

@Suite("Looking for many patterns")
struct PatternSetTests {
    /// The indices of what is found in a text, in ascending order.
    private func find(_ patterns: [SearchPattern], _ text: String) -> (literals: [Int], regexes: [Int]) {
        let set = PatternSet(patterns)
        var scratch = PatternScratch(for: [set])
        let bytes = Array(text.utf8)
        scratch.findLiterals(of: set, in: bytes.span)
        let literals = (0..<scratch.count).map { scratch[$0] }.sorted()
        scratch.findRegexes(of: set, in: bytes.span)
        return (literals, (0..<scratch.count).map { scratch[$0] }.sorted())
    }

    private func literal(_ text: String) -> SearchPattern { .literal(Array(text.utf8)) }

    @Test("every literal that is in a text is found, once")
    func literals() {
        let patterns = ["foo", "oo", "bar", "foobar", "\u{e9}", ".*", "a\0b"].map(literal)
        #expect(find(patterns, "xfoofoo").literals == [0, 1])
        #expect(find(patterns, "foobar .* caf\u{e9}").literals == [0, 1, 2, 3, 4, 5])
        #expect(find(patterns, "a\0b").literals == [6])
        #expect(find(patterns, "FOO").literals.isEmpty)
        #expect(find(patterns, "").literals.isEmpty)
        #expect(find([], "foo").literals.isEmpty)
    }

    @Test("of a long literal the beginning is looked for")
    func longLiteral() {
        let text = String(repeating: "ab", count: 100)
        #expect(find([literal(text)], text).literals == [0])
        #expect(find([literal(text)], String(text.prefix(PatternSet.literalLimit))).literals == [0])
        #expect(find([literal(text)], String(text.prefix(PatternSet.literalLimit - 1))).literals.isEmpty)
    }

    @Test("expressions are found beside literals, each under its own index")
    func regexes() {
        let patterns: [SearchPattern] = [
            .regex(RegexSource("^a+b$")), literal("aab"), .regex(RegexSource("B", ignoresCase: true)),
            .regex(RegexSource("^c", isMultiline: true)), .regex(RegexSource("a.c", dotMatchesLineFeed: true)),
            .regex(RegexSource("")),
        ]
        #expect(find(patterns, "aab") == ([1], [0, 2, 5]))
        #expect(find(patterns, "a\nc") == ([], [3, 4, 5]))
        #expect(find(patterns, "") == ([], [5]))
    }

    @Test("what Hyperscan cannot take is refused, and the others are found")
    func refusal() {
        let patterns: [SearchPattern] = [
            .regex(RegexSource("(")), .literal([]), literal("foo"), .regex(RegexSource("f.o")),
            .regex(RegexSource("\u{e9}")), .regex(RegexSource(String(repeating: "a", count: 2000))),
            .regex(RegexSource("a\0b")),
        ]
        let set = PatternSet(patterns)
        #expect(set.refused.map(\.index) == [0, 1, 4, 5, 6])
        #expect(set.refused.allSatisfy { !$0.message.isEmpty && !$0.message.contains("\n") })
        #expect(find(patterns, "foo") == ([2], [3]))
        #expect(set.memory > 0)
    }

    @Test("a construct that Hyperscan knows only a part of is found wherever it is")
    func sieve() {
        let patterns: [SearchPattern] = [.regex(RegexSource(#"(\w)\1"#)), .regex(RegexSource("foo(?=bar)"))]
        #expect(PatternSet(patterns).refused.isEmpty)
        #expect(find(patterns, "aa").regexes.contains(0))
        #expect(find(patterns, "foobar").regexes.contains(1))
    }

    @Test("many threads may search one set")
    func threads() async {
        let set = PatternSet(["foo", "bar", "baz"].map(literal))
        let counts = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var scratch = PatternScratch(for: [set])
                    var found = 0
                    for _ in 0..<1000 {
                        scratch.findLiterals(of: set, in: Array("a foo, a baz".utf8).span)
                        found += scratch.count
                    }
                    return found
                }
            }
            return await group.reduce(0, +)
        }
        #expect(counts == 16_000)
    }

    @Test("a set for which the scratch was not made finds nothing", arguments: ["foo"])
    func foreignSet(text: String) {
        let set = PatternSet([literal(text)])
        var scratch = PatternScratch(for: [])
        scratch.findLiterals(of: set, in: Array(text.utf8).span)
        let count = scratch.count
        #expect(count == 0)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Rules
import Sigma
import Testing

@Suite("Conditions of Sigma rules")
struct ParsingConditionTests {
    private static let searches = "sel_a: {f: 1}\nsel_b: {f: 2}\nflt: {f: 3}\n_hid: {f: 4}\n"

    /// The rule with four searches and this condition, which begins at 8:14.
    private func file(_ condition: String) -> SigmaFile {
        Parsed.rule(Self.searches + "condition: " + condition)
    }

    @Test(
        "not binds more than and, and more than or",
        arguments: [
            ("sel_a", "f=[1]"), ("sel_a or sel_b and flt", "(f=[1] or (f=[2] and f=[3]))"),
            ("sel_a and sel_b or flt", "((f=[1] and f=[2]) or f=[3])"), ("not sel_a and flt", "(not f=[1] and f=[3])"),
            ("not (sel_a or flt)", "not (f=[1] or f=[3])"), ("not not sel_a", "not not f=[1]"), ("((sel_a))", "f=[1]"),
            ("sel_a AND NOT sel_b OR flt", "((f=[1] and not f=[2]) or f=[3])"), ("(sel_a)or(flt)", "(f=[1] or f=[3])"),
            ("1 of sel_*", "(f=[1] or f=[2])"), ("all of sel_*", "(f=[1] and f=[2])"),
            ("any of sel_*", "(f=[1] or f=[2])"),
            ("1 of them", "(f=[1] or f=[2] or f=[3])"), ("ALL OF THEM", "(f=[1] and f=[2] and f=[3])"),
            ("1 of _*", "f=[4]"), ("1 of *", "(f=[1] or f=[2] or f=[3])"), ("1 of s*_b", "f=[2]"),
            ("1 of *l*", "(f=[1] or f=[2] or f=[3])"),
            ("1 of flt", "f=[3]"), ("not 1 of sel_* and flt", "(not (f=[1] or f=[2]) and f=[3])"), ("_hid", "f=[4]"),
            ("[sel_a, flt]", "(f=[1] or f=[3])"), ("[sel_a and flt]", "(f=[1] and f=[3])"),
            ("'sel_a   and\tflt'", "(f=[1] and f=[3])"), ("|\n    sel_a\n    or flt", "(f=[1] or f=[3])"),
        ])
    func grammar(condition: String, expected: String) {
        #expect(Parsed.meaning(file(condition)) == expected)
    }

    @Test(
        "what is wrong is told at its column, however the condition is quoted",
        arguments: [
            ("sel_c", "8:14 error: no search is named `sel_c` | Did you mean `sel_a`?"),
            (
                "sel_a and nowhere",
                "8:24 error: no search is named `nowhere` | The searches are: `sel_a`, `sel_b`, `flt`, `_hid`."
            ),
            ("'sel_a and sel_x'", "8:25 error: no search is named `sel_x` | Did you mean `sel_a`?"),
            ("\"sel_a and\\tsel_x\"", "8:26 error: no search is named `sel_x` | Did you mean `sel_a`?"),
            ("|\n    sel_a\n      and sel_x", "10:13 error: no search is named `sel_x` | Did you mean `sel_a`?"),
            (">-\n    sel_a or\n    sel_x", "10:7 error: no search is named `sel_x` | Did you mean `sel_a`?"),
            ("sel_a or\n    flt or sel_x", "9:14 error: no search is named `sel_x` | Did you mean `sel_a`?"),
            ("[sel_a, sel_x]", "8:22 error: no search is named `sel_x` | Did you mean `sel_a`?"),
            ("Sel_a", "8:14 error: no search is named `Sel_a` | Did you mean `sel_a`?"),
            (
                "1 of selection*",
                "8:19 error: no search is named like `selection*` | The searches are: `sel_a`, `sel_b`, `flt`, `_hid`."
            ),
            ("1 of sel_", "8:19 error: no search is named like `sel_` | Did you mean `sel_a`?"),
            ("sel_*", "8:14 error: `sel_*` stands for several searches | Write `1 of sel_*` or `all of sel_*`."),
            ("2 of sel_*", "8:14 error: `2 of` is not known | Only `1 of` and `all of` are."),
            (
                "sel_a and 1 of",
                "8:26 error: nothing stands behind `of` | Write `them` or the searches' name with a `*`."
            ),
            ("1 of (sel_a)", "8:16 error: nothing stands behind `of` | Write `them` or the searches' name with a `*`."),
            (
                "sel_a sel_b",
                "8:20 error: `and` or `or` is missing before `sel_b` | Say how it is joined with what stands before it."
            ),
            (
                "sel_a not flt",
                "8:20 error: `and` or `or` is missing before `not` | Say how it is joined with what stands before it."
            ),
            ("sel_a and", "8:20 error: nothing stands behind `and` | Name a search behind it."),
            ("sel_a and or flt", "8:24 error: a search is missing before `or` | Name one, or take `or` away."),
            ("not", "8:14 error: nothing stands behind `not` | Name a search behind it."),
            ("(sel_a or flt", "8:14 error: the bracket is not closed | Put a `)` where it ends."),
            ("sel_a)", "8:19 error: the bracket was not opened | Put a `(` before it, or take it away."),
            ("()", "8:15 error: a search is missing before `)` | Name one, or take `)` away."),
            (
                "sel_a | count() > 5",
                "8:20 error: aggregations behind `|` are no longer part of Sigma | Write a correlation rule that names this rule."
            ),
            ("''", "8:14 error: the condition is empty | Name a search, such as `selection`."),
            ("[]", "8:3 error: the condition is empty | Name a search, such as `selection`."),
            ("", "8:3 error: `detection` has no condition | Write `condition:` and how its searches are joined."),
            ("{a: b}", "8:14 error: `condition` is a map | Write a list."),
        ])
    func faults(condition: String, expected: String) {
        let problems = Parsed.problems(file(condition)).filter { !$0.contains("does not use") }
        #expect(problems.first == expected)
        #expect(file(condition).documents.isEmpty)
    }

    @Test("a search that no condition names is a warning, and one that begins with an underscore too")
    func unused() {
        let problems = Parsed.problems(file("[sel_a, not flt]"))
        #expect(
            problems == [
                "5:3 warning: the condition does not use `sel_b` | Name it in the condition, or take it away.",
                "7:3 warning: the condition does not use `_hid` | Name it in the condition, or take it away.",
            ])
    }

    @Test("brackets, length and the tests of a condition have limits")
    func limits() {
        let deep = String(repeating: "(", count: 10_000) + "sel_a" + String(repeating: ")", count: 10_000)
        #expect(Parsed.problems(file(deep)).first == "8:14 error: the condition is longer than 16384 bytes")
        let nested = String(repeating: "(", count: 40) + "sel_a" + String(repeating: ")", count: 40)
        #expect(
            Parsed.problems(file(nested)).first
                == "8:46 error: more than 32 brackets and negations inside each other")
        let negated = String(repeating: "not ", count: 31) + "sel_a"
        #expect(file(negated).documents.count == 1)
        let values = (0..<600).map { "\($0)" }.joined(separator: ",")
        let many = (0..<200).map { _ in "s" }.joined(separator: " or ")
        #expect(
            Parsed.problems(Parsed.rule("s: {f: [\(values)]}\ncondition: \(many)")).first
                == "5:844 error: the conditions make more than 100000 tests of their searches")
    }
}

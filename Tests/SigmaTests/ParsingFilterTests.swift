// SPDX-License-Identifier: Apache-2.0

import Rules
import Sigma
import Testing

@Suite("Sigma filters")
struct ParsingFilterTests {
    /// A filter with these lines, which begin at 4:3.
    private func file(_ lines: String) -> SigmaFile {
        let indented = lines.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        return SigmaFile.parse("title: T\nlogsource: {category: c}\nfilter:\n\(indented)\n")
    }

    @Test(
        "a filter is its rules and what must hold besides",
        arguments: [("[a, b]", ["a", "b"]), ("any", nil), ("a", ["a"])])
    func filters(rules: String, expected: [String]?) throws {
        let file = file("rules: \(rules)\nselection: {f|startswith: adm_}\ncondition: not selection")
        guard case .filter(let rule) = try #require(file.documents.first) else {
            Issue.record("no filter")
            return
        }
        #expect(rule.rules == expected && rule.logSource == LogSource(category: "c"))
        #expect(Parsed.text(rule.expression) == "not f=[adm_]*")
        #expect(file.problems.isEmpty && file.references.map(\.name) == expected ?? [])
    }

    @Test(
        "a fault is told at its place",
        arguments: [
            (
                "selection: {f: a}\ncondition: not selection",
                "3:1 error: the filter names no rules | Write `rules:` and a list of ids or names, or `any`."
            ),
            (
                "rules: [a]\nselection: {f: a}",
                "3:1 error: `filter` has no condition | Write `condition:` and how its searches are joined."
            ),
            (
                "rules: [a]\ncondition: not sel",
                "5:18 error: no search is named `sel` | Write a search beside the condition."
            ),
            (
                "rules: [a]\nselection: {f: a}\ncondition: selection",
                "6:14 warning: the filter leaves only the matches that fit its condition | Write `not` before it to take these matches away."
            ),
        ])
    func faults(lines: String, expected: String) {
        #expect(Parsed.problems(file(lines)) == [expected])
    }
}

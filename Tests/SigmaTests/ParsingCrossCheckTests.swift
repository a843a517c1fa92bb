// SPDX-License-Identifier: Apache-2.0

import Rules
import Sigma
import Testing

@Suite("Sigma files together")
struct ParsingCrossCheckTests {
    private func rule(_ lines: String) -> String {
        "title: T\n\(lines)\nlogsource: {category: c}\ndetection: {s: {f: a}, condition: s}\n"
    }

    @Test("an id or a name that two documents have is an error in the second, whatever its letters' case")
    func duplicates() {
        let id = "2f9bfbd9-2a5c-4a7d-8e0f-0c1f6f1c2a11"
        let files = [
            rule("id: \(id)\nname: x"), rule("name: y"), rule("id: \(id.uppercased())") + "---\n" + rule("name: y"),
        ]
        .map { SigmaFile.parse($0) }
        let problems = SigmaFile.crossCheck(files).map { $0.map(Parsed.line) }
        #expect(
            problems == [
                [], [],
                [
                    "2:5 error: another rule is already called `\(id.uppercased())` | Give this one an id and a name of its own.",
                    "7:7 error: another rule is already called `y` | Give this one an id and a name of its own.",
                ],
            ])
    }

    @Test("a correlation or filter that names no rule is an error at the name")
    func references() {
        let correlation =
            "title: C\nname: corr\ncorrelation: {type: temporal, rules: [one, Two, three], timespan: 1m}\n"
        let filter = "title: F\nlogsource: {category: c}\nfilter: {rules: [corr, onn], s: {f: a}, condition: not s}\n"
        let files = [correlation, rule("name: one") + "---\n" + rule("name: two"), filter].map { SigmaFile.parse($0) }
        let problems = SigmaFile.crossCheck(files).map { $0.map(Parsed.line) }
        #expect(
            problems == [
                ["3:49 error: no rule is called `three` | Write the id or the name of a rule."], [],
                ["3:24 error: no rule is called `onn` | Did you mean `one`?"],
            ])
    }

    @Test("the names of a document that has errors count for nothing")
    func broken() {
        let files = [
            SigmaFile.parse("title: T\nname: x\ndetection: {s: {f: a}, condition: s}\n"),
            SigmaFile.parse(rule("name: x")),
        ]
        #expect(files[0].documents.isEmpty && files[0].names.isEmpty)
        #expect(SigmaFile.crossCheck(files) == [[], []])
    }
}

// SPDX-License-Identifier: Apache-2.0

import Rules
import Sigma
import Testing

@testable import Station

@Suite("Rules of the store, parsed")
struct ParsedRuleTests {
    private func entry(_ id: String, revision: Int = 1, title: String, isBroken: Bool = false) -> RuleSnapshot.Entry {
        let text = isBroken ? "title: [" : RuleText.name(RuleText.first, "dns.rrname: a.test", title: title)
        let rule = Rule(
            id: id, kind: .sigma, heading: RuleHeading(title: title), revision: revision, isEnabled: true,
            isRetired: false, author: "", created: RuleText.now, changed: RuleText.now)
        return RuleSnapshot.Entry(rule: rule, text: Array(text.utf8))
    }

    private func titles(_ rules: [String: ParsedRule]) -> [String: [String]] {
        rules.mapValues { $0.file.documents.map(\.header.title) }
    }

    @Test(
        "each rule is parsed once, few of them or many, and broken ones have their problems",
        arguments: [0, 1, 64, 65, 301])
    func counts(_ count: Int) {
        let entries = (0..<count).map { entry("r\($0)", title: "T\($0)", isBroken: $0 % 7 == 3) }
        let rules = ParsedRule.all(entries, options: SigmaOptions(), known: [:])
        #expect(rules.count == count)
        for (number, entry) in entries.enumerated() {
            let file = rules[entry.rule.id]?.file
            #expect(file?.documents.map(\.header.title) == (number % 7 == 3 ? [] : ["T\(number)"]))
            #expect(file?.problems.isEmpty == (number % 7 != 3))
        }
    }

    @Test("what is known is taken, but for a new revision, another text, and a rule that is gone")
    func known() {
        let first = ["same", "revised", "replaced", "gone"].map { entry($0, title: "Old") }
        let known = ParsedRule.all(first, options: SigmaOptions(), known: [:])
        let second = [
            entry("same", title: "Old"), entry("revised", revision: 2, title: "New"), entry("replaced", title: "New"),
        ]
        let rules = ParsedRule.all(second, options: SigmaOptions(), known: known)
        #expect(titles(rules) == ["same": ["Old"], "revised": ["New"], "replaced": ["New"]])
    }
}

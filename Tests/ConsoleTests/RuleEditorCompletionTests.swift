// SPDX-License-Identifier: Apache-2.0

import Canvas
import Rules
import Testing

@testable import Console

@Suite("Completion in rules") struct RuleEditorCompletionTests {
    /// The completion at the end of a text; `^` marks the cursor where it is elsewhere.
    private static func completion(_ text: String) -> RuleCompletion? {
        let parts = text.split(separator: "^", maxSplits: 1, omittingEmptySubsequences: false)
        let before = parts[0].split(separator: "\n", omittingEmptySubsequences: false)
        let cursor = EditPosition(line: before.count - 1, column: before.last?.count ?? 0)
        let vocabulary = CompletionVocabulary(
            fields: [CompletionItem("src_ip"), CompletionItem("dest_ip")],
            logSources: ["product": [CompletionItem("suricata")]])
        return RuleCompletion.at(cursor, in: TextBuffer(parts.joined()), vocabulary: vocabulary)
    }

    private static func words(_ text: String) -> [String]? {
        guard case .items(let items)? = completion(text)?.source else { return nil }
        return items.map(\.text)
    }

    @Test(
        "the place decides what is offered",
        arguments: [
            ("lev", "level"), ("title: x\nlo", "logsource"), ("logsource:\n    pr", "product"),
            ("logsource:\n    product: s", "suricata"), ("status: ", "experimental"), ("level: h", "critical"),
            ("detection:\n    con", "condition"), ("detection:\n  x:\n    src", "dest_ip"),
            ("detection:\n  x:\n    - src", "dest_ip"), ("detection:\n  x:\n    src_ip|c", "cidr"),
            ("detection:\n  x:\n    src_ip|re|", "i"), ("detection:\n  x:\n    a: b\n  condition: no", "x"),
            ("detection:\n  x:\n    a: b\n  condition: x and n", "not"),
            ("detection:\n  condition: ^\n  y:\n    a: 1\nlevel: low", "y"), ("correlation:\n  ty", "type"),
            ("correlation:\n  type: ev", "event_count"), ("fields:\n  - s", "src_ip"),
        ])
    func places(text: String, offered: String) {
        #expect(Self.words(text)?.contains(offered) == true, "\(Self.words(text) ?? [])")
    }

    @Test(
        "values are asked for by field, with what was typed of them",
        arguments: [
            ("detection:\n  x:\n    dest_ip|cidr: 10.2", "dest_ip", "10.2"), ("detection:\n  x:\n    a.b: ", "a.b", ""),
            ("detection:\n  x:\n    a|contains:\n      - 'q", "a", "q"), ("detection:\n  x:\n    - a: v", "a", "v"),
            ("detection:\n  x:\n    a: [1, 2", "a", "2"),
        ])
    func values(text: String, field: String, prefix: String) {
        let completion = Self.completion(text)
        #expect(completion?.source == .values(field: field))
        #expect(completion?.prefix == prefix)
    }

    @Test(
        "nothing is offered in comments, titles and behind no blank",
        arguments: ["# lev", "title: x", "level:", "detection:\n  x:\n    a: b # c", "tags:\n  - att"])
    func nothing(text: String) {
        #expect(Self.completion(text) == nil)
    }

    @Test("the names of searches are those of this detection")
    func searches() {
        let text =
            "detection:\n    a:\n        b: 1\n    'c d':\n        - e\n    # f:\n    condition: ^\nlevel: low\nother:\n    g: 1"
        #expect(Self.words(text)?.prefix(2) == ["a", "c d"])
    }

    @Test(
        "values become text that YAML and Sigma read as they were",
        arguments: [
            ("10.20.4.0/24", "10.20.4.0/24"), ("a*b?", #"a\*b\?"#), (#"C:\x"#, #"C:\x"#), (#"a\*"#, #"a\\\*"#),
            ("yes", "'yes'"), ("it's: so", "'it''s: so'"), ("-x", "'-x'"), ("", "''"), ("a #b", "'a #b'"),
            ("a\nlevel: low", #""a\U0000000alevel: low""#), ("\u{202E}\"", #""\U0000202e\"""#), ("[1]", "'[1]'"),
        ])
    func escapes(value: String, expected: String) {
        #expect(CompletionItem(value).ruleText == expected)
    }

    @Test("Tab takes the chosen one, Esc closes, typing narrows")
    func popup() {
        var desk = RuleEditorDesk("lev", saved: "")
        desk.run("<End><Tab>")
        #expect(desk.state.popup?.items.first?.text == "level")
        desk.run("<Tab>: ")
        #expect(desk.state.text == "level: ")
        desk.run("h")
        #expect(desk.state.popup?.items.first?.text == "high")
        desk.run("<Esc>")
        #expect(desk.state.popup == nil)
        #expect(desk.effects.allSatisfy { $0 != .close })
        desk.run("i<Tab>")
        #expect(desk.state.text == "level: high")
    }

    @Test("values come later, and only those of the field at hand are taken")
    func later() {
        var desk = RuleEditorDesk("detection:\n  x:\n    dest_ip|cidr: 10", saved: "")
        desk.run("<C-End><Tab>")
        #expect(desk.effects == [.complete(CompletionRequest(field: "dest_ip", prefix: "10"))])
        #expect(desk.state.popup?.items.isEmpty == true)
        desk.state.take(
            CompletionAnswer(
                request: CompletionRequest(field: "src_ip", prefix: ""), items: RuleEditorDesk.values, about: ""))
        #expect(desk.state.popup?.items.isEmpty == true)
        desk.answer()
        desk.run("<Down><Tab>")
        #expect(desk.state.text.hasSuffix("dest_ip|cidr: 10.20.4.40/32"))
    }

    @Test("Tab before the text of a line still indents")
    func indents() {
        var desk = RuleEditorDesk("level: low", saved: "")
        desk.run("<Tab>")
        #expect(desk.state.text == "    level: low")
    }
}

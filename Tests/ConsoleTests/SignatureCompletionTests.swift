// SPDX-License-Identifier: Apache-2.0

import Canvas
import Rules
import Testing

@testable import Console

@Suite("Completion and layout of signatures")
struct SignatureCompletionTests {
    /// The completion at the end of a text.
    private static func completion(_ text: String, _ kind: RuleKind = .signature) -> RuleCompletion? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let cursor = EditPosition(line: lines.count - 1, column: lines.last?.count ?? 0)
        let buffer = TextBuffer(text)
        return kind == .threshold
            ? SignatureCompletion.atThreshold(cursor, in: buffer) : SignatureCompletion.at(cursor, in: buffer)
    }

    private static func words(_ text: String, _ kind: RuleKind = .signature) -> [String]? {
        guard case .items(let items)? = completion(text, kind)?.source else { return nil }
        return items.map(\.text)
    }

    private static let head = "alert tcp any any -> any any ("

    @Test(
        "the place in a signature decides what is offered",
        arguments: [
            ("al", "al", "alert"), ("alert ht", "ht", "http"), ("alert http1:re", "http1:re", "http1:request_line"),
            ("alert tcp $H", "$H", "$HOME_NET"), ("alert tcp any a", "a", "any"),
            ("alert tcp [10.0.0.1, 10.0.0.2] any -", "-", "->"), ("alert tcp any any -> $E", "$E", "$EXTERNAL_NET"),
            (head + "fl", "fl", "flowbits"), (head + "msg:\"a;b\\\" c\"; con", "con", "content"),
            (head + "classtype:tro", "tro", "trojan-activity"), (head + "flow:established,to", "to", "to_server"),
            (head + "flow: ", "", "established"), (head + "flowbits:is", "is", "isset"),
            (head + "reference:", "", "cve"), (head + "target:", "", "dest_ip"),
            (head + "threshold:type limit, tr", "tr", "track"), (head + "threshold:type ", "", "both"),
            (head + "threshold: type limit, track by", "by", "by_src"), (head + "\\\n    dns.q", "dns.q", "dns.query"),
            (head + "\\\n  msg:\"a\"; \\\n  ", "", "sid"), ("# c\nal", "al", "alert"),
        ])
    func places(text: String, prefix: String, offered: String) {
        let completion = Self.completion(text)
        #expect(completion?.prefix == prefix)
        #expect(Self.words(text)?.contains(offered) == true, "\(Self.words(text) ?? [])")
        let last = text.split(separator: "\n").last?.count ?? 0
        #expect(completion?.columns == last - prefix.count..<last)
    }

    @Test(
        "nothing is offered in numbers, texts, comments and behind the end",
        arguments: [
            head + "sid:", head + "sid:1", head + "rev:", head + "msg:\"fl", head + "content:\"a\" fl", "# al",
            head + "sid:1;) fl", head + "flowbits:set,na", head + "reference:cve,20", head + "threshold:count ",
            "alert tcp any any -> any any x", head + "nonsense:x",
        ])
    func nothing(text: String) {
        #expect(Self.completion(text) == nil, "\(Self.words(text) ?? [])")
    }

    @Test(
        "so does the place in threshold.config",
        arguments: [
            ("su", "suppress"), ("suppress gen", "gen_id"), ("suppress gen_id 1, sig_id 2, tr", "track"),
            ("suppress gen_id 1, sig_id 2, track by", "by_either"), ("threshold gen_id 1, type ", "limit"),
            ("rate_filter gen_id 1, new_action ", "drop"), ("suppress gen_id 1, \\\n  tr", "track"),
        ])
    func thresholds(text: String, offered: String) {
        #expect(Self.words(text, .threshold)?.contains(offered) == true, "\(Self.words(text, .threshold) ?? [])")
    }

    @Test(
        "no count, command or comment in threshold.config has words",
        arguments: ["suppress gen_id ", "nonsense ge", "# s"])
    func noThreshold(text: String) {
        #expect(Self.completion(text, .threshold) == nil)
    }

    @Test("what is offered is what was typed for, with what it does")
    func popup() {
        var desk = RuleEditorDesk(Self.head, saved: "", kind: .signature)
        desk.run("<End>cont")
        #expect(desk.state.popup?.items.first == CompletionItem("content", note: "bytes that must be there"))
        desk.run("<Tab>:\"x\"; no")
        #expect(desk.state.popup?.items.first?.text == "nocase")
        desk.run("<Tab>; sid:1")
        #expect(desk.state.popup == nil)
        #expect(desk.state.text == Self.head + "content:\"x\"; nocase; sid:1")
    }

    @Test("the strip for dry runs promises none")
    func strip() {
        let desk = RuleEditorDesk(Self.head + "sid:1;)", saved: "", kind: .signature)
        #expect(desk.rows.contains { $0.contains("None: this works in the sensors") })
        #expect(!desk.rows.contains { $0.contains("keys pause") })
    }

    @Test("a key lays a signature out and back again, and leaves one with an error alone")
    func layout() {
        let one = Self.head + #"msg:"a"; sid:1; rev:1;)"#
        var desk = RuleEditorDesk(one, saved: one, kind: .signature)
        desk.run("<A-l>")
        #expect(desk.state.text == Self.head + " \\\n    msg:\"a\"; \\\n    sid:1; \\\n    rev:1;)")
        #expect(desk.effects.count == 1)
        desk.run("<A-l>")
        #expect(desk.state.text == one && !desk.state.isChanged)
        desk.run("<A-u>")
        #expect(desk.state.text.contains("\n"))
        let bad = one.replacing("sid:1", with: "sid:x")
        var other = RuleEditorDesk(bad, saved: bad, kind: .signature)
        other.run("<A-l>")
        #expect(other.state.text == bad && other.state.message != nil)
        var sigma = RuleEditorDesk()
        sigma.run("<A-l>")
        #expect(sigma.state.message != nil && sigma.effects.isEmpty)
        var threshold = RuleEditorDesk("suppress  gen_id 1,sig_id 2", saved: "", kind: .threshold)
        threshold.run("<A-l>")
        #expect(threshold.state.text == "suppress gen_id 1, sig_id 2")
    }
}

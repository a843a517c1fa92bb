// SPDX-License-Identifier: Apache-2.0

import Rules
import Testing

@testable import Station

@Suite("Rules of files as the store takes them")
struct RuleDraftTests {
    private func read(_ text: String, _ kind: RuleKind = .sigma) -> (drafts: [RuleDraft], problems: [RuleProblem]) {
        RuleDraft.read(RuleFile(path: "rule.yml", kind: kind, bytes: Array(text.utf8)))
    }

    private func text(_ draft: RuleDraft) -> String { String(decoding: draft.content.text, as: UTF8.self) }

    @Test("a file with one rule is kept byte for byte, comments and all")
    func single() {
        let rule = "# why\r\n" + RuleText.name(RuleText.first, "dns.rrname: x") + "# the end\n\n"
        let (drafts, problems) = read(rule)
        #expect(problems.isEmpty)
        #expect(drafts.map(text) == [rule])
        #expect(drafts.map(\.id) == [RuleText.first])
        #expect(drafts.first?.isSound == true)
    }

    @Test("each document of a file becomes a rule with its own text, without the line between them")
    func several() {
        let first = RuleText.name(RuleText.first, "dns.rrname: x")
        let second = RuleText.count(RuleText.second, of: RuleText.first, 2)
        let (drafts, problems) = read(first + "---\n" + second + "---\n")
        #expect(problems.isEmpty)
        #expect(drafts.map(text) == [first, second])
        #expect(drafts.map(\.content.heading.level) == ["medium", "high"])
    }

    @Test("a document that is wrong is left out with its problems, and the others stay")
    func broken() {
        let bad = RuleText.name(RuleText.second, "'dns.rrname|endwith': x")
        let (drafts, problems) = read(bad + "---\n" + RuleText.name(RuleText.first, "dns.rrname: x"))
        #expect(drafts.map(\.id) == [RuleText.first])
        #expect(problems.map(\.position.line) == [6])
    }

    @Test("an expression that is none makes its rule unsound, and no other")
    func badExpression() {
        let bad = RuleText.name(RuleText.second, "'dns.rrname|re': '(a'")
        let count = RuleText.count(RuleText.third, of: "elsewhere", 2)
        let (drafts, _) = read(
            bad + "---\n" + RuleText.name(RuleText.first, "dns.rrname: x") + "---\n" + count)
        #expect(drafts.map(\.isSound) == [false, true, true])
    }

    @Test("each signature has the problems of its own lines; what stands between them is the file's")
    func places() {
        let good = #"alert ip any any -> any any (msg:"a"; sid:1; rev:1;)"#
        let file = RuleFile(
            path: "a.rules", kind: .signature, bytes: Array("nonsense\n\(good)\n\n\(good)\nmore nonsense\n".utf8))
        let said = [5, 2, 4, 2].map { RuleProblem(.warning, TextPosition(line: $0, column: 1), "w\($0)") }
        let (drafts, problems) = RuleDraft.read(file, suricata: said)
        let own = drafts.map { $0.problems.map(\.message).filter { $0.hasPrefix("w") } }
        #expect(own == [["w2", "w2"], ["w4"]])
        #expect(Set(problems.map(\.position.line)) == [1, 5])
    }

    @Test("an id is one, whatever the case of its letters")
    func identity() {
        #expect(read(RuleText.name("ABCDEF00-0000-4000-8000-000000000001", "a: 1")).drafts.first?.id?.first == "a")
    }

    @Test("tags of ATT&CK become techniques and tactics, and names of groups and software neither")
    func attack() {
        let tags = "tags: [attack.t1110.001, attack.credential_access, attack.g0049, attack.s0154, cve.2021-44228]\n"
        let heading = read(tags + RuleText.name(RuleText.first, "a: 1")).drafts.first?.content.heading
        #expect(heading?.techniques == ["T1110.001"])
        #expect(heading?.tactics == ["credential-access"])
        #expect(heading?.tags.count == 5)
    }

    @Test("signatures are rules one by one, by their numbers; what is wrong with one is its own")
    func signatures() {
        let file = """
            # ours
            alert tcp any any -> any any (msg:"one"; content:"a"; sid:1000001; rev:1;)
            alert tcp any any -> any any (msg:"two"; content:"a" sid:1000002; rev:1;)
            drop http any any -> any any (msg:"three"; classtype:web-application-attack; sid:1000003; rev:2;)
            """
        let (drafts, _) = read(file, .signature)
        #expect(drafts.filter(\.isSound).map(\.id) == ["1:1000001", "1:1000003"])
        #expect(drafts.filter(\.isSound).map(\.content.heading.title) == ["one", "three"])
        #expect(drafts.last?.content.heading.tags == ["classtype.web-application-attack"])
    }

    @Test("entries of threshold.config have no id of their own")
    func thresholds() {
        let (drafts, problems) = read("suppress gen_id 1, sig_id 5, track by_src, ip 192.0.2.1\n", .threshold)
        #expect(problems.isEmpty)
        #expect(drafts.map(\.id) == [nil])
        #expect(drafts.map(\.isSound) == [true])
    }

    @Test("nothing but noise is no rule and a problem", arguments: ["", "x", "- 1", "\u{feff}", "title: x\n---\n: :"])
    func noise(_ text: String) {
        #expect(read(text).drafts.isEmpty)
    }
}

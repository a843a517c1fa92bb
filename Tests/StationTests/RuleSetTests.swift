// SPDX-License-Identifier: Apache-2.0

import EVE
import Rules
import Sigma
import Testing

@testable import Station

@Suite("Rule sets")
struct RuleSetTests {
    private func matched(_ rules: RuleSet, _ lines: String) -> [[String]] {
        var matcher = BatchMatcher(rules)
        var source = RuleSource(gateway: "gw-a")
        let batch = source.next(lines)
        return titles(RuleMatches(rules: rules.references, matches: matcher.match(batch).matches), of: batch)
    }

    private static let evil = RuleText.name(RuleText.first, "'dns.rrname|endswith': .evil.test", title: "Evil")

    @Test("a filter takes away what it says from the rules that it names, and from no other")
    func filters() {
        let other = RuleText.name(RuleText.second, "'dns.rrname|contains': evil", title: "Other")
        let filter = """
            title: Ours
            logsource: {product: suricata}
            filter:
              rules: [\(RuleText.first)]
              ours: {src_ip: 192.0.2.1}
              condition: not ours
            """
        let lines = dnsLine(0) + dnsLine(1, source: "192.0.2.2")
        #expect(matched(ruleSet(Self.evil, other), lines) == [["Evil", "Other"], ["Evil", "Other"]])
        let rules = ruleSet(Self.evil, other, filter)
        #expect(rules.problems.isEmpty)
        #expect(matched(rules, lines) == [["Other"], ["Evil", "Other"]])
    }

    @Test("a filter that names no rule is told, and changes nothing")
    func idleFilter() {
        let filter = """
            title: Ours
            logsource: {product: suricata}
            filter:
              rules: [\(RuleText.third)]
              ours: {src_ip: 192.0.2.1}
              condition: not ours
            """
        let rules = ruleSet(Self.evil, filter)
        #expect(rules.problems.map(\.source) == [1])
        #expect(matched(rules, dnsLine(0)) == [["Evil"]])
    }

    @Test("a rule without a log source here is counted, asks for no field, and never matches")
    func absent() {
        let windows = Self.evil.replacing("product: suricata, service: dns", with: "product: windows")
        let rules = ruleSet(windows)
        #expect(rules.absentCount == 1)
        #expect(rules.problems.isEmpty)
        #expect(rules.program.ruleCount == 1)
        #expect(rules.program.sieveMemory == 0)
        #expect(matched(rules, dnsLine(0)) == [[]])
        // Not even looked at, whatever comes.
        var matcher = SigmaMatcher(rules.program)
        let line = Array(dnsLine(0).utf8)
        #expect(throws: Never.self) { try matcher.match(line.span) }
        #expect(matcher.costs.map(\.evaluations) == [0])
        #expect(matched(ruleSet(windows, mapping: .none), dnsLine(0)) == [["Evil"]])
    }

    @Test("a rule looks only at events of its log source")
    func routing() {
        let flow = dnsLine(0).replacing(#""event_type":"dns""#, with: #""event_type":"flow""#)
        #expect(matched(ruleSet(Self.evil), flow + dnsLine(1)) == [[], ["Evil"]])
    }

    @Test("an expression that is none keeps its own rule from matching, and no other")
    func badExpression() {
        let bad = RuleText.name(RuleText.second, "'dns.rrname|re': '(a'", title: "Bad")
        let rules = ruleSet(bad, Self.evil)
        #expect(rules.problems.map(\.source) == [0])
        #expect(rules.problems.first?.problem.message.contains("closing parenthesis") == true)
        #expect(matched(rules, dnsLine(0)) == [["Evil"]])
    }

    @Test(
        "a correlation that cannot be used keeps no rule from matching",
        arguments: [RuleText.third, RuleText.second])
    func badCorrelation(_ named: String) {
        let rules = ruleSet(RuleText.count(RuleText.second, of: named, 2), Self.evil)
        #expect(rules.problems.map(\.source) == [0])
        #expect(rules.references.map(\.title) == ["Evil", "Often"])
        #expect(matched(rules, dnsLine(0)) == [["Evil"]])
    }

    @Test("a rule that a correlation counts is not reported by itself, unless that one says so")
    func generate() {
        let count = RuleText.count(RuleText.second, of: RuleText.first, 2)
        #expect(matched(ruleSet(Self.evil, count), dnsLine(0)) == [[]])
        let both = count.replacing("  type:", with: "  generate: true\n  type:")
        #expect(matched(ruleSet(Self.evil, both), dnsLine(0)) == [["Evil"]])
    }

    @Test("no rules match nothing")
    func empty() {
        #expect(ruleSet().isEmpty)
        #expect(matched(ruleSet(), dnsLine(0)) == [[]])
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Rules
import Sigma
import Testing

@testable import Station

@Suite("Live checking of rules")
struct DryRunAnalysisTests {
    private func problems(
        _ kind: RuleKind, _ text: String, known: KnownRules = KnownRules()
    ) -> [RuleProblem] {
        RuleAnalysis.problems(
            kind, Array(text.utf8), options: SigmaOptions(), mapping: .builtin, known: known)
    }

    private static let correlation = """
        title: Many
        correlation: {type: event_count, rules: [base], timespan: 1h, condition: {gte: 2}}
        """

    @Test("a sound text has no problems")
    func sound() {
        #expect(problems(.sigma, DryRunTests.rules[0]).isEmpty)
        let base = DryRunTests.rules[0].replacing("title: A rule", with: "title: A rule\nname: base")
        #expect(problems(.sigma, Self.correlation, known: DryRunTests.known([("a", base)])).isEmpty)
        #expect(problems(.signature, "alert tcp any any -> any any (msg:\"x\"; sid:1; rev:1;)").isEmpty)
        #expect(problems(.threshold, "suppress gen_id 1, sig_id 2, track by_src, ip 192.0.2.1").isEmpty)
        #expect(problems(.indicators, "192.0.2.1").isEmpty)
    }

    @Test(
        "what is wrong is told, by kind, with its weight",
        arguments: [
            (RuleKind.sigma, "title: [", RuleProblem.Weight.error),
            (.sigma, DryRunTests.rule("product: suricata", "{flow_id|re: '(['}"), .error),
            (.sigma, DryRunTests.rule("category: network_connection", "{NoSuchField: 1}"), .warning),
            (.sigma, DryRunTests.rule("category: none_such", "{a: 1}"), .warning),
            (.sigma, correlation, .error), (.signature, "alert tcp any any -> any any (msg:\"x\"", .error),
            (.threshold, "suppress gen_id x", .error),
        ])
    func wrong(_ kind: RuleKind, _ text: String, _ weight: RuleProblem.Weight) {
        let found = problems(kind, text)
        #expect(found.map(\.weight).max() == weight, "\(found)")
        #expect(found == found.sorted { $0.position < $1.position })
    }

    @Test("an id that another rule has is an error, but not that of the rule itself")
    func names() {
        let known = DryRunTests.known([("one", DryRunTests.rules[0])])
        #expect(problems(.sigma, DryRunTests.rules[1], known: known).map(\.weight) == [.error])
        #expect(problems(.sigma, DryRunTests.rules[1], known: known.without("one")).isEmpty)
    }

    @Test("no text traps")
    func mutations() {
        var random = SplitMix(11)
        let texts = [DryRunTests.rules[5], Self.correlation, "alert tcp any any -> any any (msg:\"x\"; sid:1;)"]
        for round in 0..<300 {
            var bytes = Array(texts[round % texts.count].utf8)
            for _ in 0...random.below(4) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
            for kind in RuleKind.allCases {
                let found = RuleAnalysis.problems(
                    kind, bytes, options: SigmaOptions(), mapping: .builtin, known: KnownRules())
                #expect(found.allSatisfy { !$0.message.contains("\n") })
            }
        }
    }
}

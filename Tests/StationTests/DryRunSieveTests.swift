// SPDX-License-Identifier: Apache-2.0

import Sigma
import Testing

@testable import Station

@Suite("Sieve of a dry run")
struct DryRunSieveTests {
    private static func expression(_ text: String) -> SigmaExpression? {
        for case .rule(let rule) in SigmaFile.parse(text).documents { return rule.expression }
        return nil
    }

    @Test("the sieve passes every event that the rule matches, and holds others back")
    func passes() throws {
        let events = try DryRunScene().events
        var heldBack = 0
        for text in DryRunTests.rules {
            let expression = try #require(Self.expression(text))
            guard var sieve = LineSieve([expression]) else { continue }
            let rules = RuleSet(
                SigmaFile.parse(text).documents.map { RuleSet.Source($0, $0.header.reference(revision: 0)) },
                mapping: .builtin)
            var matcher = SigmaMatcher(rules.program)
            for event in events {
                let line = event.raw.span
                try matcher.match(line)
                let passes = sieve.mayMatch(line)
                #expect(passes || matcher.matches.isEmpty)
                if !passes { heldBack += 1 }
            }
        }
        #expect(heldBack > events.count)
    }

    @Test(
        "a rule that may match without a known text has no sieve",
        arguments: [
            ("{a: x}", "not s", false), ("{a: null}", "s", false), ("{a: ''}", "s", false), ("{a|re: x}", "s", false),
            ("{a: '*'}", "s", false), ("{a: [x, '*']}", "s", false), ("{a: x, b: null}", "s", true),
            ("[x, yy]", "s", true),
        ])
    func known(_ detection: String, _ condition: String, _ isKnown: Bool) throws {
        let text = DryRunTests.rule("product: suricata", detection, condition: condition)
        let expression = try #require(Self.expression(text))
        let sieve = LineSieve([expression])
        let hasSieve = sieve != nil
        #expect(hasSieve == isKnown)
    }
}

// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Rules
import Sigma
import Testing
import Triage

@testable import Station

@Suite("Mutings as Sigma Filters")
struct MutingFilterTests {
    private static let rule = RuleText.name(RuleText.first, "'dns.rrname|endswith': .evil.test")

    private func filter(_ scope: Suppression.Scope, title: String = "t", rule: String = rule) throws -> String {
        let suppression = Suppression(
            subject: .rule(RuleText.first), scope: scope, expiry: Instant(microseconds: 1_795_514_400_000_000))
        return try MutingFilter.text(suppression, number: 7, title: title, rule: Array(rule.utf8))
    }

    /// The sources of the events that a file's rules match.
    private func matched(_ file: String, _ lines: [String]) throws -> [String] {
        var matcher = BatchMatcher(ruleSet(file))
        var source = RuleSource(gateway: "gw-a")
        let batch = source.next(lines.joined())
        let events = Set(matcher.match(batch).matches.map(\.event))
        return batch.events.indices.filter { events.contains(Int32($0)) }
            .compactMap { batch.events[$0].source?.description }
    }

    @Test("what a muting hides, its filter takes away from the rule, and nothing else")
    func takesAway() throws {
        let own = try #require(IPAddress("192.0.2.1"))
        let other = try #require(IPAddress("192.0.2.2"))
        let far = try #require(IPAddress("198.51.100.9"))
        let scopes: [(Suppression.Scope, [String])] = [
            (.everywhere, []), (.source(own), ["192.0.2.2", "198.51.100.9"]),
            (.subnet(try #require(IPNetwork("192.0.2.0/24"))), ["198.51.100.9"]),
            (.pair(source: own, destination: own), ["192.0.2.1", "192.0.2.2", "198.51.100.9"]),
        ]
        let lines = [own, other, far].enumerated().map { dnsLine($0.offset, source: "\($0.element)") }
        for (scope, left) in scopes {
            let text = try filter(scope)
            #expect(SigmaFile.parse(text).problems.isEmpty, "\(text)")
            let file = Self.rule + "---\n" + text
            #expect(try matched(file, lines) == left, "\(text)")
        }
        #expect(try matched(Self.rule, lines).count == 3)
    }

    @Test("hostile titles stay texts")
    func hostile() throws {
        let text = try filter(.everywhere, title: "a\"\ncondition: x\u{1b}[2J # \\")
        let file = SigmaFile.parse(text)
        #expect(file.problems.isEmpty && file.documents.count == 1, "\(text)")
    }

    @Test("what has no form is refused with its reason")
    func refused() throws {
        #expect(throws: MutingFilter.Failure.isOfGateway) { try filter(.gateway("gw-a")) }
        #expect(throws: MutingFilter.Failure.hasNoLogSource) { try filter(.everywhere, rule: "") }
        let signature = Suppression(
            subject: .signature(generator: 1, number: 7), scope: .everywhere, expiry: Instant(microseconds: 0))
        #expect(throws: MutingFilter.Failure.isOfSignature) {
            try MutingFilter.text(signature, number: 1, title: "", rule: [])
        }
    }
}

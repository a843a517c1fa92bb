// SPDX-License-Identifier: Apache-2.0

import EVE
import Rules
import Testing

@testable import Station

@Suite("Correlating gateways")
struct CorrelatorTests {
    private static let name = RuleText.name(RuleText.first, "'dns.rrname|endswith': .evil.test")
    private static let rules = ruleSet(name, RuleText.count(RuleText.second, of: RuleText.first, 3))

    /// Matches and correlates the blocks of some gateways as a station does.
    private struct Run {
        var matcher: MatcherBox
        var correlator: Correlator
        var sources: [String: RuleSource] = [:]

        init(_ rules: RuleSet) {
            matcher = MatcherBox(rules)
            correlator = Correlator(rules)
        }

        /// How many events of the block completed a correlation.
        mutating func take(_ text: String, gateway: String = "gw-a") -> Int {
            var source = sources[gateway] ?? RuleSource(gateway: gateway)
            let batch = source.next(text)
            sources[gateway] = source
            let found = matcher.match(batch)
            return correlator.take(found, of: batch, after: source.bookmark, now: RuleText.now).matches.count
        }

        /// Takes up other rules, as a station does between two batches.
        mutating func change(to rules: RuleSet) {
            matcher = MatcherBox(rules)
            let old = correlator
            correlator = Correlator(rules)
            correlator.adopt(old)
        }

        /// Ends, and begins again with what was kept.
        mutating func restart(_ rules: RuleSet) {
            let states = correlator.changedStates()
            matcher = MatcherBox(rules)
            correlator = Correlator(rules)
            correlator.restore(states)
        }
    }

    private final class MatcherBox {
        private var matcher: BatchMatcher

        init(_ rules: RuleSet) { matcher = BatchMatcher(rules) }

        func match(_ batch: EventBatch) -> BatchMatches { matcher.match(batch) }
    }

    @Test("the event that completes a correlation bears its match, once a burst")
    func burst() {
        var run = Run(Self.rules)
        #expect(run.take(dnsLine(0) + dnsLine(1)) == 0)
        #expect(run.take(dnsLine(2, name: "good.test") + dnsLine(3)) == 1)
        #expect(run.take(dnsLine(4) + dnsLine(5) + dnsLine(6)) == 0)
        #expect(run.take(dnsLine(600) + dnsLine(601) + dnsLine(602)) == 1)
    }

    @Test("each gateway counts for itself")
    func gateways() {
        var run = Run(Self.rules)
        for second in 0..<2 {
            for gateway in ["gw-a", "gw-b", "gw-c"] { #expect(run.take(dnsLine(second), gateway: gateway) == 0) }
        }
        #expect(run.take(dnsLine(2), gateway: "gw-b") == 1)
        // Far ahead in its own time, which is no time of the others.
        #expect(run.take(dnsLine(7000), gateway: "gw-c") == 0)
        #expect(run.take(dnsLine(3), gateway: "gw-a") == 1)
    }

    @Test("a restart anywhere in the stream changes no match", arguments: 0..<9)
    func restart(_ place: Int) {
        let seconds = [0, 1, 30, 31, 90, 200, 210, 220, 230]
        var whole = Run(Self.rules)
        let wanted = seconds.map { whole.take(dnsLine($0)) }
        let same = ruleSet(Self.name, RuleText.count(RuleText.second, of: RuleText.first, 3))
        var parted = Run(Self.rules)
        let found = seconds.enumerated().map { index, second in
            if index == place { parted.restart(same) }
            return parted.take(dnsLine(second))
        }
        #expect(wanted.contains(1))
        #expect(found == wanted)
    }

    @Test("only gateways that had a match are to be kept, and each once")
    func changed() {
        var run = Run(Self.rules)
        _ = run.take(dnsLine(0), gateway: "gw-a")
        _ = run.take(dnsLine(0, name: "good.test"), gateway: "gw-b")
        #expect(run.correlator.changedStates().keys.sorted() == ["gw-a"])
        run.correlator.noteKept(["gw-a"])
        #expect(run.correlator.changedStates().isEmpty)
        _ = run.take(dnsLine(1), gateway: "gw-a")
        #expect(run.correlator.changedStates().keys.sorted() == ["gw-a"])
    }

    @Test("small states are kept with every commit, large ones once in a while")
    func keeping() {
        var run = Run(Self.rules)
        let start = RuleText.now
        _ = run.take(dnsLine(0))
        #expect(run.correlator.dueStates(now: start).count == 1)
        #expect(run.correlator.dueStates(now: start).count == 1)
        // Too many sources for a small state.
        _ = run.take((0..<5000).map { dnsLine(1, source: "10.1.\($0 / 250).\($0 % 250)") }.joined())
        #expect(run.correlator.dueStates(now: start).count == 1)
        #expect(run.correlator.dueStates(now: start.advanced(byMicroseconds: 4_000_000)).isEmpty)
        #expect(run.correlator.dueStates(now: start.advanced(byMicroseconds: 5_000_000)).count == 1)
        #expect(run.correlator.changedStates().count == 1)
    }

    @Test("a change of rules keeps what unchanged correlations remember, and what is still to be kept")
    func adopt() {
        var run = Run(Self.rules)
        #expect(run.take(dnsLine(0) + dnsLine(1)) == 0)
        let more = RuleText.count(RuleText.third, of: RuleText.first, 4)
        run.change(to: ruleSet(more, Self.name, RuleText.count(RuleText.second, of: RuleText.first, 3)))
        #expect(run.correlator.changedStates().keys.sorted() == ["gw-a"])
        // The old one has three now; the new one has one.
        #expect(run.take(dnsLine(2)) == 1)
        #expect(run.take(dnsLine(3) + dnsLine(4)) == 0)
        #expect(run.take(dnsLine(5)) == 1)
    }

    @Test("a correlation that was changed begins anew")
    func changedCorrelation() {
        var run = Run(Self.rules)
        #expect(run.take(dnsLine(0) + dnsLine(1)) == 0)
        run.change(to: ruleSet(Self.name, RuleText.count(RuleText.second, of: RuleText.first, 2)))
        #expect(run.take(dnsLine(2)) == 0)
        #expect(run.take(dnsLine(3)) == 1)
    }

    @Test(
        "a state that cannot be read is as none",
        arguments: [[], Array("VdCo".utf8), [UInt8](repeating: 7, count: 99)])
    func damaged(_ state: [UInt8]) {
        var run = Run(Self.rules)
        run.correlator.restore(["gw-a": state])
        #expect(run.take(dnsLine(0) + dnsLine(1)) == 0)
        #expect(run.take(dnsLine(2)) == 1)
    }

    @Test("an event days ahead of the clock makes no other too late")
    func ahead() {
        var run = Run(Self.rules)
        #expect(run.take(dnsLine(0) + dnsLine(1)) == 0)
        #expect(run.take(dnsLine(2).replacing("2026-11-24", with: "2031-01-01")) == 0)
        #expect(run.take(dnsLine(3)) == 1)
    }
}

// SPDX-License-Identifier: Apache-2.0

import EVE
import Rules
import Testing

@testable import Station

@Suite("Matching batches")
struct BatchMatcherTests {
    @Test("matches stand at their events, whatever else is in the block")
    func places() {
        let rules = ruleSet(
            RuleText.name(RuleText.first, "'dns.rrname|endswith': .evil.test", title: "Evil"),
            RuleText.name(RuleText.second, "dns.rrname: b.evil.test", title: "B"))
        var matcher = BatchMatcher(rules)
        var source = RuleSource(gateway: "gw-a")
        let batch = source.next(
            dnsLine(0, name: "good.test") + "{broken\n\n" + dnsLine(1) + dnsLine(2, name: "b.evil.test"))
        #expect(batch.events.count == 3)
        let found = matcher.match(batch)
        #expect(found.matches.map(\.event) == [1, 2, 2])
        #expect(found.sightings.isEmpty)
        let matches = RuleMatches(rules: rules.references, matches: found.matches)
        #expect(titles(matches, of: batch) == [[], ["Evil"], ["Evil", "B"]])
    }

    @Test("one batch says nothing about the next")
    func batches() {
        var matcher = BatchMatcher(ruleSet(RuleText.name(RuleText.first, "dns.rrname: a.evil.test")))
        var source = RuleSource(gateway: "gw-a")
        let counts = [dnsLine(0), dnsLine(1, name: "good.test"), "", dnsLine(2)].map { text in
            let batch = source.next(text)
            return matcher.match(batch).matches.count
        }
        #expect(counts == [1, 0, 0, 1])
    }

    @Test("what a correlation counts comes with the values that it groups by, of all paths and lists")
    func sightings() throws {
        let rule = RuleText.name(RuleText.first, "query: a.evil.test")
            .replacing("product: suricata, service: dns", with: "category: dns")
        let count = RuleText.count(RuleText.second, of: RuleText.first, 2).replacing("[src_ip]", with: "[query]")
        let rules = ruleSet(rule, count)
        var matcher = BatchMatcher(rules)
        var source = RuleSource(gateway: "gw-a")
        let names = #""rrname":"a.evil.test","queries":[{"rrname":"b.test"},{"rrname":null},{"rrname":"c.test"}]"#
        let batch = source.next(dnsLine(0).replacing(#""rrname":"a.evil.test""#, with: names))
        let found = matcher.match(batch)
        #expect(found.matches.isEmpty, "the correlation reports, not the rule")
        let sighting = try #require(found.sightings.first)
        #expect(found.sightings.count == 1)
        #expect(Set(try #require(sighting.fields["query"])) == ["a.evil.test", "b.test", "c.test"])
    }

    @Test("a field that the event does not have is left out")
    func missing() {
        let rules = ruleSet(
            RuleText.name(RuleText.first, "dns.rrname: a.evil.test"),
            RuleText.count(RuleText.second, of: RuleText.first, 2).replacing("[src_ip]", with: "[dest_ip]"))
        var matcher = BatchMatcher(rules)
        var source = RuleSource(gateway: "gw-a")
        let batch = source.next(dnsLine(0))
        let sightings = matcher.match(batch).sightings
        #expect(sightings.map(\.fields) == [[:]])
    }
}

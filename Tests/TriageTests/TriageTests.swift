// SPDX-License-Identifier: Apache-2.0

import Assets
import EVE
import Query
import Testing
import Triage

@Suite("Dispositions and urgency")
struct TriageTests {
    @Test("a deed changes what it is about and nothing else")
    func standing() {
        let held = Standing(disposition: .archived, reason: .benign, assignee: "ada", tags: ["a", "b"])
        #expect(held.after(.dispose(.new, nil)) == Standing(assignee: "ada", tags: ["a", "b"]))
        #expect(held.after(.assign("")).assignee == "")
        #expect(held.after(.tag(added: ["c", "a"], removed: ["b"])).tags == ["a", "c"])
        #expect(held.after(.comment) == held)
        // More tags than an alert may have are none, so that no chain of deeds makes a list without end.
        let many = Standing().after(.tag(added: (1..<TriageLimit.tags).map { "t\($0)" }, removed: []))
        #expect(many.tags.count == TriageLimit.tags - 1)
        #expect(many.after(.tag(added: ["a", "b"], removed: [])) == many)
        #expect(many.after(.tag(added: ["a", "b"], removed: ["t1"])).tags.count == TriageLimit.tags)
        // Only the archived have a reason.
        #expect(Standing().after(.dispose(.escalated, .duplicate)).reason == nil)
    }

    @Test("ids of alerts are read as they are written")
    func ids() throws {
        let event = EventID(day: 20_781, row: 1234)
        for alert in [AlertID(event: event), AlertID(event: event, rule: "a/b c")] {
            #expect(AlertID(alert.text) == alert)
        }
        for text in ["", "20261124", "20261124-x/", "/rule"] { #expect(AlertID(text) == nil, "\(text)") }
    }

    @Test("every deed is read as it is written, and no other code is one")
    func codes() {
        var deeds: [TriageDeed] = [.assign("ada"), .assign(""), .tag(added: ["x"], removed: ["y", "z"]), .comment]
        for disposition in Disposition.allCases { deeds.append(.dispose(disposition, nil)) }
        for reason in ArchiveReason.allCases { deeds.append(.dispose(.archived, reason)) }
        for deed in deeds { #expect(TriageDeed(deed.code) == deed) }
        #expect(TriageDeed(TriageDeed.Code(kind: 9, disposition: 0, reason: 0, words: "")) == nil)
        #expect(TriageDeed(TriageDeed.Code(kind: 1, disposition: 7, reason: 0, words: "")) == nil)
    }

    @Test("every suppression is read as it is written; what is none is no deed")
    func suppressions() throws {
        let address = try #require(IPAddress("2001:db8::7"))
        let other = try #require(IPAddress("192.0.2.9"))
        let network = try #require(IPNetwork("10.20.0.0/16"))
        let scopes: [Suppression.Scope] = [
            .everywhere, .source(address), .subnet(network), .pair(source: other, destination: address),
            .gateway("gw-a"),
        ]
        let subjects: [InboxGroup.Subject] = [
            .signature(generator: 1, number: .max), .rule("a rule=id until=3 with words"),
        ]
        for scope in scopes {
            for subject in subjects {
                let deed = TriageDeed.mute(
                    Suppression(subject: subject, scope: scope, expiry: Instant(microseconds: -5)))
                #expect(TriageDeed(deed.code) == deed)
            }
        }
        for text in [
            "", "until=1", "until=x rule=a", "rule=a", "until=1 signature=1", "until=1 source=x rule=a", "= rule=a",
        ] {
            #expect(
                TriageDeed(TriageDeed.Code(kind: 5, disposition: 0, reason: 0, words: text)) == nil, "\(text)")
        }
    }

    @Test("what threshold.config can say, it says")
    func thresholds() throws {
        func line(_ scope: Suppression.Scope, _ subject: InboxGroup.Subject = .signature(generator: 1, number: 7))
            -> String?
        {
            Suppression(subject: subject, scope: scope, expiry: Instant(microseconds: 0)).thresholdLine
        }
        let address = try #require(IPAddress("192.0.2.9"))
        let network = try #require(IPNetwork("10.20.0.0/16"))
        #expect(line(.everywhere) == "suppress gen_id 1, sig_id 7")
        #expect(line(.source(address)) == "suppress gen_id 1, sig_id 7, track by_src, ip 192.0.2.9")
        #expect(line(.subnet(network)) == "suppress gen_id 1, sig_id 7, track by_src, ip 10.20.0.0/16")
        #expect(line(.gateway("gw-a")) == nil)
        #expect(line(.everywhere, .rule("x")) == nil)
    }

    @Test("urgency follows severity and level, and what nobody ranked is medium")
    func urgency() {
        #expect([1, 2, 3, 4, 255].map { Urgency(severity: $0) } == [.high, .medium, .low, .info, .info])
        #expect(Urgency(severity: nil) == .medium)
        let levels = ["critical", "High", "medium", "low", "informational", "", "odd"]
        #expect(levels.map(Urgency.init(level:)) == [.critical, .high, .medium, .low, .info, .medium, .medium])
        #expect(Urgency.high.raised(by: .high) == .critical)
    }

    @Test("no two records have the same bytes for the chain")
    func bytes() {
        let time = Instant(microseconds: 5)
        func record(_ deed: TriageDeed, person: String = "a", comment: String = "") -> TriageRecord {
            TriageRecord(
                number: 1, action: TriageAction(deed, by: person, from: "b", at: time, comment: comment), count: 1,
                unchanged: 0)
        }
        let records = [
            record(.comment), record(.comment, person: "ab"), record(.comment, comment: "x"), record(.assign("x")),
            record(.dispose(.new, nil)), record(.dispose(.archived, nil)), record(.dispose(.archived, .benign)),
        ]
        #expect(Set(records.map { $0.bytes($0.action.deed.code, alerts: [1], previous: [2]) }).count == records.count)
        let (record, code) = (records[0], records[0].action.deed.code)
        #expect(record.bytes(code, alerts: [1], previous: []) != record.bytes(code, alerts: [], previous: [1]))
    }
}

@Suite("Orders as text") struct StandingOrderTests {
    @Test(
        "an order is read back from the log as it was given",
        arguments: ["", "sid:1", "a b  c", "since=1 until=2 filter=x", "msg:\"line\nbreak\""])
    func roundTrip(filter: String) {
        for (disposition, reason) in [(Disposition.archived, ArchiveReason.benign), (.escalated, nil)] {
            let order = StandingOrder(
                disposition, reason, filter: filter, since: Instant(microseconds: 5), expiry: Instant(microseconds: -7))
            #expect(TriageDeed(TriageDeed.order(order).code) == .order(order))
        }
    }

    @Test(
        "what is no order is none", arguments: ["", "since=1", "since=1 until=x filter=a", "until=1 since=2 filter=a"])
    func nothing(words: String) {
        #expect(TriageDeed(TriageDeed.Code(kind: 7, disposition: 3, reason: 0, words: words)) == nil)
    }
}

// SPDX-License-Identifier: Apache-2.0

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

    @Test("urgency follows severity and level, and what nobody ranked is medium")
    func urgency() {
        #expect([1, 2, 3, 4, 255].map { Urgency(severity: $0) } == [.high, .medium, .low, .info, .info])
        #expect(Urgency(severity: nil) == .medium)
        let levels = ["critical", "High", "medium", "low", "informational", "", "odd"]
        #expect(levels.map(Urgency.init(level:)) == [.critical, .high, .medium, .low, .info, .medium, .medium])
        #expect(Urgency.high.raised == .critical && Urgency.critical.raised == .critical)
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
        #expect(Set(records.map { $0.bytes(alerts: [1], previous: [2]) }).count == records.count)
        #expect(records[0].bytes(alerts: [1], previous: []) != records[0].bytes(alerts: [], previous: [1]))
    }
}

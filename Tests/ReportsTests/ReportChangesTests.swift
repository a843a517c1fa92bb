// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Reports
import Station
import Testing
import Triage

@Suite("What changed, who did what, and which period")
struct ReportChangesTests {
    private func item(_ id: String, _ before: Int, _ now: Int) -> ReportChanges.Item {
        ReportChanges.Item(id: id, title: "", before: before, now: now)
    }

    @Test("each item is of one kind, the largest change first, equal ones by id")
    func kinds() {
        let movement = ReportChanges.Movement(
            [
                item("same", 3, 3), item("never", 0, 0), item("b", 0, 4), item("a", 0, 4), item("c", 0, 9),
                item("gone", 2, 0), item("up", 1, 5), item("more", 10, 20), item("down", 9, 1),
            ], rows: 2)
        #expect(movement.new.map(\.id) == ["c", "a"] && movement.newCount == 3)
        #expect(movement.gone.map(\.id) == ["gone"] && movement.goneCount == 1)
        #expect(movement.rises.map(\.id) == ["more", "up"])
        #expect(movement.falls.map(\.id) == ["down"])
    }

    @Test("deeds are put together by person and kind, those that take back apart")
    func deeds() {
        func record(_ deed: TriageDeed, _ person: String, _ count: Int, undoes: Int64? = nil) -> TriageRecord {
            TriageRecord(
                number: 1, action: TriageAction(deed, by: person, from: "", at: Instant(seconds: 0)), count: count,
                unchanged: 0, undoes: undoes)
        }
        let counted = PersonDeeds.counted([
            record(.dispose(.archived, .benign), "bob", 3), record(.dispose(.archived, .benign), "bob", 4),
            record(.dispose(.archived, nil), "bob", 1), record(.assign("x"), "ada", 1), record(.assign("y"), "ada", 1),
            record(.dispose(.archived, .benign), "bob", 3, undoes: 1),
        ])
        #expect(
            counted == [
                PersonDeeds(person: "ada", deed: "assigned", actions: 2, alerts: 2),
                PersonDeeds(person: "bob", deed: "archived", actions: 1, alerts: 1),
                PersonDeeds(person: "bob", deed: "archived as benign", actions: 2, alerts: 7),
                PersonDeeds(person: "bob", deed: "taken back or done again", actions: 1, alerts: 3),
            ])
    }

    @Test("open ends are those of what is stored; with a beginning the period reaches to now")
    func periods() {
        func at(_ seconds: Int64) -> Instant { Instant(seconds: seconds) }
        let stored = TimeRange(start: at(125), end: at(1001))
        let open = TimeRange.everything
        func choose(_ start: Instant, _ end: Instant, _ stored: TimeRange?) -> TimeRange? {
            ReportPeriod.choose(TimeRange(start: start, end: end), stored: stored, now: at(3000))
        }
        #expect(choose(open.start, open.end, stored) == TimeRange(start: at(120), end: at(1020)))
        #expect(choose(at(7), open.end, stored) == TimeRange(start: at(7), end: at(3000)))
        #expect(choose(open.start, at(500), stored) == TimeRange(start: at(120), end: at(500)))
        #expect(choose(at(7), at(9), nil) == TimeRange(start: at(7), end: at(9)))
        #expect(choose(open.start, at(9), nil) == nil)
        // Events of a clock that is ahead belong to it.
        let ahead = ReportPeriod.choose(
            TimeRange(start: at(7), end: open.end), stored: TimeRange(start: at(0), end: at(4001)), now: at(3000))
        #expect(ahead?.end == at(4020))
    }
}

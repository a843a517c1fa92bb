// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Testing

@testable import Store

@Suite("What a period is compared with")
struct ComparisonTests {
    let made: KeptStore

    init() throws { made = try KeptStore() }

    /// What the three overviews tell of the period before.
    private func before(_ start: String, hours: Int64) throws -> [Int?] {
        let grid = BucketGrid(start: Instant(start), width: hours * 3_600_000_000, count: 1)
        let request = OverviewRequest(filter: .everything, grid: grid, sparkCells: 0, rows: 5, newest: 0)
        let reader = made.store.reader
        let rules = try reader.ruleOverview(request, until: Cancellation())
        return [
            try reader.alertsOverview(request, until: Cancellation()).before?.total,
            try reader.eventsOverview(request, until: Cancellation()).before, rules.before,
        ]
    }

    @Test(
        "a period that retention has taken days from, whether events of them were kept or not, is none to compare with")
    func dropped() throws {
        let twoDays = "2026-11-22T10:00:00Z"
        #expect(try before(twoDays, hours: 48) == [40, 80, 0])
        let kept = try made.chosen().filter { $0.row.id.day == Instant("2026-11-20T00:00:00Z").day }
        let writer = try made.store.writer()
        try writer.keep(kept.map(\.row.id))
        #expect(try writer.applyRetention(made.policy, now: made.now).count == 2)
        // The first day has kept events, the second one nothing.
        #expect(try before(twoDays, hours: 48) == [nil, nil, nil])
        #expect(try before("2026-11-21T11:00:05Z", hours: 24) == [nil, nil, nil])
        #expect(try before("2026-11-22T11:00:05Z", hours: 24) == [nil, nil, nil])
        // Nothing was taken from these.
        #expect(try before("2026-11-23T00:00:00Z", hours: 24) == [20, 40, 0])
    }

    @Test("the overview of rules tells of the period before where the others do")
    func together() throws {
        #expect(try before("2026-11-24T10:00:00Z", hours: 24) == [nil, nil, nil])
    }
}

// SPDX-License-Identifier: Apache-2.0

import EVE
import Query
import Testing

@testable import Store

@Suite("Restarts of a sensor")
struct SensorRestartTests {
    @Test(
        "a restart shows in the counter or in the uptime",
        arguments: [
            // drops and uptime before, drops and uptime now, dropped between.
            (10, 100, 25, 160, 15), (10, 100, 3, 20, 3), (10, 100, 25, 20, 25), (10, 100, 25, 100, 15),
            (10, nil, 25, 20, 15), (10, 100, 25, nil, 15), (10, 100, 10, 5, 10), (nil, 100, 25, 20, 0),
            (-4, 100, 7, 200, 7), (3, 100, -7, 50, 0),
        ] as [(Int64?, Int64?, Int64, Int64?, Int64)])
    func drops(before: Int64?, uptimeBefore: Int64?, now: Int64, uptime: Int64?, dropped: Int64) {
        #expect(SensorTotals.drops(from: before, uptime: uptimeBefore, to: now, uptime: uptime) == dropped)
    }

    @Test("drops of a sensor that was restarted under load are counted in full", arguments: [true, false])
    func heavyRestart(together: Bool) throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        var source = Source(gateway: "gw-a")
        source.lines = [(10, 900, 5), (11, 960, 9), (12, 30, 50), (13, 90, 52)].map { minute, uptime, drops in
            Line.event(
                "2026-11-23T10:\(minute):00", type: "stats", source: nil, destination: nil,
                extra: "\"stats\":{\"uptime\":\(uptime),\"capture\":{\"kernel_drops\":\(drops)}}")
        }
        while source.bookmark.lines < source.lines.count {
            let part = source.part(together ? .max : 1)
            source.move(to: try writer.append([part], arrived: Instant("2026-11-24T12:00:00")).bookmarks[0])
        }
        #expect(try store.reader.gateways().first?.kernelDrops == 4 + 50 + 2)
        #expect(try store.reader.gateways().first?.counters?.rulesLoaded == nil, "nothing told it")
        // The panel tells the same.
        let grid = BucketGrid(start: Instant("2026-11-23T10:00:00"), width: 3_600_000_000, count: 1)
        let request = OverviewRequest(filter: .everything, grid: grid, sparkCells: 0, rows: 1, newest: 0)
        let activity = try store.reader.eventsOverview(request, until: Cancellation()).activity
        #expect(activity.map(\.drops) == [[56]])
        #expect(activity.map(\.readings) == [[4]])
        let asked = try store.reader.gatewayActivity(grid, until: Cancellation())
        #expect(asked.activity == activity)
        #expect(!asked.isPartial)
    }

    @Test("the report tells the signatures that the newest reading told")
    func signatures() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        var source = Source(gateway: "gw-a")
        source.lines = [(10, 913, 0), (12, 871, 14), (11, 5, 5)].map { minute, loaded, failed in
            Line.event(
                "2026-11-23T10:\(minute):00", type: "stats", source: nil, destination: nil,
                extra: """
                    "stats":{"uptime":\(minute),"detect":{"engines":[{"id":0,\
                    "last_reload":"2026-11-23T10:\(minute):30+0000","rules_loaded":\(loaded),"rules_failed":\(failed)}]}}
                    """)
        }
        _ = try writer.append([source.part(.max)], arrived: Instant("2026-11-24T12:00:00"))
        let counters = try #require(try store.reader.gateways().first?.counters)
        #expect(counters.rulesLoaded == 871)
        #expect(counters.rulesFailed == 14)
        #expect(counters.lastReload == Instant("2026-11-23T10:12:30"))
    }
}

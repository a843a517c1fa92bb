// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Query
import Testing

@Suite struct BucketGridTests {
    private static let minute: Int64 = 60_000_000
    private static let day = Instant.microsecondsPerDay

    @Test(
        "the shortest round width is chosen",
        arguments: [
            (1440, 96, "15 min"), (1440, 95, "20 min"), (1440, 71, "30 min"), (60, 60, "1 min"), (60, 61, "1 min"),
            (60, 120, "30 s"),
            (15, 100, "10 s"), (10_080, 100, "2 h"), (10_080, 56, "3 h"), (1440, 1, "24 h"), (0, 10, "1 s"),
            (576_000, 60, "7 d"), (5_760_000, 10, "730 d"),
        ] as [(Int64, Int, String)])
    func widths(minutes: Int64, columns: Int, label: String) {
        #expect(BucketWidth.choose(for: minutes * Self.minute, columns: columns).label == label)
    }

    @Test("the extremes have a width too")
    func extremes() {
        #expect(BucketWidth.choose(for: .max, columns: 1).microseconds > 0)
        #expect(BucketWidth.choose(for: .min, columns: .min).label == "1 s")
        #expect(BucketWidth(microseconds: 1_500).label == "1500 µs")
        #expect(BucketWidth(microseconds: 15 * Self.minute).shortLabel == "15 m")
        #expect(BucketWidth.table == BucketWidth.table.sorted())
    }

    @Test("buckets begin at round times of the clock that is shown")
    func alignment() {
        let range = TimeRange(start: instant("2026-11-23T14:30:12Z"), end: instant("2026-11-24T14:30:12Z"))
        let grid = BucketGrid.covering(range, columns: 97, now: range.end)
        #expect(grid == BucketGrid(start: instant("2026-11-23T14:30:00Z"), width: 15 * Self.minute, count: 97))
        // One bucket more than the width alone would need: the next width is taken.
        #expect(BucketGrid.covering(range, columns: 96, now: range.end).width == 20 * Self.minute)

        let month = TimeRange(start: instant("2026-11-01T05:00:00Z"), end: instant("2026-11-24"))
        let days = BucketGrid.covering(month, columns: 30, now: month.end, offsetSeconds: 2 * 3600)
        #expect(days.width == Self.day)
        #expect(days.start == instant("2026-10-31T22:00:00Z"))
        let weeks = BucketGrid.covering(month, columns: 5, now: month.end)
        #expect(weeks.start == instant("2026-10-26"))
        #expect(CivilTime(weeks.start).weekday == 1)
    }

    @Test("a grid covers its range with no more columns than asked for", arguments: 0..<20 as Range<UInt64>)
    func covering(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let now = instant("2026-11-24T14:30:12Z")
        for _ in 0..<200 {
            let digits = Int.random(in: 0...17, using: &random)
            let length = (0..<digits).reduce(1) { length, _ in length * 10 } * Int64.random(in: 0...9, using: &random)
            let start = now.advanced(byMicroseconds: -Int64.random(in: 0...2_000_000_000_000_000, using: &random))
            let range = TimeRange(start: start, end: min(start.advanced(byMicroseconds: length), instant("9999-12-31")))
            let columns = Int.random(in: 0...200, using: &random)
            let offset = Int.random(in: -50_400...50_400, using: &random)
            let grid = BucketGrid.covering(range, columns: columns, now: now, offsetSeconds: offset)
            #expect(1...max(1, columns) ~= grid.count)
            #expect(grid.range.start <= range.start && grid.range.end >= range.end)
            #expect(grid.range(of: grid.count - 1).start < max(range.end, range.start.advanced(byMicroseconds: 1)))
            #expect(grid.index(of: range.start) == 0)
        }
    }

    @Test("open and absurd ranges give a grid")
    func absurd() {
        let now = instant("2026-11-24T14:30:12Z")
        let all = BucketGrid.covering(.everything, columns: 100, now: now)
        #expect(all.range.contains(now))
        #expect(1...100 ~= all.count)
        let lowest = Instant(microseconds: .min + 1)
        let highest = Instant(microseconds: .max - 1)
        for range in [
            TimeRange(start: lowest, end: highest), TimeRange(start: lowest, end: lowest),
            TimeRange(start: highest, end: highest),
        ] {
            for columns in [Int.min, 1, 2, 80, Int.max] {
                let grid = BucketGrid.covering(range, columns: columns, now: now, offsetSeconds: .max)
                #expect(grid.count >= 1 && grid.width >= 1)
            }
        }
        let wide = BucketGrid(start: lowest, width: .max, count: 3)
        #expect(wide.index(of: highest) == nil)
        #expect(wide.range(of: 2).end >= wide.start)
        #expect(wide.range(of: .min).start >= Instant(microseconds: .min))
    }
}

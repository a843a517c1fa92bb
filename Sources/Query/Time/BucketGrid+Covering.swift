// SPDX-License-Identifier: Apache-2.0

package import EVE

extension BucketGrid {
    /// A grid of at most `columns` buckets that covers `range` and begins at a round time.
    ///
    /// Round is meant on a clock `offsetSeconds` east of UTC: days begin at its midnight, weeks on Monday. One offset
    /// holds for the whole grid, so where it changes in between (summer time), buckets of hours and days are round only on
    /// one side. An open end is taken as `now`; an open beginning as 1970, so give the store's extent instead. An empty
    /// range gets one bucket; below two columns there is one bucket that is just the range, round or not.
    package static func covering(_ range: TimeRange, columns: Int, now: Instant, offsetSeconds: Int = 0) -> BucketGrid {
        let start = range.start.microseconds == .min ? Instant(microseconds: 0) : clamped(range.start)
        let open = range.end.microseconds == .max ? now.advanced(byMicroseconds: 1) : range.end
        let end = max(clamped(open), start.advanced(byMicroseconds: 1))
        let length = end.microseconds - start.microseconds
        guard columns >= 2 else { return BucketGrid(start: start, width: length, count: 1) }
        var width = BucketWidth.choose(for: length, columns: columns)
        // A range no longer than a bucket touches two at the most, so this ends.
        while true {
            let begin = aligned(start, to: width, offsetSeconds: offsetSeconds)
            let count = (end.microseconds - begin.microseconds - 1) / width.microseconds + 1
            if count <= Int64(columns) {
                return BucketGrid(start: begin, width: width.microseconds, count: Int(count))
            }
            width = width.next
        }
    }

    /// The last round time that is not after `instant`.
    private static func aligned(_ instant: Instant, to width: BucketWidth, offsetSeconds: Int) -> Instant {
        // No clock is two days off; the limit keeps the arithmetic in range.
        let offset = Int64(max(-172_800, min(offsetSeconds, 172_800))) * 1_000_000
        // 1970-01-05 was a Monday.
        let monday = width.microseconds % (7 * Instant.microsecondsPerDay) == 0 ? 4 * Instant.microsecondsPerDay : 0
        let phase = monday - offset
        return instant.advanced(byMicroseconds: -phase).floored(toMicroseconds: width.microseconds)
            .advanced(byMicroseconds: phase)
    }

    /// The instant moved into the years 0 to 9999, so that differences stay far from the ends of `Int64`.
    private static func clamped(_ instant: Instant) -> Instant {
        let first = CivilTime(year: 0, month: 1, day: 1).instant()
        let last = CivilTime(year: 9999, month: 12, day: 31).instant()
        return max(first, min(instant, last))
    }
}

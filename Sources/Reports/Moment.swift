// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

/// How times stand in a report: UTC, to the minute or second.
enum Moment {
    /// `2026-11-24 14:30`, and the seconds where they are not 0.
    static func text(_ instant: Instant) -> String {
        let whole = instant.rfc3339
        let (date, rest) = (whole.prefix { $0 != "T" }, whole.drop { $0 != "T" }.dropFirst())
        let seconds = instant.microsecondsInDay % 60_000_000
        return "\(date) \(rest.prefix(seconds == 0 ? 5 : 8))"
    }

    /// To the minute, for narrow places.
    static func minute(_ instant: Instant) -> String {
        text(instant.floored(toMicroseconds: 60_000_000))
    }

    /// The part of a date and time that an axis with buckets of `width` microseconds shows.
    static func label(_ instant: Instant, width: Int64) -> String {
        let text = text(instant)
        if width >= 30 * Instant.microsecondsPerDay { return String(text.prefix { $0 != " " }.dropLast(3)) }
        if width >= Instant.microsecondsPerDay / 2 { return String(text.prefix { $0 != " " }.dropFirst(5)) }
        return instant.microsecondsInDay == 0 ? String(text.prefix { $0 != " " }.dropFirst(5)) : String(text.suffix(5))
    }

    static func range(_ range: TimeRange) -> String { "\(text(range.start)) to \(text(range.end))" }

    /// The marks of an axis, by bucket.
    static func ticks(_ grid: BucketGrid, leastGap: Int) -> [(bucket: Int, label: String)] {
        let seconds = Int(clamping: grid.width / 1_000_000)
        let step = max(1, TimeAxis.step(bucketSeconds: seconds, columns: grid.count, leastGap: leastGap))
        return (0..<grid.count).compactMap { bucket in
            let start = grid.range(of: bucket).start
            let (quotient, rest) = start.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
            guard rest == 0, quotient % Int64(step) == 0 else { return nil }
            return (bucket, label(start, width: grid.width))
        }
    }
}

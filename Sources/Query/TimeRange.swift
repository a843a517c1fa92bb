// SPDX-License-Identifier: Apache-2.0

package import EVE

/// A half-open span of time: `start` belongs to it, `end` does not.
package struct TimeRange: Hashable, Sendable, Codable {
    package var start: Instant
    package var end: Instant

    package init(start: Instant, end: Instant) {
        self.start = start
        self.end = max(start, end)
    }

    /// Everything that can be stored.
    package static let everything = TimeRange(
        start: Instant(microseconds: .min), end: Instant(microseconds: .max))

    package func contains(_ instant: Instant) -> Bool {
        start <= instant && instant < end
    }

    /// The span of equal length that ends where this one begins.
    package var before: TimeRange {
        let (length, overflow) = end.microseconds.subtractingReportingOverflow(start.microseconds)
        return overflow
            ? TimeRange(start: start, end: start)
            : TimeRange(start: start.advanced(byMicroseconds: -length), end: start)
    }
}

/// Equal buckets of time, the first beginning at `start`.
package struct BucketGrid: Hashable, Sendable, Codable {
    package var start: Instant
    /// Width of a bucket in microseconds, positive.
    package var width: Int64
    package var count: Int

    package init(start: Instant, width: Int64, count: Int) {
        self.start = start
        self.width = max(1, width)
        self.count = max(0, count)
    }

    /// The bucket that holds `instant`, `nil` outside the grid.
    package func index(of instant: Instant) -> Int? {
        guard instant >= start else { return nil }
        let (distance, overflow) = instant.microseconds.subtractingReportingOverflow(start.microseconds)
        guard !overflow, distance / width < Int64(count) else { return nil }
        return Int(distance / width)
    }

    /// The span of bucket `index`, which may lie outside the grid.
    package func range(of index: Int) -> TimeRange {
        let begin = beginning(of: index)
        return TimeRange(start: begin, end: begin.advanced(byMicroseconds: width))
    }

    /// The span of all buckets.
    package var range: TimeRange {
        TimeRange(start: start, end: beginning(of: count))
    }

    private func beginning(of index: Int) -> Instant {
        let (distance, overflow) = Int64(index).multipliedReportingOverflow(by: width)
        return start.advanced(byMicroseconds: overflow ? (index < 0 ? .min : .max) : distance)
    }
}

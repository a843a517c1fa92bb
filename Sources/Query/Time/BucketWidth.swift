// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// The length of a histogram's bucket, a round one.
package struct BucketWidth: Hashable, Sendable, Comparable {
    /// The length in microseconds, positive.
    package let microseconds: Int64

    /// Any length; those below a microsecond become one.
    package init(microseconds: Int64) {
        self.microseconds = max(1, microseconds)
    }

    package static func < (left: BucketWidth, right: BucketWidth) -> Bool {
        left.microseconds < right.microseconds
    }

    /// The round lengths, ascending: seconds, minutes, hours, days. Each is longer than the one before, so that zooming
    /// out never shows more.
    package static let table: [BucketWidth] =
        [1, 2, 5, 10, 15, 30].map { BucketWidth(microseconds: $0 * second) }
        + [1, 2, 5, 10, 15, 20, 30].map { BucketWidth(microseconds: $0 * 60 * second) }
        + [1, 2, 3, 6, 12].map { BucketWidth(microseconds: $0 * 3600 * second) }
        + [1, 2, 7, 30, 90, 180, 365].map { BucketWidth(microseconds: $0 * Instant.microsecondsPerDay) }

    private static let second: Int64 = 1_000_000

    /// The shortest round length of which at most `columns` (at least 1) make up `length` microseconds; behind the table
    /// these are whole years of 365 days.
    ///
    /// A grid with round beginnings may need one bucket more: `BucketGrid.covering` minds that.
    package static func choose(for length: Int64, columns: Int) -> BucketWidth {
        let length = max(1, length)
        let columns = Int64(max(1, columns))
        let least = (length - 1) / columns + 1
        return table.first { $0.microseconds >= least } ?? years(least)
    }

    /// The next longer round length.
    var next: BucketWidth {
        BucketWidth.choose(for: microseconds.addingReportingOverflow(1).partialValue, columns: 1)
    }

    private static func years(_ least: Int64) -> BucketWidth {
        let year = 365 * Instant.microsecondsPerDay
        let (product, overflow) = ((least - 1) / year + 1).multipliedReportingOverflow(by: year)
        return BucketWidth(microseconds: overflow ? .max : product)
    }

    /// The length as `15 min`, `1 h` or `30 d`, for titles.
    package var label: String {
        label(minute: "min")
    }

    /// The same with `m` for minutes, for narrow places.
    package var shortLabel: String {
        label(minute: "m")
    }

    private func label(minute: String) -> String {
        let day = Instant.microsecondsPerDay
        let units = [
            (day, "d"), (3600 * Self.second, "h"), (60 * Self.second, minute), (Self.second, "s"), (1000, "ms"),
        ]
        // One day is called 24 h, as a period of a day is no calendar day.
        for (unit, name) in units where microseconds % unit == 0 && !(unit == day && microseconds == day) {
            return "\(microseconds / unit) \(name)"
        }
        return "\(microseconds) µs"
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What events are grouped by.
package enum Dimension: Hashable, Sendable, Codable {
    case field(Field)
    /// The UTC day, hour or minute of the event's time.
    case bucket(CalendarUnit)
}

/// Units of time that begin at round UTC times.
package enum CalendarUnit: String, Hashable, Sendable, CaseIterable, Codable {
    case minute, hour, day

    /// The length in microseconds.
    package var microseconds: Int64 {
        switch self {
        case .minute: 60_000_000
        case .hour: 3_600_000_000
        case .day: Instant.microsecondsPerDay
        }
    }
}

/// A wish to count events by some dimensions.
package struct CountRequest: Hashable, Sendable, Codable {
    package var by: [Dimension]
    /// How many of `by`, from the first on, an event must have to be counted in a row, where what else it lacks is `absent`; `nil` for
    /// all of them.
    package var needs: Int?
    package var filter: Filter
    package var range: TimeRange
    /// At most so many rows; `nil` for all.
    package var top: Int?

    package init(
        by: [Dimension], needs: Int? = nil, filter: Filter = .everything, range: TimeRange = .everything,
        top: Int? = nil
    ) {
        self.by = by
        self.needs = needs
        self.filter = filter
        self.range = range
        self.top = top
    }
}

/// Counts by key, largest first; rows, `other` and `missing` sum to `total`.
package struct CountTable: Sendable, Equatable, Codable {
    package struct Row: Sendable, Equatable, Codable {
        /// A value for each dimension asked for.
        package var key: [FieldValue]
        package var count: Int

        package init(key: [FieldValue], count: Int) {
            self.key = key
            self.count = count
        }
    }

    package var rows: [Row]
    /// Events whose key is not among `rows`.
    package var other: Int
    /// Events that lack one of the fields that they need.
    package var missing: Int
    /// All events of the filter and range.
    package var total: Int
    /// Whether the count was cut short, so that every number is a lower bound.
    package var isPartial: Bool

    package init(rows: [Row] = [], other: Int = 0, missing: Int = 0, total: Int = 0, isPartial: Bool = false) {
        self.rows = rows
        self.other = other
        self.missing = missing
        self.total = total
        self.isPartial = isPartial
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What a list is sorted by; ties are broken by the event's id.
package enum SortKey: String, Hashable, Sendable, CaseIterable, Codable {
    case time, gateway, type, severity, signature, source, destination, transport
}

/// A wish for one page of events.
package struct PageRequest: Hashable, Sendable, Codable {
    package var filter: Filter
    package var range: TimeRange
    package var sort: SortKey
    /// Newest, highest or last in the alphabet first.
    package var isDescending: Bool
    /// The event behind which the page begins; `nil` for the first page.
    package var after: EventID?
    /// How many rows at the most.
    package var limit: Int
    /// Whether rows carry their `summary`, which opens the raw bytes.
    package var withSummary: Bool

    package init(
        filter: Filter = .everything, range: TimeRange = .everything, sort: SortKey = .time,
        isDescending: Bool = true, after: EventID? = nil, limit: Int = 100, withSummary: Bool = true
    ) {
        self.filter = filter
        self.range = range
        self.sort = sort
        self.isDescending = isDescending
        self.after = after
        self.limit = limit
        self.withSummary = withSummary
    }
}

/// One page of events.
package struct EventPage: Sendable, Equatable, Codable {
    package var rows: [EventRow]
    /// Whether there are rows behind the last one.
    package var hasMore: Bool
    /// Whether the search was cut short, so that rows may be lacking.
    package var isPartial: Bool

    package init(rows: [EventRow] = [], hasMore: Bool = false, isPartial: Bool = false) {
        self.rows = rows
        self.hasMore = hasMore
        self.isPartial = isPartial
    }
}

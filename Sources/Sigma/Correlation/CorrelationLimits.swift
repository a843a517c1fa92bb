// SPDX-License-Identifier: Apache-2.0

/// How much a correlation may remember.
package struct CorrelationLimits: Hashable, Sendable {
    /// How late, in seconds, an event may come without any loss: every window that it belongs to is still whole.
    package var lateness: Int
    /// Groups per correlation, at least 1.
    package var groups: Int
    /// Entries (one per event, rule and value) per correlation, at least 16.
    package var entries: Int
    /// Entries of one group, at least 8, at most half of `entries` and 500,000.
    package var entriesPerGroup: Int
    /// Events that a match names, at least 1.
    package var eventsPerMatch: Int
    /// Groups that one event may count in, where its fields have several values; at least 1.
    package var groupsPerMatch: Int

    /// Values out of range become the nearest that is in it.
    package init(
        lateness: Int = 600, groups: Int = 20_000, entries: Int = 160_000, entriesPerGroup: Int = 20_000,
        eventsPerMatch: Int = 50, groupsPerMatch: Int = 16
    ) {
        self.lateness = min(max(0, lateness), Self.longest)
        self.groups = max(1, groups)
        self.entries = max(16, entries)
        self.entriesPerGroup = max(8, min(entriesPerGroup, self.entries / 2, Self.mostEntries))
        self.eventsPerMatch = max(1, eventsPerMatch)
        self.groupsPerMatch = max(1, groupsPerMatch)
    }

    /// The longest span of time that is handled, in seconds: ten years.
    static let longest = 3660 * 86_400

    /// The most entries that one group may have.
    static let mostEntries = 500_000

    /// How many bytes of a value are kept as they are.
    static let textBytes = 192
}

/// What a correlation did not count, and why, since its engine was made.
package struct CorrelationLosses: Hashable, Sendable {
    /// Events that came when their windows had passed.
    package var tooLate = 0
    /// Events that have no value for a field of `group-by`.
    package var ungrouped = 0
    /// Events that have no (usable) value in the field of the condition.
    package var withoutValue = 0
    /// Events with more group values than `groupsPerMatch`; they count in the first groups.
    package var tooManyGroups = 0
    /// Groups that were forgotten for want of room.
    package var evictedGroups = 0
    /// Entries that were forgotten for want of room, those of forgotten groups too.
    package var evictedEntries = 0

    package init() {}
}

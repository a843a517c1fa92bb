// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// The values that make a group, in the order of `group-by`.
struct GroupKey: Hashable, Comparable, Sendable {
    var values: [String]

    static func < (left: GroupKey, right: GroupKey) -> Bool {
        left.values.lexicographicallyPrecedes(right.values)
    }
}

/// What a correlation remembers of one group.
struct CorrelationGroup: Sendable {
    /// A match that was reported.
    struct Hit: Sendable {
        /// The end of the window that matched.
        var time: Instant
        /// The first event of that window.
        var start: Instant
        /// The last event of the burst.
        var last: Instant
        /// How many events the burst has.
        var total: Int
        /// Whether `total` has grown since it was last reported.
        var isChanged = false
    }

    /// The last window that was judged, kept where it is long, so that one more event costs no more in it than in a short
    /// one. It says nothing that the entries do not.
    struct Tail: Sendable {
        var tally: WindowTally
        /// The entries that it counted.
        var range: Range<Int>
    }

    /// In order, each once.
    private(set) var entries: [Entry] = []
    var tail: Tail?
    /// By time, any two more than a timespan apart.
    var hits: [Hit] = []
    /// The end of the last window that was settled.
    var settled: Instant?

    /// The newest event time that the group knows of.
    var newest: Instant {
        max(entries.last?.time ?? .distantPast, hits.last?.time ?? .distantPast, settled ?? .distantPast)
    }

    /// Inserts an entry; false if it is there already.
    mutating func insert(_ entry: Entry) -> Bool {
        let place = entries.place(of: entry)
        if place < entries.count, entries[place] == entry { return false }
        if place < entries.count { tail = nil }
        entries.insert(entry, at: place)
        return true
    }

    /// What of a group no event that can still come may need.
    struct Expiry {
        /// How many entries, the first ones.
        var entries: Int
        /// Whether it is all of the group.
        var isWhole: Bool
    }

    /// Forgets old hits, and says what else can be forgotten.
    mutating func expire(from horizon: Instant, hitsFrom before: Instant, keepsEntries: Bool) -> Expiry {
        var expired = 0
        if !keepsEntries {
            expired = entries.firstIndex(from: horizon)
            if let first = hits.first, first.time < before { hits.removeAll { $0.time < before } }
        }
        let isSettled = settled.map { $0 < horizon } ?? true
        return Expiry(entries: expired, isWhole: expired == entries.count && hits.isEmpty && isSettled)
    }

    /// Forgets the first entries.
    mutating func dropFirst(_ count: Int) {
        entries.removeFirst(count)
        guard let range = tail?.range, range.lowerBound >= count else {
            tail = nil
            return
        }
        tail?.range = (range.lowerBound - count)..<(range.upperBound - count)
    }

    /// Whether a window that ends at `end` belongs to a burst that was reported.
    func isReported(_ end: Instant, timespan: Int64) -> Bool {
        let earliest = end.advanced(byMicroseconds: -timespan)
        let latest = end.advanced(byMicroseconds: timespan)
        return hits.contains { earliest <= $0.time && $0.time <= latest }
    }

    /// Counts one more event to the burst that it belongs to, if there is one; true if that burst was unchanged before.
    mutating func extendBurst(to time: Instant, timespan: Int64) -> Bool {
        let burst = hits.lastIndex { $0.start <= time && time <= $0.time.advanced(byMicroseconds: timespan) }
        guard let burst else { return false }
        let wasChanged = hits[burst].isChanged
        hits[burst].total += 1
        hits[burst].last = max(hits[burst].last, time)
        hits[burst].isChanged = true
        return !wasChanged
    }

    mutating func add(_ hit: Hit) {
        hits.insert(hit, at: hits.firstIndex { $0.time > hit.time } ?? hits.count)
    }
}

extension Instant {
    /// Before all events.
    static let distantPast = Instant(microseconds: .min)
    /// After all events.
    static let distantFuture = Instant(microseconds: .max)
}

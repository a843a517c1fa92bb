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
    /// The ends of the windows that were reported, in order, any two more than a timespan apart.
    var hits: [Instant] = []
    /// The end of the last window that was settled.
    var settled: Instant?

    /// The newest event time that the group knows of.
    var newest: Instant {
        max(entries.last?.time ?? .distantPast, hits.last ?? .distantPast, settled ?? .distantPast)
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
            if let first = hits.first, first < before { hits.removeAll { $0 < before } }
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
        return hits.contains { earliest <= $0 && $0 <= latest }
    }

    /// Notes that the window that ends at `time` was reported.
    mutating func addHit(at time: Instant) {
        hits.insert(time, at: hits.firstIndex { $0 > time } ?? hits.count)
    }
}

extension Instant {
    /// Before all events.
    static let distantPast = Instant(microseconds: .min)
    /// After all events.
    static let distantFuture = Instant(microseconds: .max)
}

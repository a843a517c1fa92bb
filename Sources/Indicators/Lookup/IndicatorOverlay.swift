// SPDX-License-Identifier: Apache-2.0

package import EVE

/// A large set of indicators and the few that came after it was built, looked up as one.
///
/// New indicators match at once; the large set, which other threads may be reading, is not touched.
package struct IndicatorOverlay: Sendable {
    /// How many new indicators there should be at most; with more, `merged(at:)` is due.
    package static let recentLimit = 50_000

    /// The large set.
    package let base: IndicatorSet
    /// Those that came later.
    package private(set) var recent = IndicatorSet()

    package init(_ base: IndicatorSet) {
        self.base = base
    }

    /// Whether so many are new that the sets should be merged.
    package var isFull: Bool { recent.count >= Self.recentLimit }

    /// How many indicators there are.
    package var count: Int { base.count + recent.count }

    /// Adds a new indicator, or lets the new one with its value, source and tags hold longer; `false` if there are
    /// `recentLimit` new ones already.
    @discardableResult
    package mutating func insert(_ indicator: Indicator) -> Bool {
        if isFull { return false }
        return recent.insert(indicator) != .full
    }

    /// The indicator at an index that a lookup gave: those of `base` first.
    package subscript(index: Int) -> Indicator {
        index < base.count ? base[index] : recent[index - base.count]
    }

    /// Adds to `found` the indices of the indicators that `look` finds in each of the two sets.
    ///
    ///     overlay.addMatches(to: &found) { set, found in set.addMatches(address: source, at: time, to: &found) }
    package func addMatches(to found: inout [Int], _ look: (IndicatorSet, inout [Int]) -> Void) {
        look(base, &found)
        guard !recent.isEmpty else { return }
        let count = found.count
        look(recent, &found)
        for at in count..<found.count { found[at] += base.count }
    }

    /// One set of all that hold at `time`.
    package func merged(at time: Instant) -> IndicatorSet {
        var all = base.compacted(droppingExpiredAt: time)
        for indicator in recent where !indicator.isExpired(at: time) { all.insert(indicator) }
        return all
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// One event, for one rule and one value, in a group of a correlation.
///
/// The order is that of time. Of one instant, the order of the rules counts, so that a temporal order is not broken by events
/// that a clock cannot tell apart.
struct Entry: Hashable, Comparable, Sendable {
    var time: Instant
    /// Which of the correlation's rules, where the kind tells them apart; otherwise 0.
    var slot: UInt32
    var event: UInt64
    /// `value_count`: a symbol of the correlation's `ValueTable`; the numeric kinds: the bits of a `Double`; otherwise 0.
    var value: UInt64

    /// `value` as a number.
    var number: Double { Double(bitPattern: value) }

    static func < (left: Entry, right: Entry) -> Bool {
        (left.time, left.slot, left.event, left.value) < (right.time, right.slot, right.event, right.value)
    }
}

extension [Entry] {
    /// The index of the first entry at `time` or later.
    func firstIndex(from time: Instant) -> Int {
        partition { $0.time >= time }
    }

    /// The index of the first entry after `time`.
    func firstIndex(after time: Instant) -> Int {
        partition { $0.time > time }
    }

    /// Where `entry` is or belongs.
    func place(of entry: Entry) -> Int {
        if let last, last < entry { return count }
        return partition { $0 >= entry }
    }

    private func partition(_ isBehind: (Entry) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

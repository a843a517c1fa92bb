// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// How many of a correlation's rules matched one after the other in their order, for windows that end at the last entry.
///
/// For each length and each rule it knows the latest time at which a chain of that length, with no later rule in it, began: a
/// window that begins no later holds the whole chain. So nothing has to be taken out when the window moves on.
struct RuleChains {
    private let rules: Int
    /// At `(length - 1) * rules + rule`.
    private var starts: [Instant]

    init(rules: Int) {
        self.rules = rules
        starts = Array(repeating: .distantPast, count: rules * rules)
    }

    /// Takes an entry that is not before those that came earlier.
    mutating func add(_ entry: Entry) {
        let slot = Int(entry.slot)
        for length in 0...slot {
            let start = length == 0 ? entry.time : starts[(length - 1) * rules + slot - 1]
            for later in slot..<rules where starts[length * rules + later] < start {
                starts[length * rules + later] = start
            }
        }
    }

    /// The length of the longest chain that began at `start` or later.
    func longest(from start: Instant) -> Int {
        var length = rules
        while length > 0 {
            let begin = starts[length * rules - 1]
            if begin >= start, begin != .distantPast { return length }
            length -= 1
        }
        return 0
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Counts facts by a key, within bounds: whatever comes, it holds so many facts and so much of their text at the most. What is beyond
/// is counted all the same, but not told apart.
struct FactTally<Key: Hashable> {
    /// So many facts are told apart.
    static var factLimit: Int { 10_000 }
    /// Together they are called by so many bytes; a sensor's lines may hold long ones.
    static var textLimit: Int { 8 << 20 }

    private var facts: [Key: EntityFact] = [:]
    private var text = 0
    private var other = 0
    private var missing = 0

    /// Counts events of `key`, whose fact is made where it is new; one that is none is missing.
    mutating func add(_ key: Key, _ count: Int = 1, at time: Instant? = nil, _ fact: () -> EntityFact?) {
        if let index = facts.index(forKey: key) {
            facts.values[index].count += count
            if let time { facts.values[index].last = max(facts.values[index].last ?? time, time) }
            return
        }
        guard facts.count < Self.factLimit else {
            other += count
            return
        }
        guard var new = fact() else { return miss(count) }
        guard text + new.text.utf8.count <= Self.textLimit else {
            other += count
            return
        }
        text += new.text.utf8.count
        new.count = count
        new.last = time
        facts[key] = new
    }

    /// Counts events that have none.
    mutating func miss(_ count: Int) { missing += count }

    /// The largest, those of equal counts by their names.
    func ranking(rows: Int) -> Ranking<EntityFact> {
        let sorted = facts.values.sorted { ($1.count, $0.text) < ($0.count, $1.text) }
        let left = sorted.dropFirst(rows)
        return Ranking(
            rows: Array(sorted.prefix(rows)), other: left.reduce(other) { $0 + $1.count }, otherGroups: left.count,
            missing: missing, total: sorted.reduce(other + missing) { $0 + $1.count })
    }
}

// SPDX-License-Identifier: Apache-2.0

/// At which places lines were found that the store was asked about: the same line may stand at several.
///
/// It remembers the places of the last `limit` lines at the least, and of twice as many at the most. Lines of the same bytes are of the same
/// moment, so they stand close together; two that stand further apart may be taken for one.
package struct ShippedPlaces: Sendable {
    /// By the hash of the line, those of now and those before.
    private var recent: [Int: Set<UInt64>] = [:]
    private var older: [Int: Set<UInt64>] = [:]
    private var recentCount = 0
    private var olderCount = 0

    package static let limit = 4096

    package init() {}

    /// How many places are remembered.
    package var count: Int { recentCount + olderCount }

    /// Whether a line of a place is one of the `stored` that the store has; it is remembered.
    package mutating func isKnown(_ line: ArraySlice<UInt8>, at place: UInt64, of stored: Int) -> Bool {
        if recentCount >= Self.limit { age() }
        var hasher = Hasher()
        unsafe line.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        let hash = hasher.finalize()
        let before = older[hash] ?? []
        let known = before.count + (recent[hash]?.count ?? 0)
        guard !before.contains(place), recent[hash, default: []].insert(place).inserted else { return true }
        recentCount += 1
        return known < stored
    }

    /// Forgets what was remembered before the last time, and some time later what is remembered now.
    package mutating func age() {
        (older, olderCount) = (recent, recentCount)
        (recent, recentCount) = ([:], 0)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// At which places lines were found that the store was asked about: the same line may stand at several.
package struct ShippedPlaces: Sendable {
    /// By the hash of the line.
    private var places: [Int: Set<UInt64>] = [:]
    private var count = 0

    /// More places than come in doubt at once; beyond them it forgets, and two same lines may be taken for one.
    private static let limit = 200_000

    package init() {}

    /// Whether a line of a place is one of the `stored` that the store has; it is remembered.
    package mutating func isKnown(_ line: ArraySlice<UInt8>, at place: UInt64, of stored: Int) -> Bool {
        if count >= Self.limit {
            places.removeAll()
            count = 0
        }
        var hasher = Hasher()
        unsafe line.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        let hash = hasher.finalize()
        let known = places[hash]?.count ?? 0
        guard places[hash, default: []].insert(place).inserted else { return true }
        count += 1
        return known < stored
    }
}

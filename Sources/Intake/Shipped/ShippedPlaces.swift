// SPDX-License-Identifier: Apache-2.0

/// At which places lines were found that the store was asked about: the same line may stand at several.
package struct ShippedPlaces: Sendable {
    /// By the hash of the line.
    private var places: [Int: [UInt64]] = [:]

    /// More lines than come in doubt at once; beyond them it forgets, and two same lines may be taken for one.
    private static let limit = 200_000

    package init() {}

    /// Whether a line of a place is one of the `count` that the store has; it is remembered.
    package mutating func isKnown(_ line: ArraySlice<UInt8>, at place: UInt64, of count: Int) -> Bool {
        if places.count >= Self.limit { places.removeAll() }
        var hasher = Hasher()
        unsafe line.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        let hash = hasher.finalize()
        let known = places[hash, default: []]
        if known.contains(place) { return true }
        places[hash, default: []].append(place)
        return known.count < count
    }
}

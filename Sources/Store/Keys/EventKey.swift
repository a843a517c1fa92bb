// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// A 32-bit hash of something that events are looked up by. Different things may share one: what is found by a key must be
/// compared with what was meant.
///
/// The hash is part of the file format: it must never change.
struct EventKey: Hashable, Sendable, Comparable {
    let hash: UInt32

    init(hash: UInt32) { self.hash = hash }

    init(flow: Int64) {
        hash = Self.folded(Self.mixed(UInt64(bitPattern: flow) ^ 0x9e37_79b9_7f4a_7c15))
    }

    init(address: IPAddress) {
        let seed: UInt64 = address.isV4 ? 0xc2b2_ae3d_27d4_eb4f : 0x1656_67b1_9e37_79f9
        hash = Self.folded(Self.mixed(Self.mixed(address.high ^ seed) ^ address.low))
    }

    static func < (left: EventKey, right: EventKey) -> Bool { left.hash < right.hash }

    /// Spreads every bit of the input over all of the output (the finalizer of SplitMix64).
    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }

    private static func folded(_ value: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: value ^ value >> 32)
    }
}

/// That a key occurs in a block of the raw file.
struct KeyEntry: Comparable, Sendable {
    /// The key's hash above the block's place, so that order is by key, then by place.
    let bits: UInt64

    init(_ key: EventKey, block: UInt32) {
        bits = UInt64(key.hash) << 32 | UInt64(block)
    }

    init(bits: UInt64) { self.bits = bits }

    var hash: UInt32 { UInt32(truncatingIfNeeded: bits >> 32) }
    var block: UInt32 { UInt32(truncatingIfNeeded: bits) }

    static func < (left: KeyEntry, right: KeyEntry) -> Bool { left.bits < right.bits }

    /// Sorts entries that were added in the order of their places: by hash, in three passes of eleven bits, which keep that
    /// order among equals.
    static func sortByHash(_ entries: inout [KeyEntry]) {
        var other = entries
        for shift in [UInt32(0), 11, 22] {
            var starts = [Int](repeating: 0, count: 1 << 11)
            for entry in entries { starts[Int(entry.hash >> shift & 2047)] += 1 }
            var sum = 0
            for digit in starts.indices {
                let count = starts[digit]
                starts[digit] = sum
                sum += count
            }
            for entry in entries {
                let digit = Int(entry.hash >> shift & 2047)
                other[starts[digit]] = entry
                starts[digit] += 1
            }
            swap(&entries, &other)
        }
    }
}

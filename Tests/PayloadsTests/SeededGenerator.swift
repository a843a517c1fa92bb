// SPDX-License-Identifier: Apache-2.0

/// A small generator with a seed, so that a failing case can be run again (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

extension [UInt8] {
    /// One kind of damage: a byte changed, a stretch lost or doubled, another text put in.
    mutating func mutate(with other: [UInt8], using random: inout SeededGenerator) {
        let place = Int.random(in: 0...count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where place < count: self[place] = UInt8.random(in: 0...255, using: &random)
        case 1: removeSubrange(place..<Swift.min(count, place + Int.random(in: 0...9, using: &random)))
        case 2: insert(contentsOf: other, at: place)
        case 3: self = Array(prefix(place))
        default: insert(contentsOf: self[..<place].suffix(40), at: place)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

extension [UInt8] {
    /// One kind of damage: a byte changed, a stretch lost or doubled, another text put in.
    package mutating func mutate(with other: [UInt8], using random: inout SeededGenerator) {
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

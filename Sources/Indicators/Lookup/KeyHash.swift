// SPDX-License-Identifier: Apache-2.0

/// The hash of a key, fed with its bytes from the last to the first.
///
/// Backwards, because then the hash of every parent of a domain name falls out on the way to the name itself.
struct KeyHash {
    /// Differs from process to process, so that nobody can make values that collide. What a set holds and finds does
    /// not depend on it.
    private static let seed = UInt64(bitPattern: Int64(Hasher().finalize())) | 1
    private static let odd: UInt64 = 0x9E37_79B9_7F4A_7C15

    private var state: UInt64
    private var word: UInt64 = 0
    private var count: UInt64 = 0

    /// The hash of no bytes, another one for each kind.
    @inline(__always)
    init(_ kind: IndicatorKind) {
        state = Self.seed &+ UInt64(kind.rawValue) &* Self.odd
    }

    /// Takes the byte before those so far.
    @inline(__always)
    mutating func add(_ byte: UInt8) {
        word = word << 8 | UInt64(byte)
        count += 1
        if count & 7 == 0 {
            state = Self.mix(state ^ word, Self.odd)
            word = 0
        }
    }

    /// The hash of the bytes so far.
    @inline(__always)
    var value: UInt64 { Self.mix(state ^ word, Self.odd ^ count << 1) }

    /// The hash of the first `length` bits of an address, the others being 0.
    @inline(__always)
    static func network(_ high: UInt64, _ low: UInt64, _ length: UInt8, isV4: Bool) -> UInt64 {
        mix(mix(seed ^ high, odd) ^ low, odd ^ (UInt64(length) << 2 | (isV4 ? 2 : 0)))
    }

    @inline(__always)
    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}

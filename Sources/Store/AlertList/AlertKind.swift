// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What alerts are told apart by where groups of them are made; numbers are those of the file.
struct AlertKind: Hashable, Sendable {
    var gateway: Int64
    /// `nil` for an alert that names no signature.
    var signature: Int64?
    var source: IPAddress?
    var destination: IPAddress?
    var port: UInt16?

    func hash(into hasher: inout Hasher) {
        hasher.combine(ends: source, destination)
        let numbers = UInt64(truncatingIfNeeded: (signature ?? 0) << 32 ^ gateway << 17)
        hasher.combine(numbers ^ (port.map { UInt64($0) } ?? 1 << 16))
    }
}

extension Hasher {
    /// Takes the ends of an alert in: one word for IPv4, as the hasher's rounds would cost more than all else here.
    ///
    /// Nothing is mixed before the hasher, which has a key, does it: senders choose addresses, and could choose any number of those that
    /// come to the same word.
    @inline(__always)
    mutating func combine(ends source: IPAddress?, _ destination: IPAddress?) {
        combine((source?.short ?? 0) << 32 | (destination?.short ?? 0))
        if let source, !source.isV4 {
            combine(source.high)
            combine(source.low)
        }
        if let destination, !destination.isV4 {
            combine(destination.high)
            combine(destination.low)
        }
    }
}

extension IPAddress {
    /// The number of an IPv4 address.
    fileprivate var short: UInt64 { isV4 ? low : 0 }
}

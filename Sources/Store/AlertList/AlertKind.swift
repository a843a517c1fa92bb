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
        // One word instead of nine: the hasher's rounds would cost more than all else here.
        var word = source.map(\.word) ?? 1
        word = (word ^ word >> 29) &* 0xbf58_476d_1ce4_e5b9 ^ (destination.map(\.word) ?? 2)
        word = (word ^ word >> 32) &* 0x9e37_79b9_7f4a_7c15
        word ^= UInt64(truncatingIfNeeded: (signature ?? 0) << 32 ^ gateway << 17)
        hasher.combine(word ^ (port.map { UInt64($0) } ?? 1 << 16))
    }
}

extension IPAddress {
    /// Some word of it, for tables that compare whole addresses.
    var word: UInt64 { high &* 0x94d0_49bb_1331_11eb ^ low }
}

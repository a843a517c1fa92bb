// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension IPAddress {
    /// Four or sixteen bytes in network order, as the store keeps addresses.
    var stored: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(isV4 ? 4 : 16)
        if !isV4 {
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: high >> shift)) }
        }
        for shift in stride(from: isV4 ? 24 : 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: low >> shift))
        }
        return bytes
    }

    /// The address of stored bytes; `nil` if there are neither four nor sixteen.
    init?(stored bytes: [UInt8]) {
        func number(_ range: Range<Int>) -> UInt64 {
            bytes[range].reduce(0) { $0 << 8 | UInt64($1) }
        }
        switch bytes.count {
        case 4: self.init(v4: UInt32(truncatingIfNeeded: number(0..<4)))
        case 16: self.init(high: number(0..<8), low: number(8..<16))
        default: return nil
        }
    }
}

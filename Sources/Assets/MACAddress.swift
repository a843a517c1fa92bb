// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// A 48-bit hardware address (EUI-48); equal addresses are equal however they were written.
package struct MACAddress: Hashable, Sendable {
    /// The address in its lowest 48 bits, the first byte highest.
    package let number: UInt64

    /// The address that `text` is: six pairs of hexadecimal digits with colons or dashes between them (IEEE 802-2014, 8.1), or three
    /// groups of four with dots, as Cisco writes it; `nil` if it is none.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 17 || bytes.count == 14 else { return nil }
        let (group, separators): (Int, [UInt8]) = bytes.count == 17 ? (3, Array(":-".utf8)) : (5, Array(".".utf8))
        guard separators.contains(bytes[group - 1]) else { return nil }
        var number: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            if index % group == group - 1 {
                guard byte == bytes[group - 1] else { return nil }
            } else {
                guard let digit = Self.digit(byte) else { return nil }
                number = number << 4 | digit
            }
        }
        self.number = number
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 0x30...0x39: UInt64(byte - 0x30)
        case 0x61...0x66: UInt64(byte - 0x61 + 10)
        case 0x41...0x46: UInt64(byte - 0x41 + 10)
        default: nil
        }
    }
}

extension MACAddress: CustomStringConvertible {
    /// Six pairs of lower-case digits with colons, as Suricata writes it.
    package var description: String {
        (0..<6).map { place in
            let byte = UInt8(truncatingIfNeeded: number >> UInt64(40 - 8 * place))
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined(separator: ":")
    }
}

extension MACAddress: TextCoded {
    package init?(coded text: String) { self.init(text) }
}

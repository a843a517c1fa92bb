// SPDX-License-Identifier: Apache-2.0

/// The SHA-256 of a certificate's DER bytes, by which one certificate is told from all others.
package struct Fingerprint: Hashable, Sendable {
    /// 32 bytes.
    package let bytes: [UInt8]

    /// The fingerprint of a certificate's DER bytes.
    package init(of der: [UInt8]) { bytes = SHA256.digest(of: der) }

    /// The fingerprint of these bytes; `nil` unless they are 32.
    package init?(bytes: [UInt8]) {
        guard bytes.count == SHA256.count else { return nil }
        self.bytes = bytes
    }

    /// The fingerprint of 64 hexadecimal digits, in either case, also with colons between pairs as `openssl x509` prints it.
    package init?(_ text: some StringProtocol) {
        var digits = Array(text.utf8.prefix(3 * SHA256.count))
        if digits.count == 3 * SHA256.count - 1 {
            guard stride(from: 2, to: digits.count, by: 3).allSatisfy({ digits[$0] == UInt8(ascii: ":") }) else {
                return nil
            }
            digits.removeAll { $0 == UInt8(ascii: ":") }
        }
        guard digits.count == 2 * SHA256.count else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension Fingerprint: CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package var description: String { Hexadecimal.text(bytes) }
}

// SPDX-License-Identifier: Apache-2.0

/// The few forms of DER (X.690) that keys and signatures of other encodings are put into for OpenSSL.
enum DER {
    static func sequence(_ parts: [UInt8]...) -> [UInt8] { tagged(0x30, parts.flatMap { $0 }) }

    /// A whole number that is not negative, from its bytes, highest first.
    static func integer(_ bytes: [UInt8]) -> [UInt8] {
        let value = Array(bytes.drop { $0 == 0 })
        let needsZero = value.first.map { $0 >= 0x80 } ?? true
        return tagged(0x02, needsZero ? [0] + value : value)
    }

    /// Whole bytes as a bit string.
    static func bits(_ bytes: [UInt8]) -> [UInt8] { tagged(0x03, [0] + bytes) }

    private static func tagged(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        return [tag] + length(content.count) + content
    }

    private static func length(_ count: Int) -> [UInt8] {
        switch count {
        case ..<0x80: [UInt8(count)]
        case ..<0x100: [0x81, UInt8(count)]
        default: [0x82, UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
        }
    }
}

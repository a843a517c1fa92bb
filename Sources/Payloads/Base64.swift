// SPDX-License-Identifier: Apache-2.0

/// Base64 as Suricata and others write it; the standard library has none.
///
/// Source: RFC 4648, sections 4 and 5.
package enum Base64 {
    /// The bytes of `text`, up to the first character that does not belong; `isWhole` says whether there was none but padding.
    package static func decode(_ text: some Sequence<UInt8>) -> (bytes: [UInt8], isWhole: Bool) {
        var bytes: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for character in text {
            guard let value = value(character) else { return (bytes, character == UInt8(ascii: "=")) }
            buffer = buffer << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return (bytes, true)
    }

    /// What a character stands for; those of the alphabet for URLs stand beside the usual ones.
    static func value(_ character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character) + 4
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Bytes in what is coded as JSON: base64 text rather than a list of numbers, which would be three times as long. It holds for every
/// `[UInt8]` property of a type whose file imports this target, as the compiler's own coding finds these by the type.
///
/// Source: RFC 4648, section 4, with padding.
extension KeyedEncodingContainer {
    package mutating func encode(_ bytes: [UInt8], forKey key: Key) throws {
        try encode(Base64Text.encode(bytes), forKey: key)
    }
}

extension KeyedDecodingContainer {
    /// - Throws: `DecodingError` where the text is no base64.
    package func decode(_ type: [UInt8].Type, forKey key: Key) throws -> [UInt8] {
        guard let bytes = Base64Text.decode(try decode(String.self, forKey: key)) else {
            throw DecodingError.dataCorruptedError(forKey: key, in: self, debugDescription: "no base64")
        }
        return bytes
    }
}

/// Base64 both ways, strictly: the same text for the same bytes, and nothing else is read.
///
/// Source: RFC 4648, section 4.
package enum Base64Text {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// What each byte stands for, 255 for nothing.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()
    private static let padding = UInt8(ascii: "=")

    /// The letters, with padding and on one line.
    package static func encode(_ bytes: [UInt8]) -> String {
        let alphabet = alphabet
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let count = min(3, bytes.count - index)
            var group = UInt32(bytes[index]) << 16
            if count > 1 { group |= UInt32(bytes[index + 1]) << 8 }
            if count > 2 { group |= UInt32(bytes[index + 2]) }
            text.append(alphabet[Int(group >> 18)])
            text.append(alphabet[Int(group >> 12 & 63)])
            text.append(count > 1 ? alphabet[Int(group >> 6 & 63)] : padding)
            text.append(count > 2 ? alphabet[Int(group & 63)] : padding)
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// `nil` for what `encode` never makes.
    package static func decode(_ text: String) -> [UInt8]? {
        let values = values
        let letters = Array(text.utf8)
        guard letters.count % 4 == 0 else { return nil }
        let end = letters.suffix(2).count { $0 == padding }
        let whole = letters.count - (letters.last == padding ? end : 0)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(letters.count / 4 * 3)
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for letter in letters[..<whole] {
            let value = values[Int(letter)]
            guard value < 64 else { return nil }
            buffer = buffer << 6 | UInt32(value)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
            buffer &= (1 << bits) - 1
        }
        return buffer == 0 ? bytes : nil
    }
}

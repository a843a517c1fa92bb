// SPDX-License-Identifier: Apache-2.0

/// A value on its way through the modifiers that change it.
struct ModifiedText {
    var pattern: PatternText
    /// Whether every scalar of the literals stands for one byte (U+0000...U+00FF), since the text was encoded.
    var isBytes = false

    /// The bytes of a value without wildcards.
    var bytes: [UInt8]? {
        pattern.plain.map { text in
            isBytes ? text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } : Array(text.utf8)
        }
    }

    /// The text in UTF-16, byte by byte; wildcards stay.
    func utf16(isLittleEndian: Bool, hasMark: Bool) -> ModifiedText {
        var encoded = PatternText(pattern.pieces) { text in
            let units = isBytes ? text.unicodeScalars.map { UInt16($0.value) } : Array(text.utf16)
            return Self.text(units.flatMap { Self.bytes($0, isLittleEndian) })
        }
        if hasMark {
            var marked = PatternText(plain: Self.text(Self.bytes(0xFEFF, isLittleEndian)))
            for piece in encoded.pieces {
                if case .literal(let text) = piece {
                    marked.append(literal: text)
                } else {
                    marked.append(wildcard: piece)
                }
            }
            encoded = marked
        }
        return ModifiedText(pattern: encoded, isBytes: true)
    }

    private static func bytes(_ unit: UInt16, _ isLittleEndian: Bool) -> [UInt8] {
        let (low, high) = (UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8))
        return isLittleEndian ? [low, high] : [high, low]
    }

    private static func text(_ bytes: [UInt8]) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(Unicode.Scalar(byte)) }
        return String(text)
    }
}

/// Base64 as RFC 4648, 4, has it.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The whole encoding, padded.
    static func text(_ bytes: [UInt8]) -> String {
        let digits = digits(bytes)
        return String(decoding: digits, as: UTF8.self) + String(repeating: "=", count: (4 - digits.count % 4) % 4)
    }

    /// What is always there of `bytes` in the encoding of a text that has them behind 0, 1 or 2 bytes, whatever stands
    /// around them: the digits all of whose six bits are theirs.
    static func offsets(_ bytes: [UInt8]) -> [String] {
        (0..<3).map { shift in
            let digits = digits([UInt8](repeating: 0, count: shift) + bytes)
            let first = (shift * 8 + 5) / 6
            let end = max(first, (bytes.count + shift) * 8 / 6)
            return String(decoding: digits[first..<end], as: UTF8.self)
        }
    }

    private static func digits(_ bytes: [UInt8]) -> [UInt8] {
        var digits: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                digits.append(alphabet[Int(bits >> UInt32(count)) & 63])
            }
            bits &= (1 << UInt32(count)) - 1
        }
        if count > 0 { digits.append(alphabet[Int(bits << UInt32(6 - count)) & 63]) }
        return digits
    }
}

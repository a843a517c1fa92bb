// SPDX-License-Identifier: Apache-2.0

/// Upper and lower case made the same, character by character.
///
/// A character stays one character, so that `?` counts alike in both. Source: Unicode's simple case folding, which this
/// agrees with but for a few historic letters: the small letter of the capital, if each is one character, and the two
/// letters i without regard to Turkish.
enum CaseFolding {
    /// The folded `text` in UTF-8.
    static func fold(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars { append(fold(scalar), to: &bytes) }
        return bytes
    }

    /// Appends `text`, which must be UTF-8, folded to `bytes`.
    static func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
        let plane = plane
        var at = 0
        while at < text.count {
            let lead = text[at]
            if lead < 0x80 {
                bytes.append(foldASCII(lead))
                at += 1
                continue
            }
            let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
            guard at + length <= text.count else { return }
            var value = UInt32(lead) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
            for index in at + 1..<at + length { value = value << 6 | UInt32(text[index] & 0x3F) }
            at += length
            if value < 0x1_0000 {
                append(Unicode.Scalar(plane[Int(value)]) ?? "\u{FFFD}", to: &bytes)
            } else {
                append(fold(Unicode.Scalar(value) ?? "\u{FFFD}"), to: &bytes)
            }
        }
    }

    /// The folded form of an ASCII character.
    @inline(__always)
    static func foldASCII(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// The folded form of each of the first 65,536 characters, since Unicode's tables are slow to ask.
    private static let plane: [UInt16] = (0..<0x1_0000).map { value in
        guard let scalar = Unicode.Scalar(UInt32(value)) else { return 0xFFFD }
        return UInt16(exactly: fold(scalar).value) ?? UInt16(value)
    }

    private static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.isASCII { return Unicode.Scalar(foldASCII(UInt8(scalar.value))) }
        if scalar == "\u{131}" || scalar == "\u{130}" { return scalar }
        let capital = only(scalar.properties.uppercaseMapping) ?? scalar
        return only(capital.properties.lowercaseMapping) ?? scalar
    }

    private static func only(_ text: String) -> Unicode.Scalar? {
        text.unicodeScalars.count == 1 ? text.unicodeScalars.first : nil
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        let value = scalar.value
        func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | value >> shift & 0x3F) }
        switch value {
        case ..<0x80: bytes.append(UInt8(value))
        case ..<0x800:
            bytes.append(UInt8(0xC0 | value >> 6))
            bytes.append(tail(0))
        case ..<0x1_0000:
            bytes.append(UInt8(0xE0 | value >> 12))
            bytes.append(tail(6))
            bytes.append(tail(0))
        default:
            bytes.append(UInt8(0xF0 | value >> 18))
            bytes.append(tail(12))
            bytes.append(tail(6))
            bytes.append(tail(0))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The bytes that a `content` looks for.
package enum ContentPattern {
    /// Why a text is no content; each with the offset of the byte where that shows.
    package enum Flaw: Error, Hashable, Sendable {
        /// A `|` has no partner.
        case openBar(Int)
        /// An odd number of hexadecimal digits between bars.
        case oddDigits(Int)
        /// Something other than hexadecimal digits and spaces between bars.
        case notHexadecimal(Int)
        /// A `\` stands before something that needs none.
        case strayBackslash(Int)
        /// A `"` without a `\`.
        case quote(Int)
    }

    /// The bytes that `text`, the inside of the quotes, stands for: `|0d 0a|` is hexadecimal (Suricata skips commas there, too), `\` protects `"`, `;`, `:` and `\`.
    package static func bytes(of text: some Collection<UInt8>) throws(Flaw) -> [UInt8] {
        var bytes: [UInt8] = []
        var bar: Int?
        var digit: UInt8?
        var isEscaped = false
        for (offset, byte) in text.enumerated() {
            if isEscaped {
                guard [0x22, 0x3A, 0x3B, 0x5C].contains(byte) else { throw .strayBackslash(offset - 1) }
                bytes.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "|") {
                guard digit == nil else { throw .oddDigits(offset) }
                bar = bar == nil ? offset : nil
            } else if bar != nil {
                if byte == 0x20 || byte == UInt8(ascii: ",") { continue }
                guard let value = hexadecimal(byte) else { throw .notHexadecimal(offset) }
                if let high = digit {
                    bytes.append(high << 4 | value)
                    digit = nil
                } else {
                    digit = value
                }
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                throw .quote(offset)
            } else {
                bytes.append(byte)
            }
        }
        if let bar { throw .openBar(bar) }
        if isEscaped { throw .strayBackslash(text.count - 1) }
        return bytes
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x61 + 10
        case 0x41...0x46: byte - 0x41 + 10
        default: nil
        }
    }
}

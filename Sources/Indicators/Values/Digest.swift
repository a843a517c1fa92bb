// SPDX-License-Identifier: Apache-2.0

/// A digest of up to 32 bytes, read from hexadecimal digits without allocating.
struct Digest {
    /// The bytes; those from `count` on are 0.
    private(set) var bytes = InlineArray<32, UInt8>(repeating: 0)
    /// How many bytes count.
    let count: Int

    /// The digest that `text` writes: `count` pairs of digits, with a colon between all pairs or none.
    init?(_ text: Span<UInt8>, count: Int) {
        let hasColons = count > 1 && text.count == count * 3 - 1
        guard count <= 32, hasColons || text.count == count * 2 else { return nil }
        self.count = count
        let stride = hasColons ? 3 : 2
        var isGood: UInt8 = 1
        for index in 0..<count {
            let high = Self.digit(text[index * stride])
            let low = Self.digit(text[index * stride + 1])
            isGood &= high.isGood & low.isGood
            if hasColons, index > 0 { isGood &= text[index * 3 - 1] == UInt8(ascii: ":") ? 1 : 0 }
            bytes[index] = high.value << 4 | low.value & 15
        }
        guard isGood == 1 else { return nil }
    }

    /// The digest of these bytes, at most 32.
    init(_ bytes: Span<UInt8>) {
        count = min(32, bytes.count)
        for index in 0..<count { self.bytes[index] = bytes[index] }
    }

    /// The digest in lower-case hexadecimal.
    func text(hasColons: Bool) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(count * 3)
        for index in 0..<count {
            if hasColons, index > 0 { text.append(UInt8(ascii: ":")) }
            text.append(digits[Int(bytes[index] >> 4)])
            text.append(digits[Int(bytes[index] & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether `byte` is a hexadecimal digit.
    static func isDigit(_ byte: UInt8) -> Bool { digit(byte).isGood == 1 }

    /// The number of a hexadecimal digit, and 1 if it is one. Without branches, which digests would mislead.
    @inline(__always)
    private static func digit(_ byte: UInt8) -> (value: UInt8, isGood: UInt8) {
        let decimal = UInt16(byte &- 0x30)
        let letter = UInt16((byte | 0x20) &- 0x61)
        let isGood = ((decimal &- 10) | (letter &- 6)) >> 15
        return ((byte & 15) &+ 9 &* (byte >> 6), UInt8(truncatingIfNeeded: isGood))
    }
}

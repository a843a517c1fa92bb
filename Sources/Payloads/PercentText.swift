// SPDX-License-Identifier: Apache-2.0

/// Percent-encoding.
///
/// Source: RFC 3986, section 2.1; the plus for a space is the form encoding of HTML.
enum PercentText {
    /// `nil` where nothing is encoded. A percent sign without two digits stays as it is.
    static func decode(_ bytes: [UInt8]) -> DecodedBytes? {
        var decoded: [UInt8] = []
        var first: Int?
        var index = 0
        while index < bytes.count, decoded.count < PayloadDecoder.outputMost {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.count, let high = HexDigit.value(bytes[index + 1]),
                let low = HexDigit.value(bytes[index + 2])
            {
                if first == nil { first = index }
                decoded.append(UInt8(high << 4 | low))
                index += 3
            } else {
                decoded.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
                index += 1
            }
        }
        return first.map { DecodedBytes(bytes: decoded, offset: $0, isCut: index < bytes.count) }
    }
}

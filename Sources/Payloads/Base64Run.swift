// SPDX-License-Identifier: Apache-2.0

/// Finds Base64 among other bytes.
enum Base64Run {
    /// A shorter run among other text is most likely a word.
    private static let least = 16
    /// Bytes that are Base64 alone may be as short as this.
    private static let leastAlone = 4
    /// A shorter line is not broken by what encoded it, so the next one does not belong to it. Mail has lines of 76, keys of 64.
    private static let lineLeast = 60

    static func decode(_ bytes: [UInt8]) -> DecodedBytes? {
        guard let run = longest(in: bytes) else { return nil }
        let isAlone = bytes[..<run.lowerBound].allSatisfy(isBlank) && bytes[run.upperBound...].allSatisfy(isBlank)
        let characters = bytes[run].filter { Base64.value($0) != nil }
        guard characters.count >= (isAlone ? leastAlone : least), characters.count % 4 != 1 else { return nil }
        let room = PayloadDecoder.outputMost / 3 * 4
        let decoded = Base64.decode(characters.prefix(room)).bytes
        return DecodedBytes(bytes: decoded, offset: run.lowerBound, isCut: characters.count > room)
    }

    /// The longest stretch of Base64, padding and line breaks within it.
    private static func longest(in bytes: [UInt8]) -> Range<Int>? {
        var best: Range<Int>?
        var index = 0
        while index < bytes.count {
            guard Base64.value(bytes[index]) != nil else {
                index += 1
                continue
            }
            let start = index
            var end = index
            var lineStart = index
            while index < bytes.count {
                if Base64.value(bytes[index]) != nil {
                    end = index + 1
                } else if bytes[index] == UInt8(ascii: "=") {
                    while index < bytes.count, bytes[index] == UInt8(ascii: "=") { index += 1 }
                    end = index
                    break
                } else if bytes[index] == 0x0A || bytes[index] == 0x0D, end - lineStart >= lineLeast || index > end {
                    lineStart = index + 1
                } else {
                    break
                }
                index += 1
            }
            if end - start > (best?.count ?? 0) { best = start..<end }
        }
        return best
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) || byte == 0 }
}

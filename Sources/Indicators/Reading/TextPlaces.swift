// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// Turns offsets into lines and columns, in one pass over the text if the offsets grow.
struct TextPlaces {
    private let bytes: [UInt8]
    private var line = 1
    private var lineStart = 0
    private var seen = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The place of the byte at `offset`, which is at most the count of the bytes.
    mutating func position(of offset: Int) -> TextPosition {
        if offset < lineStart { (line, lineStart, seen) = (1, 0, 0) }
        for at in seen..<max(seen, offset) where bytes[at] == UInt8(ascii: "\n") {
            line += 1
            lineStart = at + 1
        }
        seen = max(seen, offset)
        // A line of 64 MiB without an end must not be counted again for each problem.
        let counted = bytes[max(lineStart, offset - 100_000)..<offset]
        return TextPosition(line: line, column: counted.reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) })
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A part of a file, of which nothing outside can be read, whatever offsets the file itself tells.
struct BoundedBytes {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    /// Whether so many bytes stand at an offset.
    func holds(_ count: Int, at offset: Int) -> Bool {
        offset >= 0 && count >= 0 && count <= bytes.count - offset
    }

    /// So many bytes at an offset; none where they are not there.
    func slice(at offset: Int, count: Int) -> ArraySlice<UInt8> {
        guard holds(count, at: offset) else { return [] }
        let start = bytes.startIndex + offset
        return bytes[start..<start + count]
    }

    /// So many bytes, at most 8, as one number, the first highest; `nil` where they are not there.
    func bits(at offset: Int, count: Int) -> UInt64? {
        guard count <= 8, holds(count, at: offset) else { return nil }
        var bits: UInt64 = 0
        for place in bytes.startIndex + offset..<bytes.startIndex + offset + count {
            bits = bits << 8 | UInt64(bytes[place])
        }
        return bits
    }

    /// The same; `nil` also where it exceeds `Int`.
    func number(at offset: Int, count: Int) -> Int? {
        bits(at: offset, count: count).flatMap { Int(exactly: $0) }
    }
}

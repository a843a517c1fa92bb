// SPDX-License-Identifier: Apache-2.0

/// A part of a file's bytes, read from its beginning on. Numbers are little-endian. Nothing is read beyond its end.
struct ByteReader {
    let bytes: [UInt8]
    private(set) var position: Int
    let end: Int

    /// The whole, or the part of `range`, which lies within.
    init(_ bytes: [UInt8], _ range: Range<Int>? = nil) {
        self.bytes = bytes
        position = range?.lowerBound ?? 0
        end = range?.upperBound ?? bytes.count
    }

    var left: Int { end - position }

    /// Where the next `count` bytes stand.
    mutating func take(_ count: Int) throws(ModelProblem) -> Range<Int> {
        guard count >= 0, count <= left else { throw ModelProblem("ends in the middle, at byte \(end)") }
        position += count
        return position - count..<position
    }

    mutating func byte() throws(ModelProblem) -> UInt8 { bytes[try take(1).lowerBound] }

    /// An unsigned number of `count` bytes, 8 at the most.
    mutating func number(_ count: Int) throws(ModelProblem) -> UInt64 {
        bytes[try take(count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A number of four bytes, as an unsigned one.
    mutating func word() throws(ModelProblem) -> Int { Int(try number(4)) }

    /// A number of eight bytes that counts something: none that does not fit.
    mutating func count() throws(ModelProblem) -> Int {
        guard let count = Int(exactly: try number(8)) else { throw ModelProblem("has a count past all bounds") }
        return count
    }

    /// The text up to the next line's end, which is passed.
    mutating func line(most: Int) throws(ModelProblem) -> String {
        guard let stop = bytes[position..<min(end, position + most)].firstIndex(of: 10) else {
            throw ModelProblem("has a line of more than \(most) bytes")
        }
        defer { position = stop + 1 }
        return String(decoding: bytes[position..<stop], as: UTF8.self)
    }
}

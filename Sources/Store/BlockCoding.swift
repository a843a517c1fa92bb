// SPDX-License-Identifier: Apache-2.0

internal import Compression

/// How raw lines lie in a block before compression, so that a block alone can tell which row each line belongs to.
///
/// All numbers are little-endian. A 32-bit count of lines; for each line its 64-bit row and its 32-bit length; then the
/// lines' bytes one after the other.
struct BlockCoding {
    /// How many lines a block holds at most; a row's `place` counts in this unit.
    static let slots = 32
    /// A block is closed once it holds this many bytes, so that reading one event never opens much more.
    static let softLimit = 256 << 10
    /// More than any block may hold; lines are bounded by the decoder (16 MiB).
    static let hardLimit = 64 << 20

    private(set) var rows: [Int64] = []
    private var lengths: [UInt32] = []
    private var text: [UInt8] = []

    var isEmpty: Bool { rows.isEmpty }
    var isFull: Bool { rows.count == Self.slots || text.count >= Self.softLimit }
    var count: Int { rows.count }

    /// Adds a line.
    mutating func append(row: Int64, line: ArraySlice<UInt8>) {
        rows.append(row)
        lengths.append(UInt32(clamping: line.count))
        text.append(contentsOf: line)
    }

    /// The block's payload; the coding is empty then.
    mutating func take() -> [UInt8] {
        var payload: [UInt8] = []
        payload.reserveCapacity(4 + rows.count * 12 + text.count)
        Self.append(UInt32(rows.count), to: &payload)
        for (row, length) in zip(rows, lengths) {
            Self.append(row, to: &payload)
            Self.append(length, to: &payload)
        }
        payload.append(contentsOf: text)
        rows.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
        return payload
    }

    /// The line in `slot` of a payload with its row; `nil` for a payload that is not what it should be.
    static func line(_ slot: Int, in payload: [UInt8]) -> (row: Int64, bytes: [UInt8])? {
        guard payload.count >= 4 else { return nil }
        let count = Int(number(payload, at: 0, bytes: 4))
        let header = 4 + count * 12
        guard count <= slots, slot < count, payload.count >= header else { return nil }
        var start = header
        for before in 0..<slot {
            start += Int(number(payload, at: 4 + before * 12 + 8, bytes: 4))
        }
        let length = Int(number(payload, at: 4 + slot * 12 + 8, bytes: 4))
        guard start + length <= payload.count else { return nil }
        let row = Int64(bitPattern: number(payload, at: 4 + slot * 12, bytes: 8))
        return (row, Array(payload[start..<start + length]))
    }

    private static func append(_ value: some FixedWidthInteger, to payload: inout [UInt8]) {
        var rest = value
        for _ in 0..<MemoryLayout.size(ofValue: value) {
            payload.append(UInt8(truncatingIfNeeded: rest))
            rest = rest >> 8
        }
    }

    private static func number(_ payload: [UInt8], at start: Int, bytes: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<bytes {
            value |= UInt64(payload[start + index]) << UInt64(8 * index)
        }
        return value
    }
}

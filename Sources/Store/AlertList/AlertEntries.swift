// SPDX-License-Identifier: Apache-2.0

/// The alerts of a row of `alert_list`: of each its row in the file and the number of its kind.
///
/// Each is the row less the one before it (of the first, less 0) as a zigzag varint, and the kind as a varint. Alerts come mostly by time, but
/// not always, so rows may go back.
struct AlertEntries {
    private let bytes: [UInt8]
    private var position = 0
    private var row: Int64 = 0
    /// Whether some bytes were none of the above; there is no entry behind them.
    private(set) var isBroken = false

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// A block is closed behind this many bytes: with its head it then fits onto one page of SQLite, of 8 KiB.
    static let limit = 8000

    static func append(row: Int64, kind: Int64, after last: Int64, to bytes: inout [UInt8]) {
        bytes.append(zigzag: row &- last)
        bytes.append(varint: UInt64(bitPattern: kind))
    }

    /// The next alert; `nil` behind the last.
    @inline(__always)
    mutating func next() -> (row: Int64, kind: Int64)? {
        guard position < bytes.count, let delta = varint(), let kind = varint() else { return nil }
        row &+= Int64(bitPattern: delta >> 1) ^ -Int64(bitPattern: delta & 1)
        return (row, Int64(bitPattern: kind))
    }

    /// As `ByteReader.varint`, which a million alerts would feel.
    @inline(__always)
    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < bytes.count, shift < 64 {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7f) &<< shift
            if byte < 0x80 { return value }
            shift += 7
        }
        isBroken = true
        position = bytes.count
        return nil
    }
}

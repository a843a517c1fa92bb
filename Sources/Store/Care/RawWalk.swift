// SPDX-License-Identifier: Apache-2.0

internal import Compression

/// Goes through the records of a raw file from its front, past damage too.
///
/// It reads large pieces one behind the other; memory is bounded by the longest record.
struct RawWalk: ~Copyable {
    enum Step {
        /// A sound record. Its body is a part of a larger piece, so that keeping it keeps that piece.
        case record(RawRecord.Kind, body: ArraySlice<UInt8>, offset: UInt64, end: UInt64)
        /// Bytes that are no sound record, up to the next one or to the end.
        case damage(Range<UInt64>)
    }

    private let file: RawFile
    /// Where the next record begins.
    private(set) var offset: UInt64
    /// Nothing from here on is looked at.
    let end: UInt64
    private var piece: [UInt8] = []
    private var pieceOffset: UInt64 = 0

    private static let pieceLength = 1 << 20

    /// A walk over the records between two offsets; `file` is at least as long as `end`.
    init(_ file: consuming RawFile, from start: UInt64 = RawFile.headLength, to end: UInt64) {
        self.file = file
        offset = start
        self.end = end
    }

    /// The next record or damage; `nil` at the end.
    ///
    /// - Throws: `StoreError.system` where the file cannot be read at all.
    mutating func next() throws(StoreError) -> Step? {
        guard offset < end else { return nil }
        if let found = try record(at: offset) {
            let start = offset
            offset = found.end
            return .record(found.kind, body: found.body, offset: start, end: found.end)
        }
        let start = offset
        let step = UInt64(RawRecord.alignment)
        // Records begin at multiples of 16 and have a checksum, so that the next sound one is really one.
        offset = min(end, (start / step + 1) * step)
        while offset < end, try record(at: offset) == nil { offset = min(end, offset + step) }
        return .damage(start..<offset)
    }

    private mutating func record(
        at start: UInt64
    ) throws(StoreError) -> (kind: RawRecord.Kind, body: ArraySlice<UInt8>, end: UInt64)? {
        guard try has(RawRecord.headLength, at: start) else { return nil }
        let first = Int(start - pieceOffset)
        guard let head = RawRecord.Head(piece[first..<first + RawRecord.headLength]) else { return nil }
        // The last record of a file that was cut may lack its padding, and then is not whole.
        guard try has(head.recordLength, at: start) else { return nil }
        let body = Int(start - pieceOffset) + RawRecord.headLength
        guard Checksum.crc32(piece.span.extracting(body..<body + head.length)) == head.checksum,
            piece[body + head.length..<body - RawRecord.headLength + head.recordLength].allSatisfy({ $0 == 0 })
        else { return nil }
        return (head.kind, piece[body..<body + head.length], start + UInt64(head.recordLength))
    }

    /// Makes `piece` hold so many bytes from `start` on; false if they reach over the end.
    private mutating func has(_ count: Int, at start: UInt64) throws(StoreError) -> Bool {
        guard UInt64(count) <= end - start else { return false }
        if start >= pieceOffset, start + UInt64(count) <= pieceOffset + UInt64(piece.count) { return true }
        let limit = Int(min(UInt64(max(count, Self.pieceLength)), end - start))
        // A new array each time: slices of the old one may still be in use.
        piece = try file.read(at: start, limit: limit)
        pieceOffset = start
        return piece.count >= count
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Compression

/// The frame around everything in a raw file, so that the file can be read from its start without any other.
///
/// Little-endian: 32-bit magic, 32-bit length of the body, 32-bit CRC of the body (that of zlib), the body, zeros up to the
/// next multiple of 16. Records begin at such multiples, so that a 32-bit number can name one (a `RawPlace`).
enum RawRecord {
    enum Kind: UInt32, Sendable {
        /// Raw lines, see `RawBlock`.
        case block = 0x4b42_4456
        /// A zstd dictionary that later blocks name.
        case dictionary = 0x4344_4456
        /// The end of a commit, see `RawCommit`.
        case commit = 0x4d43_4456
        /// What lay here was damaged, is lost, and was covered by a repair; nothing names it.
        case gap = 0x5047_4456
    }

    static let headLength = 12
    static let alignment = 16
    /// More than any body may have; lines are bounded by the decoder (16 MiB).
    static let bodyLimit = 64 << 20

    /// What the first bytes of a record say.
    struct Head {
        var kind: Kind
        var length: Int
        var checksum: UInt32

        /// `nil` for bytes that begin no record.
        init?(_ bytes: ArraySlice<UInt8>) {
            var reader = ByteReader(bytes)
            guard let magic = reader.littleEndian(UInt32.self), let kind = Kind(rawValue: magic),
                let length = reader.littleEndian(UInt32.self), length <= RawRecord.bodyLimit,
                let checksum = reader.littleEndian(UInt32.self)
            else { return nil }
            self.kind = kind
            self.length = Int(length)
            self.checksum = checksum
        }

        /// The whole record with its padding.
        var recordLength: Int { RawRecord.padded(RawRecord.headLength + length) }
    }

    static func padded(_ length: Int) -> Int {
        (length + alignment - 1) / alignment * alignment
    }

    /// Appends a record whose body `write` appends; `target` begins at a multiple of 16 of the file.
    static func append<Failure: Error>(
        _ kind: Kind, to target: inout [UInt8], _ write: (inout [UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        let start = target.count
        target.append(littleEndian: kind.rawValue)
        target.append(littleEndian: UInt64(0))
        try write(&target)
        let body = start + headLength
        let length = UInt32(clamping: target.count - body)
        let checksum = Checksum.crc32(target.span.extracting(body...))
        for index in 0..<4 {
            target[start + 4 + index] = UInt8(truncatingIfNeeded: length >> UInt32(8 * index))
            target[start + 8 + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index))
        }
        while target.count % alignment != 0 { target.append(0) }
    }
}

/// Where a line lies: the place of its block in the file in units of 16 bytes, times `RawBlock.slots`, plus its slot in the block.
struct RawPlace: Hashable, Sendable {
    /// The block's offset in units of `RawRecord.alignment`.
    var block: UInt32
    var slot: Int

    init(block: UInt32, slot: Int) {
        self.block = block
        self.slot = slot
    }

    /// `nil` for a number that is none.
    init?(number: Int64) {
        guard number >= 0, let block = UInt32(exactly: number / Int64(RawBlock.slots)) else { return nil }
        self.init(block: block, slot: Int(number % Int64(RawBlock.slots)))
    }

    /// As `event.place` has it.
    var number: Int64 { Int64(block) * Int64(RawBlock.slots) + Int64(slot) }

    /// The block's offset in the file.
    static func offset(of block: UInt32) -> UInt64 { UInt64(block) * UInt64(RawRecord.alignment) }
}

// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Lines of some blocks, decoded again.
struct DecodedLines {
    /// A line of a block, and what it was decoded into.
    struct Line {
        var row: Int64
        var place: RawPlace
        /// Index into `blocks`.
        var block: Int
        /// Index into the batch's events; -1 for a line that is no event.
        var event: Int
    }

    /// A block's place and whose lines it has.
    struct Block {
        var place: UInt32
        var source: Int64
        var gateway: String
    }

    fileprivate(set) var batch = EventBatch()
    fileprivate(set) var lines: [Line] = []
    fileprivate(set) var blocks: [Block] = []
}

/// Gathers the lines of blocks, of any sources, to decode many at a time: a batch costs more than a line.
struct LineGathering: ~Copyable {
    private var decoder = EveDecoder(lineLimit: RawRecord.bodyLimit)
    private var bytes: [UInt8] = []
    private var gathered = DecodedLines()
    /// For each line, where it ends among `bytes`, with its line feed.
    private var ends: [UInt64] = []

    /// Blocks are decoded once they have this many bytes.
    private static let softLimit = 1 << 20

    var isEmpty: Bool { gathered.lines.isEmpty }
    var isFull: Bool { bytes.count >= Self.softLimit }

    /// Adds the lines of a block, whose text has the length that the block tells.
    mutating func add(_ block: RawBlock, at place: UInt32, text: [UInt8]) {
        gathered.blocks.append(DecodedLines.Block(place: place, source: block.source, gateway: block.gateway))
        var start = 0
        for (slot, length) in block.lengths.enumerated() {
            bytes.append(contentsOf: text[start..<start + length])
            bytes.append(UInt8(ascii: "\n"))
            ends.append(UInt64(bytes.count))
            gathered.lines.append(
                DecodedLines.Line(
                    row: block.rows[slot], place: RawPlace(block: place, slot: slot),
                    block: gathered.blocks.count - 1, event: -1))
            start += length
        }
    }

    /// Decodes what was gathered, and forgets it.
    mutating func decode() -> DecodedLines {
        var decoded = gathered
        gathered = DecodedLines()
        // Not the first line of a source, where a byte order mark would be passed over: it was, when the line came.
        decoded.batch = decoder.decode(LineBlock(bytes: bytes, offset: 0, firstLine: 2))
        if decoded.batch.events.count == decoded.lines.count {
            for index in decoded.lines.indices { decoded.lines[index].event = index }
        } else {
            var event = 0
            for index in decoded.lines.indices {
                while event < decoded.batch.ends.count, decoded.batch.ends[event] < ends[index] { event += 1 }
                if event < decoded.batch.ends.count, decoded.batch.ends[event] == ends[index] {
                    decoded.lines[index].event = event
                }
            }
        }
        bytes = []
        bytes.reserveCapacity(Self.softLimit + RawBlock.softLimit)
        ends.removeAll(keepingCapacity: true)
        return decoded
    }
}

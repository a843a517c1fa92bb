// SPDX-License-Identifier: Apache-2.0

internal import Compression
internal import EVE
internal import Glibc

/// Appends blocks to a day's raw file, a commit at a time.
///
/// After a failure it must be thrown away: the next one cuts off what was not committed.
struct RawWriter: ~Copyable {
    private let file: RawFile
    private let dictionaries: DictionaryTraining
    /// Where the next commit begins.
    private(set) var length: UInt64
    /// What was appended since.
    private var pending: [UInt8] = []
    /// Lines that are not compressed yet.
    var openBlock: OpenBlock { block }
    private var block = OpenBlock()
    private var compressor: BlockCompressor
    /// The dictionary in use, by its number in `dictionaries`, and its place in this file; 0 for none.
    private var generation = 0
    private(set) var dictionary: UInt32

    /// A file with less than this is not worth a dictionary of its own.
    private static let dictionaryThreshold: UInt64 = 256 << 10
    /// How far a 32-bit place reaches, less what one commit may add.
    private static let lengthLimit = RawPlace.offset(of: .max) - 1 << 30

    /// Opens the raw file whose first `length` bytes are committed; 0 for a new one.
    init(
        _ path: String, identity: Int64, length: UInt64, dictionary: UInt32, _ dictionaries: DictionaryTraining
    ) throws(StoreError) {
        let file = try RawFile.writing(path, identity: identity)
        let end = try file.length()
        guard end >= length else { throw .rawFileTooShort(path: path, length: end, wanted: length) }
        let start = max(length, RawFile.headLength)
        if length == 0 {
            try file.write(RawFile.head(identity: identity), at: 0)
        } else if try file.read(at: 0, limit: Int(RawFile.headLength)) != RawFile.head(identity: identity) {
            // Another store's lines, or damage: nothing may be cut off and nothing appended.
            throw .foreignFile(path: path)
        }
        if end > start { try file.truncate(to: start) }
        if dictionary != 0, let known = try file.record(at: RawPlace.offset(of: dictionary)), known.kind == .dictionary
        {
            let stored = BlockDictionary(bytes: Array(known.body))
            if !dictionaries.hasAny { dictionaries.adopt(stored) }
            // A day that is opened again mostly has the one that is in use.
            if dictionaries.current == stored { generation = dictionaries.generation }
        }
        compressor = try Self.compressor(path, generation > 0 ? dictionaries.current : nil)
        self.dictionary = generation > 0 ? dictionary : 0
        self.length = start
        self.file = file
        self.dictionaries = dictionaries
    }

    private static func compressor(
        _ path: String, _ dictionary: BlockDictionary?
    ) throws(StoreError) -> BlockCompressor {
        do {
            // The record around the frame has a checksum.
            return try BlockCompressor(level: 1, dictionary: dictionary, hasChecksum: false)
        } catch {
            throw .system(path: path, call: "zstd", code: ENOMEM)
        }
    }

    /// Where the next line will lie.
    var place: RawPlace {
        RawPlace(
            block: UInt32(truncatingIfNeeded: (length + UInt64(pending.count)) / UInt64(RawRecord.alignment)),
            slot: block.count)
    }

    /// Adds a line to the open block, which must be closed when it is full.
    mutating func append(row: Int64, line: ArraySlice<UInt8>) {
        block.append(row: row, line: line)
        dictionaries.offer(line)
    }

    var isBlockFull: Bool { block.isFull }
    var isBlockEmpty: Bool { block.isEmpty }

    /// Compresses the open block; the answer is where it lies and which rows its lines lie between.
    mutating func closeBlock(
        source: Int64, gateway: String
    ) throws(StoreError) -> (place: UInt32, rows: ClosedRange<Int64>) {
        let place = place.block
        let frame: [UInt8]
        // Taken out for the time, as two parts of this value cannot be worked on at once.
        let block = block
        self.block = OpenBlock()
        do {
            frame = try compressor.compress(block.text.span)
        } catch {
            throw .system(path: file.path, call: "zstd", code: ENOMEM)
        }
        let dictionary = dictionary
        RawRecord.append(.block, to: &pending) { body in
            block.appendHead(source: source, dictionary: dictionary, gateway: gateway, to: &body)
            body += frame
        }
        dictionaries.note(input: block.text.count, output: frame.count, generation: generation)
        let rows = (block.rows.min() ?? 0)...(block.rows.max() ?? 0)
        self.block = block
        self.block.removeAll()
        return (place, rows)
    }

    /// Begins to take about so many bytes of lines: changes to the newest dictionary where that pays.
    ///
    /// - Throws: `StoreError.system` with `EFBIG` for a day of more than 64 GiB of compressed lines; no rate that Vedette is made for
    ///   comes near it.
    mutating func begin(expecting bytes: Int) throws(StoreError) {
        guard length < Self.lengthLimit else { throw .system(path: file.path, call: "write", code: EFBIG) }
        guard block.isEmpty, let newest = dictionaries.current, dictionaries.generation != generation,
            length + UInt64(pending.count) + UInt64(bytes) / 4 >= Self.dictionaryThreshold
        else { return }
        dictionary = place.block
        RawRecord.append(.dictionary, to: &pending) { $0 += newest.bytes }
        generation = dictionaries.generation
        compressor = try Self.compressor(file.path, newest)
    }

    /// Ends the commit: what was appended is on the disk then, and `length` behind it.
    mutating func flush(progress: [(source: Int64, offset: UInt64)]) throws(StoreError) {
        RawRecord.append(.commit, to: &pending) { RawCommit(progress: progress).append(to: &$0) }
        try file.write(pending, at: length)
        try file.synchronise()
        length += UInt64(pending.count)
        pending.removeAll(keepingCapacity: pending.capacity < 16 << 20)
    }
}

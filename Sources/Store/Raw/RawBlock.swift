// SPDX-License-Identifier: Apache-2.0

internal import Compression

/// At most 64 raw lines of one source.
///
/// The body, with varints: the source's number, the dictionary's place in the file (0 for none), the gateway's name (length,
/// bytes), the count of lines, for each line the difference of its row to the one before (the first: to 0) and its length;
/// then one zstd frame of the lines' bytes, one after the other. So a block tells without any other file
/// what each line is and which row it has.
struct RawBlock: Sendable {
    /// How many lines a block holds at most; a row's place counts in this unit. Half as many compress a tenth slower.
    static let slots = 64
    /// A block is closed once it holds this many bytes, so that reading one event never opens much more.
    static let softLimit = 256 << 10

    var source: Int64
    /// Place of the dictionary in units of 16 bytes; 0 for none.
    var dictionary: UInt32
    var gateway: String
    var rows: [Int64]
    var lengths: [Int]
    /// The compressed lines.
    var frame: ArraySlice<UInt8>

    /// The block of a record's body; `nil` if it is none.
    init?(body: ArraySlice<UInt8>) {
        var reader = ByteReader(body)
        guard let source = reader.varint(), let dictionary = reader.varint().flatMap(UInt32.init(exactly:)),
            let name = reader.varint().flatMap({ reader.bytes($0) }),
            let count = reader.varint(), (1...UInt64(Self.slots)).contains(count)
        else { return nil }
        rows = []
        lengths = []
        var row: Int64 = 0
        for _ in 0..<count {
            guard let step = reader.zigzag(), let length = reader.varint(), length <= RawRecord.bodyLimit else {
                return nil
            }
            row = row &+ step
            rows.append(row)
            lengths.append(Int(length))
        }
        self.source = Int64(bitPattern: source)
        self.dictionary = dictionary
        gateway = String(decoding: name, as: UTF8.self)
        frame = reader.rest
    }

    /// The rows of a block whose body begins so; `nil` if they do not all lie in it.
    static func rows(ofHead head: ArraySlice<UInt8>) -> [Int64]? {
        RawBlock(body: head)?.rows
    }

    /// How many bytes its lines have.
    var textLength: Int { lengths.reduce(0, +) }

    /// The line in `slot` of the decompressed frame; `nil` if it does not lie in it.
    func line(_ slot: Int, in text: [UInt8]) -> ArraySlice<UInt8>? {
        guard rows.indices.contains(slot) else { return nil }
        let start = lengths[..<slot].reduce(0, +)
        guard start + lengths[slot] <= text.count else { return nil }
        return text[start..<start + lengths[slot]]
    }
}

/// Lines that wait for their block to be full.
struct OpenBlock {
    private(set) var rows: [Int64] = []
    private var lengths: [Int] = []
    private(set) var text: [UInt8] = []

    var isEmpty: Bool { rows.isEmpty }
    var isFull: Bool { rows.count == RawBlock.slots || text.count >= RawBlock.softLimit }
    var count: Int { rows.count }

    mutating func append(row: Int64, line: ArraySlice<UInt8>) {
        rows.append(row)
        lengths.append(line.count)
        text.append(contentsOf: line)
    }

    /// Appends the body of a block of these lines but for its frame.
    func appendHead(source: Int64, dictionary: UInt32, gateway: String, to body: inout [UInt8]) {
        body.append(varint: UInt64(bitPattern: source))
        body.append(varint: UInt64(dictionary))
        body.append(varint: UInt64(gateway.utf8.count))
        body.append(contentsOf: gateway.utf8)
        body.append(varint: UInt64(rows.count))
        var before: Int64 = 0
        for (row, length) in zip(rows, lengths) {
            body.append(zigzag: row &- before)
            body.append(varint: UInt64(length))
            before = row
        }
    }

    mutating func removeAll() {
        rows.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
    }
}

/// The end of a commit: what lies before it in the file, up to the commit before, belongs together.
///
/// The body, with varints: the count of sources; for each its number and the offset up to which its events are in this file.
struct RawCommit: Sendable {
    var progress: [(source: Int64, offset: UInt64)]

    init(progress: [(source: Int64, offset: UInt64)]) {
        self.progress = progress
    }

    init?(body: ArraySlice<UInt8>) {
        var reader = ByteReader(body)
        guard let count = reader.varint(), count <= UInt64(body.count) else { return nil }
        progress = []
        for _ in 0..<count {
            guard let source = reader.varint(), let offset = reader.varint() else { return nil }
            progress.append((Int64(bitPattern: source), offset))
        }
    }

    func append(to body: inout [UInt8]) {
        body.append(varint: UInt64(progress.count))
        for (source, offset) in progress {
            body.append(varint: UInt64(bitPattern: source))
            body.append(varint: offset)
        }
    }
}

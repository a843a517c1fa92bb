// SPDX-License-Identifier: Apache-2.0

internal import Compression
internal import Glibc

/// Reads lines of a day's raw file; opened with the first of them. For the length of one query.
final class RawReader {
    private let path: String
    /// The file that tells places.
    private let eventsPath: String
    private var opened: OpenedRawFile?
    /// The blocks opened last, the latest last: neighbours in a list mostly share a block.
    private var blocks: [(place: UInt32, block: RawBlock, text: [UInt8])] = []
    /// The index of the one asked for last.
    private var last: Int?
    private var bytes = 0
    /// How many blocks stay open, and how many bytes of lines they have together, but for the last one.
    static let blockLimit = 64
    private static let byteLimit = 16 << 20

    init(_ path: String, for eventsPath: String? = nil) {
        self.path = path
        self.eventsPath = eventsPath ?? path
    }

    /// The line at a place, as `event.place` has it.
    ///
    /// - Throws: `StoreError.damagedBlock`, `StoreError.system`.
    func line(at number: Int64) throws(StoreError) -> [UInt8] {
        // What names no place is damage of the one who named it.
        guard let place = RawPlace(number: number), place.block > 0 else { throw .damagedPlace(path: eventsPath) }
        let (block, text) = try block(place.block)
        guard let line = block.line(place.slot, in: text) else { throw damaged(place.block) }
        return Array(line)
    }

    /// The rows of the lines of a block; the lines themselves are not opened.
    func rows(ofBlock place: UInt32) throws(StoreError) -> [Int64] {
        if let known = blocks.last(where: { $0.place == place }) { return known.block.rows }
        // Without its frame: damage there would be told with the line, and what is wrong here is only compared with a filter.
        if let rows = try file().file.head(at: RawPlace.offset(of: place)).flatMap(RawBlock.rows) { return rows }
        return try head(place).rows
    }

    /// The block at a place, with its lines one after the other.
    ///
    /// - Throws: `StoreError.damagedBlock`, `StoreError.system`.
    func block(_ place: UInt32) throws(StoreError) -> (RawBlock, [UInt8]) {
        if let last, blocks[last].place == place { return (blocks[last].block, blocks[last].text) }
        if let known = blocks.lastIndex(where: { $0.place == place }) {
            last = known
            return (blocks[known].block, blocks[known].text)
        }
        let block = try head(place)
        let text = try file().text(of: block, at: place)
        while blocks.count >= Self.blockLimit || bytes + text.count > Self.byteLimit, !blocks.isEmpty {
            bytes -= blocks.removeFirst().text.count
        }
        blocks.append((place, block, text))
        bytes += text.count
        last = blocks.count - 1
        return (block, text)
    }

    private func head(_ place: UInt32) throws(StoreError) -> RawBlock {
        guard let record = try file().file.record(at: RawPlace.offset(of: place)), record.kind == .block,
            let block = RawBlock(body: record.body)
        else { throw damaged(place) }
        return block
    }

    private func file() throws(StoreError) -> OpenedRawFile {
        if let opened { return opened }
        guard let file = try RawFile.reading(path) else {
            throw .system(path: path, call: "open", code: ENOENT)
        }
        let new = OpenedRawFile(file)
        opened = new
        return new
    }

    private func damaged(_ place: UInt32) -> StoreError {
        .damagedBlock(path: path, block: RawPlace.offset(of: place))
    }
}

/// An open raw file with the dictionaries that were needed so far.
final class OpenedRawFile {
    let file: RawFile
    private var decompressor: (dictionary: UInt32, BoxedDecompressor)?

    private final class BoxedDecompressor {
        var decompressor: BlockDecompressor
        init(_ decompressor: consuming BlockDecompressor) { self.decompressor = decompressor }
    }

    init(_ file: consuming RawFile) {
        self.file = file
    }

    /// The decompressed lines of a block.
    ///
    /// - Throws: `StoreError.damagedBlock`.
    func text(of block: RawBlock, at place: UInt32) throws(StoreError) -> [UInt8] {
        let decompressor = try decompressor(block.dictionary, for: place)
        let text: [UInt8]
        do {
            text = try decompressor.decompressor.decompress(Array(block.frame), sizeLimit: block.textLength)
        } catch .outOfMemory {
            throw .system(path: file.path, call: "zstd", code: ENOMEM)
        } catch {
            throw damaged(place)
        }
        guard text.count == block.textLength else { throw damaged(place) }
        return text
    }

    /// The same; `nil` for a damaged block. That the file cannot be read is no damage, and thrown.
    func soundText(of block: RawBlock, at place: UInt32) throws(StoreError) -> [UInt8]? {
        do throws(StoreError) {
            return try text(of: block, at: place)
        } catch {
            guard error.isDamage else { throw error }
            return nil
        }
    }

    private func decompressor(_ dictionary: UInt32, for place: UInt32) throws(StoreError) -> BoxedDecompressor {
        if let known = decompressor, known.dictionary == dictionary { return known.1 }
        var bytes: BlockDictionary?
        if dictionary != 0 {
            guard let record = try file.record(at: RawPlace.offset(of: dictionary)), record.kind == .dictionary else {
                throw damaged(dictionary)
            }
            bytes = BlockDictionary(bytes: Array(record.body))
        }
        guard let made = try? BlockDecompressor(dictionary: bytes) else { throw damaged(dictionary) }
        let boxed = BoxedDecompressor(made)
        decompressor = (dictionary, boxed)
        return boxed
    }

    private func damaged(_ place: UInt32) -> StoreError {
        .damagedBlock(path: file.path, block: RawPlace.offset(of: place))
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import EVE
internal import Intake

/// One log, followed; what was read of it and is not in a window yet.
struct FollowedLog: ~Copyable {
    /// What tells the agent's bookmarks from those of a station, which have a gateway's name there.
    static let gateway = "agent"
    /// The longest line that is sent: with what is put around it, it fits a frame that the station takes.
    static let lineLimit = 8 << 20

    let path: String
    private var tailer: FileTailer
    /// The records of sources by their number in the tailer.
    private var records: [SourceKey: Int64] = [:]
    private var blocks: [SourceBlock] = []
    /// How much of the first block is in windows: its bytes, and its refused lines.
    private var position = 0
    private var refusedPosition = 0

    /// A log whose sources are read on from where `book` says.
    init(_ path: String, _ book: BookmarkBook, options: TailOptions) {
        self.path = path
        tailer = FileTailer(path: path, gateway: Self.gateway, known: book.bookmarks(of: path), options: options)
    }

    /// How many bytes are written and not read, of all sources.
    var bytesBehind: UInt64 { tailer.lag.bytesBehind }
    /// Whether a file stands under the path.
    var isPresent: Bool { tailer.lag.isPresent }
    /// How many blocks of lines have been read that are in no window.
    var held: Int { blocks.count }

    /// Reads about `budget` bytes, and tells what a person should know.
    mutating func read(_ budget: Int, now: Instant) -> [String] { take(tailer.poll(now: now, budget: budget)) }

    /// Reads about `budget` bytes of files that have been removed, and leaves the others where they are.
    mutating func readVanishing(_ budget: Int, now: Instant) -> [String] {
        take(tailer.pollVanishing(now: now, budget: budget))
    }

    private mutating func take(_ steps: [TailStep]) -> [String] {
        var news: [String] = []
        for step in steps {
            switch step {
            case .lines(let block): blocks.append(block)
            case .truncated(_, let bookmark):
                news.append("\(path) was emptied; it had been read up to byte \(bookmark.offset)")
            case .missing(let path): news.append("there is no file \(path) yet; it is waited for")
            case .failed(let error): news.append(error.message)
            case .opened, .rotated, .finished: break
            }
        }
        return news
    }

    /// Puts lines into a window until it is full or nothing is left.
    mutating func pour(into window: inout WindowBuilder, _ book: inout BookmarkBook) {
        while let block = blocks.first {
            guard let record = record(of: block, &book), let source = book.records[record] else {
                // A block of nothing but blank lines at the front of a file tells of no source: it is passed over.
                drop()
                continue
            }
            guard pour(block, source.fingerprint, into: &window) else { return }
            window.pass(SourceMark(record: record, bookmark: block.after))
            drop()
        }
    }

    private mutating func drop() {
        blocks.removeFirst()
        position = 0
        refusedPosition = 0
    }

    /// Puts a block's lines into a window; whether it got through.
    private mutating func pour(_ block: SourceBlock, _ fingerprint: String, into window: inout WindowBuilder) -> Bool {
        while refusedPosition < block.lines.refused.count {
            guard !window.isFull else { return false }
            let refused = block.lines.refused[refusedPosition]
            window.addRefused(refused.head, fingerprint, refused.offset)
            refusedPosition += 1
        }
        let bytes = block.lines.bytes.span
        while position < bytes.count {
            guard !window.isFull else { return false }
            var end = position
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            window.add(bytes.extracting(position..<end), fingerprint, block.lines.offset + UInt64(position))
            position = end + 1
        }
        return true
    }

    /// The record of a block's source; a new one for a source that was not seen before.
    private mutating func record(of block: SourceBlock, _ book: inout BookmarkBook) -> Int64? {
        if let known = records[block.source] { return known }
        if let known = block.before.sourceID, book.records[known] != nil {
            records[block.source] = known
            return known
        }
        guard let fingerprint = Self.fingerprint(of: block) else { return nil }
        let source = SourceRecord(log: path, fingerprint: fingerprint, bookmark: block.before)
        let number = book.add(source)
        records[block.source] = number
        return number
    }

    /// By what the station knows a source: the hash of its first line, which stays what it is, holds a time and goes with the bytes
    /// wherever a rotation puts them.
    private static func fingerprint(of block: SourceBlock) -> String? {
        let lines = block.lines.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
        let first = lines.first { line in LineShape(of: Array(line).span) != .blank }
        guard let first = first.map(Array.init) ?? block.lines.refused.first?.head else { return nil }
        return Hexadecimal.text(Array(SHA256.digest(of: first).prefix(16)))
    }
}

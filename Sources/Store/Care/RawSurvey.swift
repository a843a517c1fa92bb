// SPDX-License-Identifier: Apache-2.0

internal import Compression

/// What a raw file still holds: how far it reaches, and where it is damaged.
struct RawSurvey {
    /// The store that the head names; `nil` where there is no head.
    private(set) var identity: Int64?
    /// How long the file is.
    private(set) var fileLength: UInt64 = 0
    /// Where what counts ends: the last commit, or the last sound record of one that was committed and whose end is lost.
    private(set) var length: UInt64 = 0
    /// Whether the end of what was committed is lost.
    private(set) var isCut = false
    /// How far the commits say that sources have come.
    private(set) var progress: [Int64: UInt64] = [:]
    /// The sources of the blocks, and how many lines these have, sound ones behind `length` among them.
    private(set) var sources: Set<Int64> = []
    private(set) var lines = 0
    /// Whether a commit ends where the file of events says that one does.
    private(set) var hasCommitted = false
    /// How many whole commits lie behind what the file of events had committed.
    private(set) var commitsBehind = 0
    /// Damage before `length`.
    private(set) var damage: [Range<UInt64>] = []
    /// Dictionaries that blocks name and that are not there: their places, and the numbers by which zstd knows them.
    private(set) var lostDictionaries: [UInt32: UInt32] = [:]
    /// The blocks that need each of these, neighbours as one.
    private(set) var orphans: [UInt32: [Range<UInt64>]] = [:]

    /// Reads the whole file; `nil` where there is none.
    ///
    /// `committed` is what the file of events says, if it can be asked, and `bookmarks` the sources' offsets in `station.db`.
    /// Damage in the last commit may be a commit that never came to its end: a power failure keeps what it likes of bytes
    /// nobody had waited for. It counts as committed if the books have come as far, for then the events were stored.
    /// - Throws: `StoreError.system`.
    init?(_ path: String, committed: UInt64?, bookmarks: [Int64: UInt64]?) throws(StoreError) {
        guard let file = try RawFile.reading(path) else { return nil }
        fileLength = try file.length()
        let head = try file.read(at: 0, limit: Int(RawFile.headLength))
        var reader = ByteReader(head[...])
        if head.starts(with: RawFile.magic), reader.bytes(UInt64(RawFile.magic.count)) != nil,
            let bits = reader.littleEndian(UInt64.self)
        {
            identity = Int64(bitPattern: bits)
        }
        guard fileLength >= RawFile.headLength else { return }
        length = RawFile.headLength
        var walk = RawWalk(file, to: fileLength)
        var dictionaries: Set<UInt32> = [0]
        var open: [Range<UInt64>] = []
        var tail = length
        while let step = try walk.next() {
            switch step {
            case .damage(let range):
                open.append(range)
            case .record(.dictionary, _, let offset, _):
                dictionaries.insert(UInt32(truncatingIfNeeded: offset / UInt64(RawRecord.alignment)))
            case .record(.block, let body, let offset, let end):
                guard let block = RawBlock(body: body) else {
                    open.append(offset..<end)
                    continue
                }
                if end <= committed ?? 0 { tail = end }
                sources.insert(block.source)
                lines += block.rows.count
                if !dictionaries.contains(block.dictionary) {
                    lostDictionaries[block.dictionary] = BlockDecompressor.dictionaryID(of: Array(block.frame))
                    Self.append(offset..<end, to: &orphans[block.dictionary, default: []])
                }
            case .record(.commit, let body, _, let end):
                let isLast = end == fileLength
                if end == committed { hasCommitted = true }
                guard open.isEmpty || !isLast || Self.isReal(body, end: end, committed, bookmarks) else { continue }
                damage += open
                open = []
                length = end
                for (source, offset) in RawCommit(body: body)?.progress ?? [] {
                    progress[source] = max(progress[source] ?? 0, offset)
                }
                if let committed, end > committed { commitsBehind += 1 }
            case .record(.gap, _, _, _):
                break
            }
        }
        guard let committed, committed > length else { return }
        isCut = tail > length || !open.isEmpty
        damage += open.filter { $0.lowerBound < tail }
        length = max(length, tail)
    }

    private static func append(_ range: Range<UInt64>, to ranges: inout [Range<UInt64>]) {
        if let last = ranges.last, last.upperBound == range.lowerBound {
            ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
        } else {
            ranges.append(range)
        }
    }

    /// Whether every record up to `length` is sound and can be read.
    var isSound: Bool { identity != nil && damage.isEmpty && lostDictionaries.isEmpty && !isCut }

    /// Whether the commit that ends the file was committed.
    private static func isReal(
        _ body: ArraySlice<UInt8>, end: UInt64, _ committed: UInt64?, _ bookmarks: [Int64: UInt64]?
    ) -> Bool {
        if let committed, committed >= end { return true }
        // Without books nobody reads anything again; what is there is kept.
        guard let bookmarks else { return true }
        guard let commit = RawCommit(body: body) else { return false }
        return commit.progress.allSatisfy { bookmarks[$0.source] ?? 0 >= $0.offset }
    }
}

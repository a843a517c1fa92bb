// SPDX-License-Identifier: Apache-2.0
package import Compression
package import EVE

/// Reads a file once from a place to its end: plain, gzip, xz or zstd, lines or one JSON array, or standard input.
///
/// For files that grow or rotate, see `FileTailer`. A last line without line feed counts as complete here. Memory stays
/// within a few times the limits.
package struct ImportReader: ~Copyable {
    /// The path as given; `-` is standard input.
    package let path: String
    /// The compressed format, known by the content; `nil` for plain text.
    package var format: CompressionFormat? { source.format }
    /// Whether the text is a JSON array; known once `head`, `resume` or `next` has been called.
    package private(set) var isArray = false

    private var source: ByteSource
    private let limits: ReadLimits
    private var bookmark: Bookmark
    private var lines: LineSplitter
    private var array: ArraySplitter
    private var hasHead = false
    private var hasEnded = false
    private let fileSize: UInt64?

    /// Opens `path` for `gateway`.
    ///
    /// - Throws: `cannotOpen`, `notAFile`, `cannotRead`, `compressed`.
    package init(path: String, gateway: String, limits: ReadLimits = ReadLimits()) throws(IntakeError) {
        let opened = try ByteSource(path == "-" ? OpenFile(standardInput: ()) : OpenFile(path: path))
        let status = try opened.file.status()
        fileSize = status.kind == .regular ? status.size : nil
        source = opened
        self.path = path
        self.limits = limits
        bookmark = Bookmark(gateway: gateway, path: path, head: Bookmark.Head(length: 0, hash: Fingerprint.empty))
        lines = LineSplitter(lineLimit: limits.line)
        array = ArraySplitter(lineLimit: limits.line, blockSize: limits.block)
    }

    /// How many bytes of the file itself have been read, and how many there are where that is known; for progress.
    package var progress: (read: UInt64, total: UInt64?) {
        (source.filePosition, fileSize)
    }

    /// The hash over the first bytes, by which a bookmark of this source can be found; to be asked before reading.
    ///
    /// - Throws: `cannotRead`, or `compressed` where not even the first bytes are good.
    package mutating func head() throws(IntakeError) -> Bookmark.Head {
        guard !hasHead else {
            return bookmark.head
        }
        let first = try source.peek(Bookmark.headLimit)
        bookmark.head = Bookmark.Head(length: first.count, hash: Fingerprint.hash(first))
        isArray = first.first { $0 != 0x20 && $0 != 0x0a && $0 != 0x0d && $0 != 0x09 } == 0x5b
        hasHead = true
        return bookmark.head
    }

    /// Goes on behind what `known` says was committed, if this is the same source; to be called before `next`.
    ///
    /// Returns `false`, still at the beginning, where the head differs. A plain file is not read up to there, a compressed one is.
    /// - Throws: `endsBefore` where the source is shorter or its bytes before the offset differ: reading cannot go on
    ///   then, and another reader may begin anew; `cannotRead`, `compressed`.
    package mutating func resume(at known: Bookmark) throws(IntakeError) -> Bool {
        let head = try head()
        // One at offset 0 counts too: a crash may have left events of it in the store, and only its number tells.
        guard try matches(known.head, head) else {
            return false
        }
        let tail = try skip(to: known.offset)
        guard tail.hash == known.tailHash else {
            throw .endsBefore(path: path, offset: known.offset)
        }
        bookmark.sourceID = known.sourceID
        bookmark.offset = known.offset
        bookmark.lines = known.lines
        bookmark.events = known.events
        bookmark.tailHash = known.tailHash
        lines = LineSplitter(offset: known.offset, lines: known.lines, tail: tail, lineLimit: limits.line)
        array = ArraySplitter(
            offset: known.offset, lines: known.lines, tail: tail, lineLimit: limits.line, blockSize: limits.block)
        return true
    }

    /// The next block, or `nil` at the end.
    ///
    /// - Throws: what is wrong with the source, after everything good before it has been given; and from then on.
    package mutating func next() throws(IntakeError) -> SourceBlock? {
        _ = try head()
        while true {
            if let cut = isArray ? array.next(atEnd: hasEnded) : lines.next(atEnd: hasEnded) {
                return block(cut)
            }
            guard !hasEnded else {
                return nil
            }
            let count =
                isArray
                ? try source.read(into: &array.buffer, limit: limits.block)
                : try source.read(into: &lines.buffer, limit: lines.room(limits.block))
            hasEnded = count == 0
        }
    }

    private mutating func block(_ cut: CutBlock) -> SourceBlock {
        let before = bookmark
        bookmark.offset = cut.end
        bookmark.lines = cut.endLines
        bookmark.tailHash = cut.tailHash
        return SourceBlock(source: SourceKey(number: 0), lines: cut.lines, before: before, after: bookmark)
    }

    /// Whether a bookmark's head is that of this source, which may have grown since.
    private mutating func matches(_ known: Bookmark.Head, _ head: Bookmark.Head) throws(IntakeError) -> Bool {
        guard known.length > 0, known.length <= head.length else {
            return false
        }
        return try Fingerprint.hash(source.peek(known.length)) == known.hash
    }

    private mutating func skip(to offset: UInt64) throws(IntakeError) -> TailWindow {
        var tail = TailWindow()
        if source.isSeekable {
            let length = min(offset, UInt64(Bookmark.tailLimit))
            source.seek(to: offset - length)
        }
        var dropped: [UInt8] = []
        while source.position < offset {
            let limit = Int(min(offset - source.position, UInt64(limits.block)))
            dropped.removeAll(keepingCapacity: true)
            guard try source.read(into: &dropped, limit: limit) > 0 else {
                throw .endsBefore(path: path, offset: offset)
            }
            tail.append(dropped)
        }
        return tail
    }
}

// SPDX-License-Identifier: Apache-2.0
internal import EVE

/// One open source of a tailer: its bytes, how far they are cut into lines, and what it began with.
///
/// A class only because arrays cannot hold owners yet; one tailer owns it.
final class TailSource {
    /// What is still to be done before lines may be cut.
    enum Phase {
        /// A compressed source is decompressed and dropped up to where it was left.
        case skipping(to: Bookmark, TailWindow)
        case reading
    }

    /// What came of looking for the place where a source was left.
    enum Skip {
        case unfinished
        case found
        /// It ends before: an older copy, all of which has been read.
        case older
        /// Its bytes there are others: another source with the same beginning.
        case other
    }

    private(set) var key: SourceKey
    let identity: FileIdentity
    /// When the source was last seen to have grown.
    var lastGrowth: Instant
    /// Whether its opening has been told; of a file beside the followed one only once it has something unread.
    var isAnnounced = false
    /// Whether the last read met the end.
    private(set) var isAtEnd = false
    private(set) var splitter: LineSplitter
    /// The first bytes, as many as a bookmark hashes or as there are.
    private(set) var firstBytes: [UInt8]
    /// The head as a bookmark holds it.
    private(set) var head: Bookmark.Head
    private(set) var phase: Phase = .reading
    private var bytes: ByteSource
    private let limits: ReadLimits

    /// A source that is to be read from the place of `bookmark`; for a seekable one the caller has checked that.
    init(
        _ bytes: consuming ByteSource, key: SourceKey, identity: FileIdentity, firstBytes: [UInt8], bookmark: Bookmark,
        tail: TailWindow?, limits: ReadLimits, now: Instant
    ) {
        self.key = key
        self.identity = identity
        self.firstBytes = firstBytes
        head = Bookmark.Head(length: firstBytes.count, hash: Fingerprint.hash(firstBytes))
        self.limits = limits
        lastGrowth = now
        if let tail {
            splitter = LineSplitter(
                offset: bookmark.offset, lines: bookmark.lines, tail: tail, lineLimit: limits.line)
            if bytes.isSeekable {
                bytes.seek(to: bookmark.offset)
            }
        } else {
            splitter = LineSplitter(lineLimit: limits.line)
            phase = .skipping(to: bookmark, TailWindow())
        }
        self.bytes = bytes
    }

    var path: String { bytes.file.path }
    var isCompressed: Bool { bytes.format != nil }

    /// Learns the first bytes; their hash is kept, as each block's bookmark needs it.
    private func learn(_ bytes: [UInt8]) {
        guard bytes != firstBytes else {
            return
        }
        firstBytes = bytes
        head = Bookmark.Head(length: bytes.count, hash: Fingerprint.hash(bytes))
    }

    /// What the file system says about the file now.
    func status() throws(IntakeError) -> FileStatus {
        try bytes.file.status()
    }

    /// How large the file is now; of a compressed one that says little.
    func size() throws(IntakeError) -> UInt64 {
        try status().size
    }

    /// Whether no name leads to the file any more.
    var isUnlinked: Bool { bytes.file.isUnlinked() }

    /// Whether nothing has been written since its end was met.
    var isReadThrough: Bool {
        guard isAtEnd, !isCompressed, let size = try? size() else { return isAtEnd }
        return size <= splitter.readOffset
    }

    /// How many bytes are there and not read; for a compressed source, compressed ones.
    func behind() -> UInt64 {
        guard let size = try? size() else {
            return 0
        }
        let read = isCompressed ? bytes.filePosition : splitter.offset
        return size > read ? size - read : 0
    }

    /// Whether the file still holds what was read of it; on the way it learns more of a young file's first bytes.
    ///
    /// A compressed source is taken to stay as it is.
    func holds() throws(IntakeError) -> Bool {
        guard !isCompressed else {
            return true
        }
        let size = try size()
        var first: [UInt8] = []
        _ = try bytes.file.read(at: 0, into: &first, limit: Int(min(size, UInt64(Bookmark.headLimit))))
        let tail = splitter.tail.bytes
        var found: [UInt8] = []
        if !tail.isEmpty {
            let start = splitter.offset - UInt64(tail.count)
            _ = try bytes.file.read(at: start, into: &found, limit: tail.count)
        }
        let headMatches = first.starts(with: firstBytes)
        if headMatches {
            learn(first)
        }
        return TailVerdict.holds(
            size: size, read: splitter.readOffset, headMatches: headMatches, tailMatches: found == tail)
    }

    /// Begins anew at the front of the same file, as another source.
    func restart(as key: SourceKey, now: Instant) {
        self.key = key
        learn([])
        splitter = LineSplitter(lineLimit: limits.line)
        bytes.seek(to: 0)
        isAtEnd = false
        lastGrowth = now
    }

    /// Reads a piece of at most `limit` bytes; returns how many.
    func read(limit: Int) throws(IntakeError) -> Int {
        let room = splitter.room(min(limit, limits.block))
        guard !bytes.isSeekable else {
            // The size is asked for first, so that an idle file costs no buffer.
            let size = try size()
            let left = size > bytes.position ? size - bytes.position : 0
            let count =
                left == 0 ? 0 : try bytes.read(into: &splitter.buffer, limit: Int(min(UInt64(room), left)))
            isAtEnd = UInt64(count) == left
            return count
        }
        let count = try bytes.read(into: &splitter.buffer, limit: room)
        isAtEnd = count == 0
        return count
    }

    /// The next lines of what was read.
    func next(atEnd: Bool) -> CutBlock? {
        splitter.next(atEnd: atEnd)
    }

    /// Goes on looking for the place where the source was left, over at most `limit` bytes.
    func skip(limit: Int) throws(IntakeError) -> (Skip, bytes: Int) {
        guard case .skipping(let target, var window) = phase else {
            return (.found, 0)
        }
        let wanted = Int(min(target.offset - bytes.position, UInt64(min(limit, limits.block))))
        var dropped: [UInt8] = []
        let count = wanted == 0 ? 0 : try bytes.read(into: &dropped, limit: wanted)
        window.append(dropped)
        if bytes.position == target.offset {
            guard window.hash == target.tailHash else {
                return (.other, count)
            }
            splitter = LineSplitter(
                offset: target.offset, lines: target.lines, tail: window, lineLimit: limits.line)
            phase = .reading
            return (.found, count)
        }
        phase = .skipping(to: target, window)
        return (count == 0 ? .older : .unfinished, count)
    }
}

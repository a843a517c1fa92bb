// SPDX-License-Identifier: Apache-2.0
internal import Compression
internal import EVE

// The files that a rotation has left beside the followed one.
extension FileTailer {
    /// Searches for rotated-away files after a rotation, and now and then without one.
    mutating func scanIfDue(_ turn: inout Turn) {
        if let lastScan, !wantsScan {
            let next = lastScan.advanced(byMicroseconds: options.rescan)
            guard turn.now >= next || turn.now < lastScan else {
                return
            }
        }
        wantsScan = false
        lastScan = turn.now
        do throws(IntakeError) {
            let siblings = try Self.siblings(of: path)
            settled.formIntersection(siblings.map(\.status))
            let open = Set((earlier + (live.map { [$0] } ?? [])).map(\.identity))
            waiting = Sibling.oldestFirst(
                siblings.filter { !settled.contains($0.status) && !open.contains($0.status.identity) })
            if waiting.isEmpty {
                catalogue.prune(keeping: Set((earlier + (live.map { [$0] } ?? [])).map(\.key)))
            }
        } catch {
            fail(error, &turn)
        }
    }

    /// Looks at a rotated-away file whose turn has come, and opens it if there is something unread in it.
    mutating func begin(_ sibling: Sibling, _ turn: inout Turn) {
        do throws(IntakeError) {
            var bytes = try ByteSource(OpenFile(path: sibling.path))
            let status = try bytes.file.status()
            guard status.identity == sibling.status.identity else {
                // The next rotation has come while this one was read.
                wantsScan = true
                return
            }
            let first = try bytes.peek(Bookmark.headLimit)
            turn.budget -= first.count
            guard !first.isEmpty else {
                settled.insert(status)
                return
            }
            guard !isOpenElsewhere(first) else {
                return
            }
            if bytes.isSeekable {
                bytes.seek(to: 0)
            }
            try begin(bytes, status: status, first: first, &turn)
        } catch {
            if let status = try? FileStatus.of(path: sibling.path) {
                settled.insert(status)
            }
            fail(error, &turn)
        }
    }

    /// Reads a source from its front after all, which was taken for another one with the same beginning.
    mutating func beginAnew(_ source: TailSource, _ turn: inout Turn) {
        do throws(IntakeError) {
            let bytes = try ByteSource(OpenFile(path: source.path))
            let status = try bytes.file.status()
            guard status.identity == source.identity else {
                wantsScan = true
                return
            }
            add(bytes, status: status, first: source.firstBytes, bookmark: nil, tail: TailWindow(), now: turn.now)
        } catch {
            fail(error, &turn)
        }
    }

    private mutating func begin(
        _ bytes: consuming ByteSource, status: FileStatus, first: [UInt8], _ turn: inout Turn
    ) throws(IntakeError) {
        for key in catalogue.candidates(firstBytes: first) {
            guard let bookmark = catalogue[key], live?.key != key, !earlier.contains(where: { $0.key == key }) else {
                return
            }
            if try Self.endsAt(bookmark.offset, bytes, size: status.size) {
                settled.insert(status)
                return
            }
            if !bytes.isSeekable {
                return add(bytes, status: status, first: first, bookmark: (key, bookmark), tail: nil, now: turn.now)
            }
            if bookmark.offset >= status.size {
                // All of it has been read, or it is an older copy of what has been read.
                settled.insert(status)
                return
            }
            if let tail = try Self.tail(of: bytes.file, size: status.size, at: bookmark) {
                return add(bytes, status: status, first: first, bookmark: (key, bookmark), tail: tail, now: turn.now)
            }
        }
        guard options.predecessors == .all else {
            settled.insert(status)
            return
        }
        add(bytes, status: status, first: first, bookmark: nil, tail: TailWindow(), now: turn.now)
    }

    /// Opens a sibling: as a known source, or as a new one where `bookmark` is `nil`.
    private mutating func add(
        _ bytes: consuming ByteSource, status: FileStatus, first: [UInt8], bookmark known: (SourceKey, Bookmark)?,
        tail: TailWindow?, now: Instant
    ) {
        let head = Bookmark.Head(length: first.count, hash: Fingerprint.hash(first))
        let bookmark = known?.1 ?? Bookmark(gateway: gateway, path: bytes.file.path, head: head)
        let key = known?.0 ?? catalogue.add(bookmark)
        earlier.append(
            TailSource(
                bytes, key: key, identity: status.identity, firstBytes: first, bookmark: bookmark, tail: tail,
                limits: options.limits, now: min(now, status.modified)))
    }

    /// Whether a gzip file says that it holds just `offset` bytes.
    ///
    /// It spares decompressing each archive at each start only to find that all of it was read. The length in the last
    /// member is modulo 2^32, so a file of several members that are not read yet hardly ever says so by chance.
    /// Source: RFC 1952 section 2.3.1, ISIZE.
    private static func endsAt(
        _ offset: UInt64, _ bytes: borrowing ByteSource, size: UInt64
    ) throws(IntakeError) -> Bool {
        guard bytes.format == .gzip, size >= 18 else {
            return false
        }
        var length: [UInt8] = []
        guard try bytes.file.read(at: size - 4, into: &length, limit: 4) == 4 else {
            return false
        }
        return length.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) } == offset & 0xffff_ffff
    }

    /// Whether these first bytes are those of a source that is open: a copy, perhaps still being made, or the compressed form.
    private func isOpenElsewhere(_ first: [UInt8]) -> Bool {
        earlier.contains { $0.firstBytes.starts(with: first) } || live?.firstBytes.starts(with: first) == true
    }

    /// The files beside `path` that are named as a rotation names them; none where the directory does not exist.
    static func siblings(of path: String) throws(IntakeError) -> [Sibling] {
        let (directory, name) = PathParts.split(path)
        var siblings: [Sibling] = []
        for entry in try DirectoryListing.names(in: directory) {
            guard let siblingName = SiblingName(entry, of: name) else {
                continue
            }
            let siblingPath = PathParts.join(directory, entry)
            // One that cannot be asked about is reported when it is opened, if it still is there.
            guard let status = try? FileStatus.of(path: siblingPath), status.kind == .regular else {
                continue
            }
            siblings.append(Sibling(name: siblingName, path: siblingPath, status: status))
        }
        return siblings
    }
}

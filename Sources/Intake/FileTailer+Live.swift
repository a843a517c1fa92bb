// SPDX-License-Identifier: Apache-2.0
internal import Compression
internal import EVE

// The file under the path: opened, followed, and given up when another one stands there.
extension FileTailer {
    /// Finds out what has become of the followed file and of its path.
    mutating func inspectPath(_ turn: inout Turn) {
        do throws(IntakeError) {
            let found = try FileStatus.of(path: path)
            guard let live else {
                return try open(found, &turn)
            }
            switch try TailVerdict.judge(path: found, open: live.identity, holds: live.holds()) {
            case .same:
                saidMissing = false
            case .truncated:
                saidMissing = false
                truncate(live, &turn)
            case .gone:
                sayMissing(&turn)
            case .replaced:
                try open(found, &turn)
            case .truncatedAndReplaced:
                turn.steps.append(.truncated(live.key, catalogue[live.key] ?? bookmark(of: live)))
                self.live = nil
                try open(found, &turn)
            }
        } catch {
            fail(error, &turn)
        }
    }

    /// Begins the emptied file anew, as another source; a copy of the old content may stand beside it.
    mutating func truncate(_ source: TailSource, _ turn: inout Turn) {
        turn.steps.append(.truncated(source.key, catalogue[source.key] ?? bookmark(of: source)))
        let fresh = Bookmark(gateway: gateway, path: path, head: Bookmark.Head(length: 0, hash: Fingerprint.empty))
        let key = catalogue.add(fresh)
        source.restart(as: key, now: turn.now)
        wantsScan = true
        do throws(IntakeError) {
            // Learns the first bytes, by which a copy of the new content is told from one of the old.
            _ = try source.holds()
        } catch {
            fail(error, &turn)
        }
        turn.steps.append(.opened(key, bookmark(of: source)))
    }

    private mutating func sayMissing(_ turn: inout Turn) {
        if !saidMissing {
            saidMissing = true
            turn.steps.append(.missing(path: path))
        }
    }

    /// Opens what now stands under the path; an open file before it is drained from then on.
    private mutating func open(_ found: FileStatus?, _ turn: inout Turn) throws(IntakeError) {
        guard let found else {
            return sayMissing(&turn)
        }
        guard found != refusedLive else {
            return
        }
        guard found.kind == .regular else {
            refusedLive = found
            throw .notAFile(path: path)
        }
        if let back = earlier.first(where: { $0.identity == found.identity }) {
            // A file that was moved away has been moved back.
            earlier.removeAll { $0 === back }
            return follow(back, &turn)
        }
        let source = try ByteSource(OpenFile(path: path))
        if let format = source.format {
            refusedLive = found
            throw .followsCompressed(path: path, format)
        }
        try follow(begin(source, now: turn.now), &turn)
    }

    /// Makes a source of a plain file that is to be followed, at the place where it was left if it is a known one.
    private mutating func begin(_ bytes: consuming ByteSource, now: Instant) throws(IntakeError) -> TailSource {
        let status = try bytes.file.status()
        var first: [UInt8] = []
        _ = try bytes.file.read(at: 0, into: &first, limit: Bookmark.headLimit)
        let path = bytes.file.path
        for key in catalogue.candidates(firstBytes: first) {
            guard let bookmark = catalogue[key],
                let tail = try Self.tail(of: bytes.file, size: status.size, at: bookmark)
            else {
                continue
            }
            return TailSource(
                bytes, key: key, identity: status.identity, firstBytes: first, bookmark: bookmark, tail: tail,
                limits: options.limits, now: now)
        }
        let head = Bookmark.Head(length: first.count, hash: Fingerprint.hash(first))
        let fresh = Bookmark(gateway: gateway, path: path, head: head)
        return TailSource(
            bytes, key: catalogue.add(fresh), identity: status.identity, firstBytes: first, bookmark: fresh,
            tail: TailWindow(), limits: options.limits, now: now)
    }

    /// Puts `source` in the place of the followed file.
    private mutating func follow(_ source: TailSource, _ turn: inout Turn) {
        saidMissing = false
        lastFailure = nil
        refusedLive = nil
        wantsScan = true
        // A copy may have taken the place of what it is a copy of: the copy goes on, and its original is not read twice.
        earlier.removeAll { $0.key == source.key }
        if let old = live, old.key != source.key {
            turn.steps.append(.rotated(old.key, catalogue[old.key] ?? bookmark(of: old)))
            earlier.append(old)
        }
        live = source
        source.isAnnounced = true
        turn.steps.append(.opened(source.key, catalogue[source.key] ?? bookmark(of: source)))
    }

    /// The bytes before a bookmark's offset, if the file is as long and they are the ones that the bookmark tells of.
    static func tail(
        of file: borrowing OpenFile, size: UInt64, at bookmark: Bookmark
    ) throws(IntakeError) -> TailWindow? {
        guard bookmark.offset <= size else {
            return nil
        }
        let length = min(bookmark.offset, UInt64(Bookmark.tailLimit))
        var bytes: [UInt8] = []
        _ = try file.read(at: bookmark.offset - length, into: &bytes, limit: Int(length))
        var tail = TailWindow()
        tail.append(bytes)
        return tail.hash == bookmark.tailHash ? tail : nil
    }
}

// SPDX-License-Identifier: Apache-2.0
package import EVE

/// Follows a growing file of lines through every kind of rotation, and gives each complete line once.
///
/// Sources are known by content (`Bookmark`), never by name or inode, so that a new tailer goes on from committed
/// bookmarks wherever the file is by then: under its name, renamed, copied or compressed beside it. What a rotation
/// itself loses is lost: lines written between copytruncate's copy and its truncation, and files removed while no tailer
/// had them open. One thread polls many tailers in turn, each with a budget, so that none starves the others.
/// It never waits and reads no clock.
package struct FileTailer: ~Copyable {
    /// The path followed; nothing need be there yet.
    package let path: String
    /// The gateway that the lines belong to.
    package let gateway: String
    /// How far reading was behind writing at the end of the last poll.
    package private(set) var lag = TailLag()

    let options: TailOptions
    var catalogue: SourceCatalogue
    /// The file under the path, or the last one that was there.
    var live: TailSource?
    /// Rotated-away files being read, oldest first; those at their end stay open until they have been quiet.
    var earlier: [TailSource] = []
    /// Rotated-away files to be looked at when their turn comes, oldest first.
    var waiting: [Sibling] = []
    /// Siblings that hold nothing unread, while they stay as they are.
    var settled: Set<FileStatus> = []
    var lastScan: Instant?
    var wantsScan = true
    /// What stands under the path and cannot be followed, while it stays as it is.
    var refusedLive: FileStatus?
    var saidMissing = false
    var lastFailure: IntakeError?

    /// What a poll works with.
    struct Turn {
        let now: Instant
        var budget: Int
        var steps: [TailStep] = []
    }

    /// How many rotated-away files at their end are held open at most.
    static let openLimit = 16

    /// A tailer of `path`; `known` are the bookmarks committed for this gateway, in any order. Opens nothing yet.
    package init(path: String, gateway: String, known: [Bookmark], options: TailOptions = TailOptions()) {
        self.path = path
        self.gateway = gateway
        self.options = options
        catalogue = SourceCatalogue(known: known)
    }

    /// Looks at the file once, reads at most about `budget` bytes, and says what happened; never throws anything away.
    ///
    /// `now` is the wall clock, by which quietness is measured; it may jump. Lines come out of rotated-away files first.
    /// A block holds what `TailOptions` allows; a budget smaller than a block makes smaller blocks.
    package mutating func poll(now: Instant, budget: Int = 4 << 20) -> [TailStep] {
        var turn = Turn(now: now, budget: max(budget, 1))
        inspectPath(&turn)
        scanIfDue(&turn)
        if readEarlier(&turn), let live {
            read(live, isLive: true, &turn)
        }
        closeQuiet(&turn)
        measureLag()
        return turn.steps
    }

    /// Tells what the store knows of a source after a commit: its number and its count of events.
    ///
    /// Blocks read from then on carry both in their bookmarks. Nothing is read again if this is never called.
    package mutating func committed(_ bookmark: Bookmark, of source: SourceKey) {
        guard var known = catalogue[source] else {
            return
        }
        known.sourceID = bookmark.sourceID
        known.events = bookmark.events
        catalogue[source] = known
    }

    /// Reports a failure, unless it is the one last reported.
    mutating func fail(_ error: IntakeError, _ turn: inout Turn) {
        if lastFailure != error {
            lastFailure = error
            turn.steps.append(.failed(error))
        }
    }

    /// Reads rotated-away files as far as the budget goes; `true` when all have been read to their present ends.
    private mutating func readEarlier(_ turn: inout Turn) -> Bool {
        while turn.budget > 0 {
            for source in earlier where turn.budget > 0 {
                read(source, isLive: false, &turn)
            }
            guard turn.budget > 0, earlier.allSatisfy(\.isAtEnd) else {
                return false
            }
            guard !waiting.isEmpty else {
                return true
            }
            begin(waiting.removeFirst(), &turn)
        }
        return false
    }

    /// Reads one source to its present end or as far as the budget goes.
    mutating func read(_ source: TailSource, isLive: Bool, _ turn: inout Turn) {
        do throws(IntakeError) {
            guard try passOver(source, &turn) else {
                return
            }
            repeat {
                let count = try source.read(limit: turn.budget)
                turn.budget -= count
                guard count > 0 else {
                    break
                }
                // Asked behind the read: what was read is good only if the file was not emptied meanwhile.
                guard try source.holds() else {
                    return isLive ? truncate(source, &turn) : drop(source)
                }
                source.lastGrowth = turn.now
                while let cut = source.next(atEnd: false) {
                    give(cut, of: source, &turn)
                }
            } while turn.budget > 0 && !source.isAtEnd
        } catch {
            fail(error, &turn)
            if !isLive {
                drop(source)
            }
        }
    }

    /// Goes on to where a compressed source was left; `false` while it has not come there.
    private mutating func passOver(_ source: TailSource, _ turn: inout Turn) throws(IntakeError) -> Bool {
        guard case .skipping = source.phase else {
            return true
        }
        while turn.budget > 0 {
            let (skip, count) = try source.skip(limit: turn.budget)
            turn.budget -= count
            switch skip {
            case .unfinished: continue
            case .found:
                return true
            case .older:
                settle(source)
                drop(source)
                return false
            case .other:
                drop(source)
                beginAnew(source, &turn)
                return false
            }
        }
        return false
    }

    /// Hands out a block and remembers how far its source has been read.
    private mutating func give(_ cut: CutBlock, of source: TailSource, _ turn: inout Turn) {
        let before = catalogue[source.key] ?? bookmark(of: source)
        if !source.isAnnounced {
            source.isAnnounced = true
            turn.steps.append(.opened(source.key, before))
        }
        var after = before
        after.path = source.path
        after.head = source.head
        after.offset = cut.end
        after.lines = cut.endLines
        after.tailHash = cut.tailHash
        catalogue[source.key] = after
        turn.steps.append(.lines(SourceBlock(source: source.key, lines: cut.lines, before: before, after: after)))
    }

    /// The bookmark of a source of which nothing was read.
    func bookmark(of source: TailSource) -> Bookmark {
        Bookmark(gateway: gateway, path: source.path, head: source.head)
    }

    /// Stops reading a rotated-away file.
    mutating func drop(_ source: TailSource) {
        earlier.removeAll { $0 === source }
    }

    /// Closes rotated-away files that are complete; an unfinished last line counts then.
    mutating func closeQuiet(_ turn: inout Turn, where isLookedAt: (TailSource) -> Bool = { _ in true }) {
        // Without a file under the path, the one still held open has no successor, and others may be newer than it.
        let successorHasGrown = !saidMissing && ((try? live?.size()) ?? 0) > 0
        var surplus = earlier.count - Self.openLimit
        // One that has grown since it was read waits for its turn to be read.
        for source in earlier where isLookedAt(source) && source.isReadThrough {
            // A clock that was set back must not make a file wait for ever.
            source.lastGrowth = min(source.lastGrowth, turn.now)
            let (quietFor, overflow) = turn.now.microseconds.subtractingReportingOverflow(
                source.lastGrowth.microseconds)
            let isComplete = TailVerdict.isComplete(
                quietFor: overflow ? .max : quietFor, quiet: options.quiet, successorHasGrown: successorHasGrown)
            guard isComplete || source.isCompressed || surplus > 0 else {
                continue
            }
            surplus -= 1
            while let cut = source.next(atEnd: true) {
                give(cut, of: source, &turn)
            }
            if source.isAnnounced {
                turn.steps.append(.finished(source.key, catalogue[source.key] ?? bookmark(of: source)))
            }
            settle(source)
            drop(source)
        }
    }

    /// Remembers that a file holds nothing unread while it stays as it is.
    private mutating func settle(_ source: TailSource) {
        if let status = try? source.status() {
            settled.insert(status)
        }
    }

    mutating func measureLag() {
        lag.bytesBehind = 0
        for source in earlier {
            lag.bytesBehind &+= source.behind()
        }
        for sibling in waiting {
            lag.bytesBehind &+= sibling.status.size
        }
        lag.bytesBehind &+= live?.behind() ?? 0
        lag.filesWaiting = waiting.count
        lag.lastGrowth = live?.lastGrowth ?? lag.lastGrowth
        lag.isPresent = live != nil && !saidMissing
    }
}

// SPDX-License-Identifier: Apache-2.0

package import EVE

/// One file of a gateway as its shipper reads it, and how far its lines have been taken.
///
/// Shippers deliver at least once: what was not acknowledged comes again after a break, perhaps in another order, and a file that was
/// cut to nothing begins anew under its old name. So only lines behind all that were taken are taken unseen. Of every other line the
/// store must be asked whether it has it.
///
/// For the store each run of the station is another source. It commits its files one after the other, so a run that was killed may have
/// left some with lines that no bookmark tells of: under the old number, other lines of the same places would be taken for those.
package struct ShippedSource: Sendable {
    /// The lines that came in order.
    private var main: Bookmark
    /// Those that came when later ones had been taken; its offsets count what was taken here, and are those of no file.
    private var late: Bookmark
    private let hasPlaces: Bool
    /// Of lines before this place the store must be asked: of this file, or of what it held before it was emptied, they may have come.
    private var doubtful: UInt64
    /// Of so many bytes the store must be asked before places are believed, as the run before may have been killed.
    private var bytesToAsk: Int
    /// Where lines stood that the store was asked about.
    package var asked = ShippedPlaces()
    /// How often it began anew.
    package private(set) var generation = 0

    /// More than is ever committed at once.
    private static let doubt = 32 << 20

    /// - Parameters:
    ///   - file: what the shipper tells it apart by; `nil` for lines of which it tells nothing.
    ///   - known: the bookmarks of the gateway's shipped sources that the store has.
    package init(gateway: String, file: String?, known: [Bookmark]) {
        // For people; bounded.
        let path = "shipped:" + String((file ?? "").prefix(400))
        main = Bookmark(gateway: gateway, path: path, head: .shipped(file ?? ""))
        late = Bookmark(gateway: gateway, path: path, head: .shipped((file ?? "") + "\0late"))
        hasPlaces = file != nil
        let head = main.head
        let before = known.filter { $0.head == head }
        // Bookmarks of emptied files are among them; then lines are asked for until the file is longer than it ever was.
        doubtful = before.map(\.offset).max() ?? 0
        main.offset = doubtful
        bytesToAsk = before.isEmpty ? 0 : Self.doubt
    }

    /// Whether a line that stands there need not be asked for; `end` is where lines end that are about to be taken.
    package func isNew(offset: UInt64, behind end: UInt64? = nil) -> Bool {
        bytesToAsk == 0 && offset >= doubtful && isBehind(offset: offset, end)
    }

    /// Whether a line that stands there lies behind all that were taken, and those up to `end`.
    package func isBehind(offset: UInt64, _ end: UInt64? = nil) -> Bool {
        hasPlaces && offset >= max(main.offset, end ?? 0)
    }

    /// The store was asked about lines of so many bytes.
    package mutating func noteAsked(bytes: Int) {
        bytesToAsk = max(0, bytesToAsk - bytes)
        // What was asked in doubt is of no more use some batches behind its end, and there are many files.
        if bytesToAsk == 0 { asked.age() }
    }

    /// Begins anew: the shipper reads a file from its first byte whose first line the store has not.
    package mutating func restart() {
        doubtful = max(doubtful, main.offset)
        main = Bookmark(gateway: main.gateway, path: main.path, head: main.head)
        generation += 1
    }

    /// Takes lines behind all others, up to `end`; the answer is the bookmark before them.
    package mutating func advance(to end: UInt64, lines: Int) -> Bookmark {
        let before = main
        main.offset = max(main.offset, end)
        main.lines += UInt64(lines)
        return before
    }

    /// Takes lines that came late; the answer is the bookmark before them.
    package mutating func advanceLate(bytes: Int, lines: Int) -> Bookmark {
        let before = late
        late.offset += UInt64(bytes)
        late.lines += UInt64(lines)
        return before
    }

    /// Notes how many events were found in the lines that were taken last; the answer is the bookmark behind them.
    package mutating func count(_ events: Int, isLate: Bool) -> Bookmark {
        if isLate {
            late.events += UInt64(events)
            return late
        }
        main.events += UInt64(events)
        return main
    }

    /// The bookmarks of what the store has.
    package var bookmarks: [Bookmark] { [main, late].filter { $0.sourceID != nil } }

    /// Whether the store has given a number to all that was taken.
    package var isCommitted: Bool { [main, late].allSatisfy { $0.sourceID != nil || $0.lines == 0 } }

    /// The store has given the source of `bookmark` a number; `generation` is that of its lines.
    package mutating func committed(_ bookmark: Bookmark, generation: Int) {
        if bookmark.head == late.head { late.sourceID = bookmark.sourceID }
        // A file that has begun anew since is another source.
        if bookmark.head == main.head, generation == self.generation { main.sourceID = bookmark.sourceID }
    }
}

extension Bookmark.Head {
    /// That of a source whose first bytes nobody here has seen; the name stands for them.
    package static func shipped(_ name: String) -> Bookmark.Head {
        Bookmark.Head(length: -1, hash: Fingerprint.hash(name.utf8))
    }
}

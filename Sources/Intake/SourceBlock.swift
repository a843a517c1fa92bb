// SPDX-License-Identifier: Apache-2.0
package import EVE

/// A number that tells the sources of one reader or tailer apart while the process lives; never stored.
package struct SourceKey: Sendable, Hashable {
    let number: Int
}

/// A block of lines with the bookmarks of its source before and behind it.
package struct SourceBlock: Sendable {
    /// Which source of its tailer it comes from; the same for all blocks of that source.
    package var source: SourceKey
    /// The lines, and what was refused between them.
    package var lines: LineBlock
    /// The source before this block. Its `sourceID` and `events` are those last told by `FileTailer.committed`.
    package var before: Bookmark
    /// The source behind this block: its `offset`, `lines`, `head`, `tailHash` and `path` are right for committing it.
    /// Its `sourceID` and `events` are those of `before`, as the reader knows no events.
    package var after: Bookmark
}

extension Bookmark {
    /// This bookmark moved over `block`, in which `events` events were found; what to commit together with them.
    ///
    /// It keeps its own `sourceID` and adds to its own `events`, so that blocks read ahead of their commit can be chained.
    package func advanced(over block: SourceBlock, events: Int) -> Bookmark {
        var moved = block.after
        moved.sourceID = sourceID
        moved.events = self.events &+ UInt64(max(events, 0))
        return moved
    }
}

/// A block as a splitter cuts it, before it is known whose it is.
struct CutBlock {
    var lines: LineBlock
    /// Offset behind the block, what was refused included.
    var end: UInt64
    /// How many lines lie before `end`.
    var endLines: UInt64
    /// The hash of the bytes before `end`, as bookmarks hold it.
    var tailHash: UInt64
}

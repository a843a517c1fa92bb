// SPDX-License-Identifier: Apache-2.0
package import EVE

/// What one look at a followed file brought, in the order in which it happened.
package enum TailStep: Sendable {
    /// A source is read from here on: at offset 0 a new one, else one that goes on where it was left.
    case opened(SourceKey, Bookmark)
    /// Complete lines; commit them together with the bookmark behind them.
    case lines(SourceBlock)
    /// Another file stands under the path; the old one is read on until it stays quiet.
    case rotated(SourceKey, Bookmark)
    /// The file was emptied in place; what was not read of it is lost unless a copy stands beside it.
    case truncated(SourceKey, Bookmark)
    /// A rotated-away file was read to its end and closed.
    case finished(SourceKey, Bookmark)
    /// There is no file under the path; told once, until one appears.
    case missing(path: String)
    /// Something could not be read; told once, and tried again where that can help.
    case failed(IntakeError)
}

/// How far a tailer is behind what has been written.
package struct TailLag: Sendable, Hashable {
    /// Bytes written and not yet read: decompressed ones of open files, and the sizes of files that wait their turn.
    package var bytesBehind: UInt64 = 0
    /// How many rotated-away files wait to be looked at.
    package var filesWaiting = 0
    /// When the followed file was last seen to have grown, by the clock given to `poll`.
    package var lastGrowth: Instant?
    /// Whether a file stands under the path.
    package var isPresent = false
}

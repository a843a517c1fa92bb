// SPDX-License-Identifier: Apache-2.0
internal import EVE

/// What has become of the followed file since the last look. Pure: facts in, verdict out.
enum TailVerdict: Equatable {
    /// The path still names the open file, which may have grown.
    case same
    /// The open file has lost or changed what was read: it was emptied in place and perhaps written anew.
    case truncated
    /// The path names another file; the open one holds all that was read and may still grow.
    case replaced
    /// The path names nothing; the open file may still grow under another name or none.
    case gone
    /// The path names another file, and the open one has lost what was read: nothing is left to drain.
    case truncatedAndReplaced

    /// Judges by the file under the path, the open file, and whether it still holds what was read of it.
    static func judge(path: FileStatus?, open: FileIdentity, holds: Bool) -> TailVerdict {
        switch (path, holds) {
        case (nil, _): .gone
        case (let path?, true): path.identity == open ? .same : .replaced
        case (let path?, false): path.identity == open ? .truncated : .truncatedAndReplaced
        }
    }

    /// Whether an open file still is the stream that was read, whatever its name.
    ///
    /// A size alone does not tell: a file may have been emptied and have grown past the old place between two looks.
    static func holds(size: UInt64, read: UInt64, headMatches: Bool, tailMatches: Bool) -> Bool {
        size >= read && headMatches && tailMatches
    }

    /// Whether a rotated-away file may be taken as complete.
    ///
    /// A writer keeps its old file until it is told to reopen. While the new file is empty that may be still to come, and
    /// waiting costs nothing but a descriptor; so it is waited much longer then.
    static func isComplete(quietFor: Int64, quiet: Int64, successorHasGrown: Bool) -> Bool {
        let (patience, overflow) = quiet.multipliedReportingOverflow(by: 60)
        return quietFor >= (successorHasGrown || overflow ? quiet : patience)
    }
}

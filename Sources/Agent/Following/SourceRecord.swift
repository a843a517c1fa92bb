// SPDX-License-Identifier: Apache-2.0

package import EVE

/// How far one source of a log has been sent for good.
package struct SourceRecord: Sendable, Hashable {
    /// The path of the log that it is a source of, as configured.
    package var log: String
    /// By what the station knows the source: 32 hexadecimal digits.
    package var fingerprint: String
    /// How far, and how to know the source again. Its number is the record's.
    package var bookmark: Bookmark

    package init(log: String, fingerprint: String, bookmark: Bookmark) {
        self.log = log
        self.fingerprint = fingerprint
        self.bookmark = bookmark
    }
}

/// A place behind which a source goes on once the window that carries it is done.
struct SourceMark: Sendable, Hashable {
    /// The number of the source's record.
    var record: Int64
    var bookmark: Bookmark
}

// SPDX-License-Identifier: Apache-2.0

/// A line that is no EVE event, and why; it is counted and shown, never fatal.
package struct Rejection: Sendable, Hashable {
    /// Why a line was refused. Raw values are stored and must keep their meaning.
    package enum Reason: UInt8, Sendable, CaseIterable, Codable {
        /// The line ends before its JSON does: torn by a crash or a full disk.
        case torn = 1
        /// It is not JSON.
        case notJSON = 2
        /// It is JSON, but not an object.
        case notAnObject = 3
        /// The object has no `event_type` text.
        case noEventType = 4
        /// The object has no `timestamp` that can be read.
        case noTimestamp = 5
        /// The line is longer than the reader's limit.
        case tooLong = 6
        /// It is not UTF-8.
        case notUTF8 = 7
        /// It nests deeper than the parser's limit.
        case tooDeep = 8
    }

    /// Why.
    package var reason: Reason
    /// The line's number in its source, counted from 1.
    package var line: UInt64
    /// The offset of the line's first byte in the decompressed source.
    package var offset: UInt64
    /// The line's first bytes, at most `Rejection.headLimit`; hostile as any other bytes.
    package var head: [UInt8]

    /// How many bytes of a refused line are kept.
    package static let headLimit = 80

    package init(reason: Reason, line: UInt64, offset: UInt64, head: [UInt8]) {
        self.reason = reason
        self.line = line
        self.offset = offset
        self.head = head
    }
}

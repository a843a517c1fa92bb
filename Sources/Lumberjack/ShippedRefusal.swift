// SPDX-License-Identifier: Apache-2.0
package import EVE

/// Why a payload gives no line. It is counted as a rejected line; the other events of its window are good.
package enum ShippedRefusal: Error, Sendable, Hashable {
    /// The payload is no JSON object that can be read, and why.
    case unreadable(Rejection.Reason)
    /// It has none of the forms of an event, or its line is empty.
    case noLine
    /// The line would be more than one: a line feed is in it.
    case lineFeed
    /// The line is longer than `limit` bytes.
    case lineTooLong(bytes: Int, limit: Int)
    /// The file's path, or what else it is known by, is longer than `limit` bytes.
    case fileTooLong(bytes: Int, limit: Int)

    /// The reason under which it is counted among the lines that are no events.
    package var rejection: Rejection.Reason {
        switch self {
        case .unreadable(let reason): reason
        case .noLine: .noEventType
        case .lineFeed: .notJSON
        case .lineTooLong, .fileTooLong: .tooLong
        }
    }
}

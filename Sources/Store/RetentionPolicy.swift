// SPDX-License-Identifier: Apache-2.0

/// How long events are kept. Without any limit nothing is ever dropped.
package struct RetentionPolicy: Sendable, Equatable {
    /// Days that lie more than this many days before the newest one go; `nil` for no such limit.
    package var days: Int?
    /// The oldest days go until the store takes no more bytes of the disk; `nil` for no such limit.
    package var size: UInt64?
    /// The oldest days go until the file system has so many bytes free; `nil` for no such limit.
    package var free: UInt64?

    package init(days: Int? = nil, size: UInt64? = nil, free: UInt64? = nil) {
        self.days = days
        self.size = size
        self.free = free
    }

    /// Whether nothing is ever dropped.
    package var keepsAll: Bool { days == nil && size == nil && free == nil }
}

/// A day that retention took, or would take next.
package struct DroppedDay: Sendable, Equatable {
    /// Which limit asked for it. The numbers are stored.
    package enum Reason: Int64, Sendable {
        case age = 1
        case size = 2
        case free = 3
    }

    /// Days since 1970-01-01.
    package var day: Int32
    package var reason: Reason
    /// What its files took of the disk.
    package var bytes: UInt64

    package init(day: Int32, reason: Reason, bytes: UInt64) {
        self.day = day
        self.reason = reason
        self.bytes = bytes
    }

    /// The day as `YYYY-MM-DD`.
    package var name: String { Partition.text(ofDay: day) }
}

// SPDX-License-Identifier: Apache-2.0

/// Events that are sent and acknowledged together.
struct Window: Sendable, Hashable {
    /// As they go over the wire.
    var bytes: [UInt8]
    /// How many events it has; the acknowledgement of all of it is this number.
    var events: Int
    /// What has been sent for good once it is acknowledged.
    var marks: [SourceMark]
    /// Whether it comes from the spool, which has it until it is acknowledged.
    var isSpooled = false
}

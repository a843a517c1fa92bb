// SPDX-License-Identifier: Apache-2.0

/// Events of one window that came one after the other: all of it, or a part of bounded size.
package struct LumberjackBatch: Sendable, Hashable {
    /// One event as it was sent.
    package struct Event: Sendable, Hashable {
        /// Its number on the wire. Some clients count in each window from 1, others over the whole connection.
        package var sequence: UInt32
        /// Where in the batch's bytes its payload is.
        package var payload: Range<Int>

        package init(sequence: UInt32, payload: Range<Int>) {
            self.sequence = sequence
            self.payload = payload
        }
    }

    /// How the window stands behind this batch.
    package enum Ending: Sendable, Hashable {
        /// More of it follows.
        case open
        /// All that it announced has come.
        case complete
        /// The next window began before all of it came; nothing more of it will come.
        case cut
    }

    /// The window's number on its connection, counted from 1.
    package var window: UInt64
    /// The payloads.
    package var bytes: [UInt8] = []
    /// The events in their order; none only where a window announced none.
    package var events: [Event] = []
    /// How the window stands behind it.
    package var ending = Ending.open

    package init(window: UInt64) {
        self.window = window
    }

    /// The sequence to acknowledge once all events of the batch are committed: that of the last one, and 0 where there is none.
    package var lastSequence: UInt32 { events.last?.sequence ?? 0 }
    /// Whether the window ends with it.
    package var endsWindow: Bool { ending != .open }
}

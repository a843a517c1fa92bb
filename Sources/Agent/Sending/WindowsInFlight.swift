// SPDX-License-Identifier: Apache-2.0

/// Windows that are sent and not acknowledged, or to be sent; in their order, and so until they are acknowledged, over however many connections.
struct WindowsInFlight: Sendable {
    /// The most of them.
    static let limit = 2

    private var windows: [Window] = []
    /// How many of them are sent on this connection.
    private(set) var sent = 0

    /// Whether one more may be made.
    var hasRoom: Bool { windows.count < Self.limit }
    var isEmpty: Bool { windows.isEmpty }
    /// Whether an acknowledgement is waited for.
    var isAwaiting: Bool { sent > 0 }
    /// The next window to be sent.
    var next: Window? { sent < windows.count ? windows[sent] : nil }

    /// The oldest window.
    var first: Window? { windows.first }

    /// Takes out the oldest window, of a connection that is gone.
    mutating func removeFirst() {
        windows.removeFirst()
        sent = 0
    }

    mutating func add(_ window: Window) { windows.append(window) }

    /// Notes that `next` was sent.
    mutating func noteSent() { sent = min(sent + 1, windows.count) }

    /// Notes that the connection is gone: all are to be sent again.
    mutating func restart() { sent = 0 }

    /// Takes an acknowledgement, which counts for the oldest window; gives that once all of it is acknowledged. 0 and a part of it keep
    /// waiting.
    ///
    /// - Throws: if there is no event of this number.
    mutating func acknowledge(_ sequence: UInt32) throws(UnknownSequence) -> Window? {
        guard sequence > 0 else { return nil }
        guard sent > 0, Int(sequence) <= windows[0].events else { throw UnknownSequence(sequence: sequence) }
        guard Int(sequence) == windows[0].events else { return nil }
        sent -= 1
        return windows.removeFirst()
    }

    /// A station acknowledged what it was not sent.
    struct UnknownSequence: Error, Hashable {
        var sequence: UInt32
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import NIOCore

/// What is written while the handshake is not done.
struct WaitingWrites {
    private var writes = CircularBuffer<(ByteBuffer, EventLoopPromise<Void>?)>()
    private var bytes = 0
    /// Whether there was a flush behind any of them.
    var isFlushed = false
    /// Whether nothing more is to be sent behind them.
    private(set) var isOutputClosed = false
    private var outputPromise: EventLoopPromise<Void>?
    /// Whether no write waits.
    var isEmpty: Bool { writes.isEmpty }

    /// Keeps a write, unless there would be more than `limit` bytes; a write counts as one byte at least.
    mutating func append(_ buffer: ByteBuffer, _ promise: EventLoopPromise<Void>?, limit: Int) -> Bool {
        let count = max(1, buffer.readableBytes)
        guard bytes + count <= limit else { return false }
        bytes += count
        writes.append((buffer, promise))
        return true
    }

    /// The oldest write that was not taken yet.
    mutating func next() -> (ByteBuffer, EventLoopPromise<Void>?)? { writes.popFirst() }

    /// Notes that the output is to be closed behind what waits.
    mutating func closeOutput(_ promise: EventLoopPromise<Void>?) {
        isOutputClosed = true
        outputPromise = promise
    }

    /// Takes the promise of who waits for the end of the output.
    mutating func takeOutputPromise() -> EventLoopPromise<Void>? {
        defer { outputPromise = nil }
        return outputPromise
    }

    /// Forgets everything, and hands out who waits. They are told by the caller, since they may write again when they hear of it.
    mutating func takePromises() -> [EventLoopPromise<Void>] {
        let promises = writes.compactMap(\.1) + [outputPromise].compactMap { $0 }
        writes.removeAll()
        bytes = 0
        outputPromise = nil
        return promises
    }
}

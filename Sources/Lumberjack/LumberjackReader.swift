// SPDX-License-Identifier: Apache-2.0

/// Reads what a client of Lumberjack version 2 sends, in whatever pieces it comes.
///
/// Frames are given one after the other as they are asked for, and nothing is inflated before. What is held is what was
/// pushed and not yet read, and of a compressed frame less than one event and 16 KiB more than that. Whether events fit
/// their windows is not judged here.
///
/// Source: see `FrameKind`.
package struct LumberjackReader: ~Copyable {
    /// How much is allowed.
    package let limits: LumberjackLimits
    /// Offset on the connection of the first byte of the frame given last; of an event within a compressed frame, that of the
    /// compressed one.
    package private(set) var frameOffset: UInt64 = 0

    private var wire = ByteQueue()
    private var compressed: CompressedFrame?
    /// What of it is inflated and not yet read.
    private var inflated = ByteQueue()
    /// The length of the payload given last, which is the first of what waits.
    private var payload = 0
    private var failure: LumberjackError?

    package init(limits: LumberjackLimits = LumberjackLimits()) {
        self.limits = limits
    }

    /// Adds bytes of the connection. They are held until `next` has read them, so read before pushing more.
    package mutating func push(_ bytes: Span<UInt8>) {
        wire.append(bytes)
    }

    /// Adds bytes of the connection.
    package mutating func push(_ bytes: [UInt8]) {
        push(bytes.span)
    }

    /// The next frame; `nil` if more bytes must come.
    ///
    /// - Throws: what is wrong with the connection, and from then on.
    package mutating func next() throws(LumberjackError) -> LumberjackFrame? {
        release()
        if let failure { throw failure }
        do {
            return try read()
        } catch {
            failure = error
            throw error
        }
    }

    /// Gives `body` the payload of the event that `next` gave last.
    package borrowing func withPayload<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        let queue = compressed != nil ? inflated : wire
        let start = queue.range.lowerBound
        return body(queue.bytes.span.extracting(start..<start + payload))
    }

    /// Appends the payload of the event that `next` gave last.
    package borrowing func appendPayload(to bytes: inout [UInt8]) {
        withPayload { payload in
            unsafe payload.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        }
    }

    /// How many bytes are held.
    package var heldBytes: Int { wire.count + inflated.count }

    /// Whether no frame has begun that more bytes belong to, once `next` has given all that came: a connection may end here.
    package var isBetweenFrames: Bool { compressed == nil && wire.count == payload }

    /// Lets go of the payload given last.
    private mutating func release() {
        guard payload > 0 else { return }
        if compressed != nil { inflated.drop(payload) } else { wire.drop(payload) }
        payload = 0
    }

    private mutating func read() throws(LumberjackError) -> LumberjackFrame? {
        while true {
            if compressed != nil {
                if let frame = try compressed?.next(from: &wire, &inflated, limit: limits.frameBytes) {
                    if case .event(_, let byteCount) = frame { payload = byteCount }
                    return frame
                }
                guard compressed?.isAtEnd == true, inflated.count == 0 else { return nil }
                compressed = nil
            }
            frameOffset = wire.offset
            do throws(LumberjackError.Reason) {
                guard let kind = try wire.frameKind() else { return nil }
                guard kind == FrameKind.compressed else { return try plainFrame(kind) }
            } catch {
                throw LumberjackError(error, at: frameOffset)
            }
            guard try beginCompressed() else { return nil }
        }
    }

    /// The frame at the front of the wire, which is not compressed, once all of it has come.
    private mutating func plainFrame(_ kind: UInt8) throws(LumberjackError.Reason) -> LumberjackFrame? {
        switch kind {
        case FrameKind.window:
            guard wire.count >= FrameKind.shortHeader else { return nil }
            let count = Int(wire.number(at: 2))
            guard count <= limits.windowEvents else {
                throw .windowTooLarge(events: count, limit: limits.windowEvents)
            }
            wire.drop(FrameKind.shortHeader)
            return .window(count: count)
        case FrameKind.event:
            guard let event = try wire.event(limit: limits.frameBytes) else { return nil }
            wire.drop(FrameKind.eventHeader)
            payload = event.byteCount
            return .event(sequence: event.sequence, byteCount: event.byteCount)
        default:
            throw .kind(kind)
        }
    }

    /// Begins with the compressed frame at the front of the wire, once its header has come.
    private mutating func beginCompressed() throws(LumberjackError) -> Bool {
        guard wire.count >= FrameKind.shortHeader else { return false }
        let length = Int(wire.number(at: 2))
        guard length <= limits.frameBytes else {
            throw LumberjackError(.frameTooLarge(bytes: length, limit: limits.frameBytes), at: frameOffset)
        }
        wire.drop(FrameKind.shortHeader)
        compressed = try CompressedFrame(at: frameOffset, length: length, inflatedLimit: limits.inflatedBytes)
        return true
    }
}

// SPDX-License-Identifier: Apache-2.0
internal import Compression

/// The compressed frame that is being read. What of it is inflated and not yet given out lies with the reader: less than one
/// event and one piece of zlib's.
struct CompressedFrame: ~Copyable {
    /// Offset on the connection of its first byte.
    let offset: UInt64
    /// How many of its compressed bytes have not been used yet.
    private(set) var rest: Int
    /// How many bytes have come out of it.
    private var produced = 0
    /// Whether all of it is inflated.
    private(set) var isAtEnd = false
    private let inflatedLimit: Int
    private var inflater: ZlibInflater

    init(at offset: UInt64, length: Int, inflatedLimit: Int) throws(LumberjackError) {
        self.offset = offset
        rest = length
        self.inflatedLimit = inflatedLimit
        do {
            inflater = try ZlibInflater()
        } catch {
            throw LumberjackError(.outOfMemory, at: offset)
        }
    }

    /// The next event; `nil` if the frame is done or more of it must come. Its payload is then the first of `inflated`.
    mutating func next(
        from wire: inout ByteQueue, _ inflated: inout ByteQueue, limit: Int
    ) throws(LumberjackError) -> LumberjackFrame? {
        while !isAtEnd || rest > 0 || inflated.count > 0 {
            if let event = try event(inflated, limit: limit) {
                inflated.drop(FrameKind.eventHeader)
                return .event(sequence: event.sequence, byteCount: event.byteCount)
            }
            guard try advance(&wire, &inflated) else { return nil }
        }
        return nil
    }

    private func event(
        _ inflated: ByteQueue, limit: Int
    ) throws(LumberjackError) -> (sequence: UInt32, byteCount: Int)? {
        do throws(LumberjackError.Reason) {
            guard let kind = try inflated.frameKind() else { return nil }
            guard kind == FrameKind.event else { throw .kindInside(kind) }
            return try inflated.event(limit: limit)
        } catch {
            throw LumberjackError(error, at: offset, inflated: produced - inflated.count)
        }
    }

    /// Inflates one piece more of what waits on the wire; whether it did anything. Where not, more must come.
    private mutating func advance(
        _ wire: inout ByteQueue, _ inflated: inout ByteQueue
    ) throws(LumberjackError) -> Bool {
        guard !isAtEnd else { throw wrongEnd() }
        let step = try inflate(wire, into: &inflated)
        wire.drop(step.consumed)
        rest -= step.consumed
        produced += step.produced
        isAtEnd = step.isAtEnd
        guard produced <= inflatedLimit else {
            throw LumberjackError(.inflatedTooLarge(limit: inflatedLimit), at: offset)
        }
        let hasMoved = step.consumed > 0 || step.produced > 0 || isAtEnd
        if !hasMoved && rest == 0 { throw wrongEnd() }
        return hasMoved
    }

    private mutating func inflate(
        _ wire: ByteQueue, into inflated: inout ByteQueue
    ) throws(LumberjackError) -> ZlibInflater.Step {
        let start = wire.range.lowerBound
        let offered = wire.bytes.span.extracting(start..<start + min(wire.count, rest))
        inflated.compact()
        do {
            // At the limit one byte more is asked for: that it comes is wrong, and that the stream ends there is not.
            return try inflater.inflate(offered, into: &inflated.bytes, limit: max(inflatedLimit - produced, 1))
        } catch {
            throw LumberjackError(error == .outOfMemory ? .outOfMemory : .notCompressed, at: offset, inflated: produced)
        }
    }

    private func wrongEnd() -> LumberjackError {
        let reason: LumberjackError.Reason = rest > 0 ? .compressedEndsLate(bytes: rest) : .compressedEndsEarly
        return LumberjackError(reason, at: offset, inflated: produced)
    }
}

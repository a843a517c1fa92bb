// SPDX-License-Identifier: Apache-2.0
package import Compression

/// Makes windows as a client sends them. Events are numbered from 1 in each window, and compressed as they come, so that a
/// window is held once, and small.
package struct LumberjackWriter: ~Copyable {
    /// How many events the window has by now; the acknowledgement of all of it has this sequence.
    package private(set) var count = 0
    /// How many bytes its frames have before they are compressed; the reader's limit is on these, too.
    package private(set) var frameBytes = 0

    private var body: [UInt8] = []
    private var deflater: ZlibDeflater?

    /// A writer at zlib's level from 1 (fast) to 9 (small), or 0 for frames that are not compressed.
    ///
    /// - Throws: `outOfMemory`.
    package init(level: Int = 3) throws(ZlibError) {
        deflater = level > 0 ? try ZlibDeflater(level: level) : nil
    }

    /// Adds an event to the window. A payload has less than 4 GiB; what the station takes is set there (`LumberjackLimits`).
    package mutating func append(_ payload: Span<UInt8>) {
        count += 1
        frameBytes += FrameKind.eventHeader + payload.count
        var header: [UInt8] = []
        header.reserveCapacity(FrameKind.eventHeader)
        FrameKind.append(FrameKind.event, UInt32(count), to: &header)
        FrameKind.append(UInt32(payload.count), to: &header)
        write(header.span)
        write(payload)
    }

    /// Adds an event to the window.
    package mutating func append(_ payload: [UInt8]) {
        append(payload.span)
    }

    /// How many bytes `finish` will give, about: what zlib still holds back is not known.
    package var byteCount: Int { 2 * FrameKind.shortHeader + body.count }

    /// The bytes of the window; the next one begins.
    package mutating func finish() -> [UInt8] {
        if count > 0 { deflater?.finish(into: &body) }
        var window: [UInt8] = []
        window.reserveCapacity(byteCount)
        FrameKind.append(FrameKind.window, UInt32(count), to: &window)
        if deflater != nil && count > 0 { FrameKind.append(FrameKind.compressed, UInt32(body.count), to: &window) }
        window += body
        body.removeAll(keepingCapacity: true)
        count = 0
        frameBytes = 0
        return window
    }

    private mutating func write(_ bytes: Span<UInt8>) {
        if deflater != nil {
            deflater?.append(bytes, to: &body)
        } else {
            unsafe bytes.withUnsafeBufferPointer { unsafe body.append(contentsOf: $0) }
        }
    }

    /// What a server sends once the event of `sequence`, and all before it in its window, are committed.
    package static func acknowledgement(_ sequence: UInt32) -> [UInt8] {
        var frame: [UInt8] = []
        FrameKind.append(FrameKind.acknowledgement, sequence, to: &frame)
        return frame
    }

    /// What a server sends while a client waits for an acknowledgement: it acknowledges nothing, and keeps the client from
    /// giving up.
    package static var keepAlive: [UInt8] { acknowledgement(0) }
}

// SPDX-License-Identifier: Apache-2.0

/// What a client sends, compressed frames being undone.
package enum LumberjackFrame: Sendable, Hashable {
    /// So many events follow, to be acknowledged together.
    case window(count: Int)
    /// An event, whose payload of `byteCount` bytes the reader holds until the next frame is asked for.
    case event(sequence: UInt32, byteCount: Int)
}

/// The kinds of frames and their headers.
///
/// Source: Lumberjack protocol, version 2, as Elastic's go-lumber speaks it. Numbers are big-endian:
///
///     '2' 'W' u32 count                          client to server
///     '2' 'J' u32 sequence, u32 length, JSON     client to server
///     '2' 'C' u32 length, zlib stream of J       client to server
///     '2' 'A' u32 sequence                       server to client
enum FrameKind {
    static let version = UInt8(ascii: "2")
    static let window = UInt8(ascii: "W")
    static let event = UInt8(ascii: "J")
    static let compressed = UInt8(ascii: "C")
    static let acknowledgement = UInt8(ascii: "A")

    /// The length of the header of an event; that of all other frames is `shortHeader`.
    static let eventHeader = 10
    static let shortHeader = 6

    /// Appends a header of one number.
    static func append(_ kind: UInt8, _ number: UInt32, to bytes: inout [UInt8]) {
        bytes.append(version)
        bytes.append(kind)
        append(number, to: &bytes)
    }

    static func append(_ number: UInt32, to bytes: inout [UInt8]) {
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}

extension ByteQueue {
    /// The kind of the frame at the front; `nil` until it has come.
    func frameKind() throws(LumberjackError.Reason) -> UInt8? {
        guard count > 0 else { return nil }
        guard self[0] == FrameKind.version else { throw .version(self[0]) }
        return count > 1 ? self[1] : nil
    }

    /// The event at the front, once all of it has come. Its length is looked at before: nothing is waited for in vain.
    func event(limit: Int) throws(LumberjackError.Reason) -> (sequence: UInt32, byteCount: Int)? {
        guard count >= FrameKind.eventHeader else { return nil }
        let byteCount = Int(number(at: 6))
        guard byteCount <= limit else { throw .frameTooLarge(bytes: byteCount, limit: limit) }
        return count - FrameKind.eventHeader >= byteCount ? (number(at: 2), byteCount) : nil
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What is wrong with the bytes of a connection. No byte behind it can be understood, so each ends the connection.
package struct LumberjackError: Error, Sendable, Hashable {
    /// What is wrong.
    package enum Reason: Error, Sendable, Hashable {
        /// A frame begins with another byte than `2`.
        case version(UInt8)
        /// A frame of a kind that nobody sends in this direction.
        case kind(UInt8)
        /// A frame inside of a compressed one that is no event.
        case kindInside(UInt8)
        /// A window announces more events than are allowed.
        case windowTooLarge(events: Int, limit: Int)
        /// A frame says that it is longer than is allowed; in bytes.
        case frameTooLarge(bytes: Int, limit: Int)
        /// A compressed frame inflates to more than is allowed; in bytes.
        case inflatedTooLarge(limit: Int)
        /// What a compressed frame holds is no zlib stream, or a damaged one.
        case notCompressed
        /// The zlib stream of a compressed frame, or an event in it, does not end where the frame does.
        case compressedEndsEarly
        /// Bytes follow the zlib stream within its frame.
        case compressedEndsLate(bytes: Int)
        /// An event that no window has announced.
        case eventOutsideWindow
        /// The system has no memory left to inflate.
        case outOfMemory
    }

    /// What is wrong.
    package var reason: Reason
    /// Offset on the connection of the first byte of the frame that is wrong; of one within a compressed frame, that of the
    /// compressed one.
    package var offset: UInt64
    /// Within a compressed frame, how many inflated bytes lie before what is wrong.
    package var inflatedOffset: Int?

    package init(_ reason: Reason, at offset: UInt64, inflated: Int? = nil) {
        self.reason = reason
        self.offset = offset
        inflatedOffset = inflated
    }

    /// One line for people: what and where.
    package var message: String {
        let place = inflatedOffset.map { ", byte \($0) of what it inflates to" } ?? ""
        return "\(what), in the frame at byte \(offset) of the connection\(place)"
    }

    private var what: String {
        switch reason {
        case .version(let byte): "version byte \(Self.shown(byte)), not Lumberjack version 2"
        case .kind(let byte): "frame of unknown kind \(Self.shown(byte))"
        case .kindInside(let byte): "frame of kind \(Self.shown(byte)) inside of a compressed frame"
        case .windowTooLarge(let events, let limit): "window of \(events) events, more than the \(limit) allowed"
        case .frameTooLarge(let bytes, let limit): "frame of \(bytes) bytes, more than the \(limit) allowed"
        case .inflatedTooLarge(let limit): "compressed frame of more than the \(limit) inflated bytes allowed"
        case .notCompressed: "damaged zlib data"
        case .compressedEndsEarly: "compressed frame that ends within an event or zlib stream"
        case .compressedEndsLate(let bytes): "\(bytes) bytes behind a zlib stream"
        case .eventOutsideWindow: "event that no window announced"
        case .outOfMemory: "no memory left to inflate"
        }
    }

    private static func shown(_ byte: UInt8) -> String {
        switch byte {
        case 0x21...0x7e: "'\(Character(Unicode.Scalar(byte)))'"
        default: "0x" + String(byte, radix: 16)
        }
    }
}

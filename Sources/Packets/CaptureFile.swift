// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// A capture file in the classic pcap format, with times in microseconds and the least significant byte first.
///
/// Source: draft-ietf-opsawg-pcap, sections 4 and 5. One file has one link type.
package enum CaptureFile {
    /// The bytes at the beginning of a file of packets of one link type.
    package static func header(_ linkType: LinkType) -> [UInt8] {
        bytes(0xA1B2_C3D4) + [2, 0, 4, 0] + bytes(0) + bytes(0) + bytes(UInt32(StoredPacket.bytesMost))
            + bytes(linkType.inFiles.rawValue)
    }

    /// The bytes of one packet, to be put behind those before. The time of an event before 1970 or after 2106, which the format cannot tell,
    /// becomes the nearest that it can.
    package static func record(_ packet: StoredPacket) -> [UInt8] {
        let micros = min(max(0, packet.time.microseconds), Int64(UInt32.max) * 1_000_000 + 999_999)
        let content = packet.bytes.prefix(StoredPacket.bytesMost)
        let count = UInt32(content.count)
        return bytes(UInt32(micros / 1_000_000)) + bytes(UInt32(micros % 1_000_000)) + bytes(count) + bytes(count)
            + content
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
    }
}

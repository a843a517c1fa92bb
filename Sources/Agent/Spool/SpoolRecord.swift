// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// A window in a file of the spool: a header of 20 bytes, then the window as it goes over the wire.
///
/// The header is `VSP1`, the count of events and that of bytes, and the hash of the bytes with these two before them (FNV-1a, 64 bits), all
/// of them big-endian.
struct SpoolRecord: Sendable, Hashable {
    static let headerSize = 20
    private static let title = Array("VSP1".utf8)

    /// Where in its file the window begins.
    var offset: Int
    var events: Int
    var byteCount: Int
    var hash: UInt64

    /// Offset behind it.
    var end: Int { offset + byteCount }

    /// The header of a window, and the window.
    static func bytes(of window: Window) -> [UInt8] {
        let counts = big(UInt64(window.events) << 32 | UInt64(window.bytes.count), 8)
        return title + counts + big(Fingerprint.hash(counts + window.bytes), 8) + window.bytes
    }

    /// What a header says that stands at `offset` of a file; `nil` if it is none.
    init?(header: [UInt8], at offset: Int) {
        guard header.count == Self.headerSize, header.starts(with: Self.title) else { return nil }
        let counts = Self.number(header[4..<12])
        self.offset = offset + Self.headerSize
        events = Int(counts >> 32)
        byteCount = Int(counts & 0xFFFF_FFFF)
        hash = Self.number(header[12..<20])
    }

    /// Whether `bytes` are those of the window.
    func isRight(_ bytes: [UInt8]) -> Bool {
        let counts = Self.big(UInt64(events) << 32 | UInt64(byteCount), 8)
        return bytes.count == byteCount && Fingerprint.hash(counts + bytes) == hash
    }

    private static func big(_ number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * (count - 1 - $0))) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}

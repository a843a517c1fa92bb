// SPDX-License-Identifier: Apache-2.0

extension Instant {
    /// The instant that `text` names: RFC 3339, or less of it down to a date.
    ///
    /// Allowed are `2026-11-20T13:58:41.207318Z`, the same without fraction, with a zone `+01:00` or `+0100`, with a
    /// space or a small `t` or `z` instead of the capital, without seconds, and a date alone for its first moment.
    /// Where no zone is written, the time is on a clock `offsetSeconds` east of UTC. `nil` for anything else.
    ///
    /// Source: RFC 3339, section 5.6.
    package init?(_ text: some StringProtocol, offsetSeconds: Int = 0) {
        var bytes = Array(text.utf8.prefix(64))
        guard bytes.count >= 10, bytes.count < 64 else { return nil }
        if bytes.count == 10 { bytes += Array("T00:00".utf8) }
        if bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "t") { bytes[10] = UInt8(ascii: "T") }
        if bytes[bytes.count - 1] == UInt8(ascii: "z") { bytes[bytes.count - 1] = UInt8(ascii: "Z") }
        let endsAtMinute = bytes.count == 16 || bytes.count > 16 && [0x2B, 0x2D, 0x5A].contains(bytes[16])
        if endsAtMinute { bytes.insert(contentsOf: Array(":00".utf8), at: 16) }
        guard let reading = TimestampReader.read(bytes.span) else { return nil }
        let civilOffset = reading.hasZone ? 0 : Int64(offsetSeconds)
        self = reading.instant.advanced(byMicroseconds: -civilOffset * 1_000_000)
    }

    /// The instant in UTC with microseconds, as RFC 3339 writes it: `2026-11-20T13:58:41.207318Z`.
    ///
    /// Years outside 0...9999, which RFC 3339 does not know, get a sign and as many digits as they need.
    package var rfc3339: String {
        let civil = CivilTime(self)
        let year: String
        switch civil.year {
        case 0...9999: year = Self.padded(civil.year, 4)
        case ..<0: year = "-" + Self.padded(-civil.year, 4)
        default: year = "+\(civil.year)"
        }
        return "\(year)-\(Self.padded(civil.month, 2))-\(Self.padded(civil.day, 2))T\(Self.padded(civil.hour, 2)):"
            + "\(Self.padded(civil.minute, 2)):\(Self.padded(civil.second, 2)).\(Self.padded(civil.microsecond, 6))Z"
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Instant: CustomStringConvertible {
    /// The same as `rfc3339`.
    package var description: String { rfc3339 }
}

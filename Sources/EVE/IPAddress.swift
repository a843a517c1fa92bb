// SPDX-License-Identifier: Apache-2.0

/// An IPv4 or IPv6 address; equal addresses are equal however they were written.
///
/// Ordered by version (IPv4 first), then by number.
package struct IPAddress: Hashable, Sendable {
    /// The address in network byte order: the upper and the lower 64 bits of IPv6; IPv4 in the lowest 32 bits of `low`.
    package var high: UInt64
    package var low: UInt64
    /// Whether it is an IPv4 address. `::ffff:a.b.c.d` is IPv6 and another address.
    package var isV4: Bool

    /// An IPv4 address from its four bytes as one number, the first byte highest.
    package init(v4: UInt32) {
        high = 0
        low = UInt64(v4)
        isV4 = true
    }

    /// An IPv6 address from its halves, first byte highest.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
        isV4 = false
    }

    /// An address from 4 or 16 bytes in network order; `nil` for any other count.
    package init?(bytes: [UInt8]) {
        switch bytes.count {
        case 4:
            self.init(v4: bytes.reduce(0) { $0 << 8 | UInt32($1) })
        case 16:
            self.init(
                high: bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) },
                low: bytes[8...].reduce(0) { $0 << 8 | UInt64($1) })
        default:
            return nil
        }
    }

    /// The address in network byte order: 4 or 16 bytes.
    package var bytes: [UInt8] {
        if isV4 { return (0..<4).map { UInt8(truncatingIfNeeded: low >> (24 - 8 * UInt64($0))) } }
        return [high, low].flatMap { half in
            (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * UInt64($0))) }
        }
    }
}

extension IPAddress: Comparable {
    package static func < (left: IPAddress, right: IPAddress) -> Bool {
        if left.isV4 != right.isV4 { return left.isV4 }
        return (left.high, left.low) < (right.high, right.low)
    }
}

extension IPAddress: CustomStringConvertible {
    /// The canonical text: dotted for IPv4, compressed lower case for IPv6.
    ///
    /// Source: RFC 5952, sections 4 and 5.
    package var description: String {
        if isV4 { return Self.dotted(UInt32(truncatingIfNeeded: low)) }
        if high == 0, low >> 32 == 0xFFFF { return "::ffff:" + Self.dotted(UInt32(truncatingIfNeeded: low)) }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: ($0 < 4 ? high : low) >> (48 - 16 * UInt64($0 & 3))) }
        let gap = Self.longestZeroRun(groups)
        var text = ""
        for (index, group) in groups.enumerated() {
            if gap.contains(index) {
                if index == gap.lowerBound { text += "::" }
                continue
            }
            if index > 0, index != gap.upperBound { text += ":" }
            text += String(group, radix: 16)
        }
        return text
    }

    private static func dotted(_ address: UInt32) -> String {
        "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
    }

    /// The first of the longest runs of two or more zero groups; an empty range behind the groups if there is none.
    private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int> {
        var best = 9..<9
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start >= 2, end - start > best.count { best = start..<end }
            start = max(end, start + 1)
        }
        return best
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A range of addresses that share their first bits, as CIDR writes it: `10.0.0.0/8`, `2001:db8::/32`.
package struct IPNetwork: Hashable, Sendable {
    /// The lowest address; all bits behind the prefix are 0.
    package let address: IPAddress
    /// How many leading bits count: 0...32 for IPv4, 0...128 for IPv6.
    package let prefixLength: Int

    /// The network that `address` lies in; `nil` if the address has fewer bits than `prefixLength`.
    package init?(_ address: IPAddress, prefixLength: Int) {
        guard 0...Self.bits(address) ~= prefixLength else { return nil }
        self.prefixLength = prefixLength
        let mask = Self.hostMask(address, prefixLength)
        var lowest = address
        lowest.high &= ~mask.high
        lowest.low &= ~mask.low
        self.address = lowest
    }

    /// The network that `text` is: an address, a slash and a prefix length; without these two the one address.
    ///
    /// Bits behind the prefix are ignored (`10.1.2.3/8` is `10.0.0.0/8`). `nil` if it is none.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else { return nil }
        guard parts.count == 2 else {
            self.init(address, prefixLength: Self.bits(address))
            return
        }
        guard 1...3 ~= parts[1].utf8.count, parts[1].utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let length = Int(parts[1])
        else { return nil }
        self.init(address, prefixLength: length)
    }

    /// All its addresses.
    package var range: ClosedRange<IPAddress> {
        let mask = Self.hostMask(address, prefixLength)
        var highest = address
        highest.high |= mask.high
        highest.low |= mask.low
        return address...highest
    }

    /// Whether `other` is one of its addresses. An IPv4 network has no IPv6 addresses, mapped ones neither.
    package func contains(_ other: IPAddress) -> Bool {
        range.contains(other)
    }

    private static func bits(_ address: IPAddress) -> Int { address.isV4 ? 32 : 128 }

    /// The bits behind the prefix.
    private static func hostMask(_ address: IPAddress, _ prefixLength: Int) -> (high: UInt64, low: UInt64) {
        let count = bits(address) - prefixLength
        func ones(_ count: Int) -> UInt64 { count >= 64 ? .max : (1 << UInt64(max(0, count))) - 1 }
        return (ones(count - 64), ones(count))
    }
}

extension IPNetwork: CustomStringConvertible {
    /// The network in CIDR notation, its address in canonical form.
    package var description: String { "\(address)/\(prefixLength)" }
}

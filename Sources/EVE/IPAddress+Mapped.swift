// SPDX-License-Identifier: Apache-2.0

extension IPNetwork {
    /// Whether it is one address.
    package var isHost: Bool { prefixLength == (address.isV4 ? 32 : 128) }

    /// The IPv4 network where this one only maps it into IPv6, otherwise this one.
    package var unmapped: IPNetwork {
        guard prefixLength >= 96, let v4 = address.mappedV4 else { return self }
        return IPNetwork(v4, prefixLength: prefixLength - 96) ?? self
    }
}

extension IPAddress {
    /// The IPv4 address that this IPv6 address maps; `nil` if it maps none.
    ///
    /// Source: RFC 4291, section 2.5.5.2.
    package var mappedV4: IPAddress? {
        guard !isV4, high == 0, low >> 32 == 0xFFFF else { return nil }
        return IPAddress(v4: UInt32(truncatingIfNeeded: low))
    }
}

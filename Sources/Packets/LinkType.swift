// SPDX-License-Identifier: Apache-2.0

/// What a packet begins with, by the number that Suricata writes in `packet_info.linktype`.
///
/// Source: the registry of link-layer header types of tcpdump.org. Suricata writes libpcap's DLT number, which for raw IP is not the number
/// that files have.
package struct LinkType: RawRepresentable, Sendable, Hashable {
    package var rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// BSD loopback: four bytes that name the protocol.
    package static let null = LinkType(rawValue: 0)
    package static let ethernet = LinkType(rawValue: 1)
    /// Linux "cooked" capture.
    package static let linuxCooked = LinkType(rawValue: 113)
    package static let linuxCooked2 = LinkType(rawValue: 276)
    /// An IPv4 or IPv6 packet alone, by the number that files have.
    package static let rawIP = LinkType(rawValue: 101)
    package static let ipv4 = LinkType(rawValue: 228)
    package static let ipv6 = LinkType(rawValue: 229)

    /// The same by the number that files have.
    package var inFiles: LinkType {
        // DLT_RAW is 12, and 14 on one system.
        rawValue == 12 || rawValue == 14 ? .rawIP : self
    }
}

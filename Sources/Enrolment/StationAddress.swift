// SPDX-License-Identifier: Apache-2.0

/// Where a station is to be found: a name or an address, and a port.
package struct StationAddress: Sendable, Hashable {
    /// The most bytes of a host (RFC 1035, section 2.3.4).
    package static let hostLimit = 255

    /// A name, or an address without brackets.
    package let host: String
    /// 1 to 65535.
    package let port: Int

    /// `nil` for an empty or long host, one with other than visible ASCII, and for a port that is none.
    package init?(host: String, port: Int) {
        let isHost = host.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]") }
        guard isHost, 1...Self.hostLimit ~= host.utf8.count, 1...65535 ~= port else { return nil }
        self.host = host
        self.port = port
    }

    /// `host:port`, or `[address]:port` for an address of IPv6.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        if isBracketed { host = host.dropFirst().dropLast() }
        // Without brackets it is not sure where an address of IPv6 ends.
        guard isBracketed || !host.contains(":") else { return nil }
        self.init(host: String(host), port: Int(port))
    }
}

extension StationAddress: CustomStringConvertible {
    /// As it is read.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

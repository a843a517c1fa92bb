// SPDX-License-Identifier: Apache-2.0

/// Where a station listens for gateways.
package struct StationAddress: Sendable, Hashable {
    /// A name or an address.
    package let host: String
    package let port: Int

    /// The address in `HOST:PORT`, or `[ADDRESS]:PORT` for one of IPv6; `nil` where it is none.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        let isPlain = host.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard !host.isEmpty, host.utf8.count <= 255, isPlain, (1...65_535).contains(port) else { return nil }
        self.host = String(host)
        self.port = port
    }
}

extension StationAddress: CustomStringConvertible {
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

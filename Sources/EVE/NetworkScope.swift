// SPDX-License-Identifier: Apache-2.0

/// Which addresses belong to nobody outside: one's own, and those that are not routed on the Internet.
package struct NetworkScope: Sendable {
    /// Networks that are one's own though they are public.
    package let ownNetworks: [IPNetwork]

    package init(ownNetworks: [IPNetwork]) {
        self.ownNetworks = ownNetworks
    }

    /// Whether `address` is that of a stranger.
    package func isForeign(_ address: IPAddress) -> Bool {
        let address = address.mappedV4 ?? address
        return !Self.local.contains { $0.contains(address) } && !ownNetworks.contains { $0.unmapped.contains(address) }
    }

    /// Networks that are private, shared, local to a link or host, multicast or reserved.
    ///
    /// Those for examples in documents are not among them: nobody sends from them, and tests do.
    ///
    /// Source: the IANA registries of special-purpose addresses (RFC 6890).
    private static let local: [IPNetwork] = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.168.0.0/16", "224.0.0.0/3", "::/127", "fc00::/7", "fe80::/10", "ff00::/8",
    ].compactMap { IPNetwork($0) }
}

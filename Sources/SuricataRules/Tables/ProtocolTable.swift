// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// The protocols that a signature can begin with, and Suricata 8's hooks into them.
///
/// Source: Suricata 7.0.10 and 8.0.7, `--list-app-layer-protos`, `--list-app-layer-hooks`, and what they accept.
package enum ProtocolTable {
    /// Protocols below the application, which have the hooks of packets.
    private static let packetNames = words(
        """
        tcp tcp-pkt tcp-stream udp icmp icmpv4 icmpv6 sctp ip ip4 ip6 ipv4 ipv6 pkthdr
        """)
    private static let applicationNames = words(
        """
        bittorrent-dht dcerpc dhcp dnp3 dns enip ftp ftp-data http http1 http2 ike ikev2 imap krb5 modbus mqtt nfs
        ntp pgsql quic rdp rfb sip smb smtp snmp ssh telnet tftp tls
        """)
    private static let names = packetNames.union(applicationNames)
    private static let namesSince8 = words("doh2 ldap mdns pop3 websocket")

    /// All names that a version of Suricata knows, in alphabetical order.
    package static let all = names.union(namesSince8).sorted()

    /// Those of the application, of all versions.
    static let applications = applicationNames.union(namesSince8)

    private static let packetHooks = words("all flow_start pre_flow pre_stream")
    private static let commonHooks = words("request_started request_complete response_started response_complete")
    private static let specialHooks: [String: Set<String>] = [
        "http1": words(
            """
            request_line request_headers request_body request_trailer response_line response_headers response_body
            response_trailer
            """),
        "smtp": words("request_data response_data"),
        "ssh": words(
            """
            request_in_progress request_banner_wait_eol request_banner_done request_finished response_in_progress
            response_banner_wait_eol response_banner_done response_finished
            """),
        "tls": words(
            """
            client_in_progress client_hello_done client_cert_done client_handshake_done client_finished
            server_in_progress server_hello server_cert_done server_hello_done server_handshake_done server_finished
            """),
    ]

    /// Whether a version of Suricata knows the protocol.
    package static func isKnown(_ name: String) -> Bool {
        names.contains(name.lowercased()) || isSince8(name)
    }

    /// Whether Suricata 8 knows the protocol and 7 does not.
    package static func isSince8(_ name: String) -> Bool { namesSince8.contains(name.lowercased()) }

    /// The hooks of a protocol, in alphabetical order; none if it is not known.
    package static func hooks(of name: String) -> [String] {
        let name = name.lowercased()
        guard isKnown(name) else { return [] }
        if packetNames.contains(name) { return packetHooks.sorted() }
        return commonHooks.union(specialHooks[name] ?? []).sorted()
    }

    /// The known protocol that looks most like `name`; `nil` if none does.
    static func nearest(_ name: String) -> String? {
        NearestName.of(name, among: names.union(namesSince8))
    }

    private static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }
}

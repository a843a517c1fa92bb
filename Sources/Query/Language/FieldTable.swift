// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules

/// A name that a filter can begin a term with.
package struct FieldName: Sendable, Hashable {
    /// What the name stands for.
    package enum Target: Sendable, Hashable {
        case field(Field)
        /// `src_ip` or `dest_ip`.
        case eitherAddress
        /// `src_port` or `dest_port`.
        case eitherPort
        /// The countries of both addresses.
        case eitherCountry
        /// The Ethernet addresses of both sides, of packets and of flows.
        case eitherHardware
        /// The names of hosts in DNS, TLS, QUIC and HTTP.
        case anyDomain
        /// The beginning or the end of a span of time.
        case since, until
    }

    /// The name in full.
    package let name: String
    /// Another, shorter name; like the full name it may be written with `@` in front.
    package let short: String?
    /// What the name stands for.
    package let target: Target
    /// What it is, in a few words, for completion and the manual.
    package let meaning: String

    /// The name as chips show it: `@` and the short one where `alert.` would eat the place, else the full one.
    package var label: String {
        guard case .field = target else { return "@\(short ?? name)" }
        guard let short, name.hasPrefix("alert.") else { return name }
        return "@\(short)"
    }
}

extension FieldName.Target {
    /// The fields that it stands for, of which one must do; none for times.
    package var fields: [Field] {
        switch self {
        case .field(let field): [field]
        case .eitherAddress: [.source, .destination]
        case .eitherPort: [.sourcePort, .destinationPort]
        case .eitherCountry: [.sourceCountry, .destinationCountry]
        case .eitherHardware: FieldTable.hardwareAddresses
        case .anyDomain: FieldTable.domainNames
        case .since, .until: []
        }
    }

    /// The field whose values are worth counting before others; `nil` for times. Source ports are mostly of no service.
    package var counted: Field? { self == .eitherPort ? .destinationPort : fields.first }

    /// What values the fields have.
    var kind: ValueKind { fields.first?.kind ?? .text }
}

/// Every name that filters know: the one table behind parsing, printing, completion and the manual.
package enum FieldTable {
    /// The hot fields and the names for two fields at once, in the order in which completion shows them.
    package static let names: [FieldName] = [
        entry("event_type", "type", .eventType, "kind of event: alert, dns, flow, tls ..."),
        FieldName(name: "ip", short: nil, target: .eitherAddress, meaning: "source or destination address"),
        FieldName(name: "port", short: nil, target: .eitherPort, meaning: "source or destination port"),
        FieldName(name: "mac", short: nil, target: .eitherHardware, meaning: "Ethernet address of either side"),
        FieldName(
            name: "domain", short: nil, target: .anyDomain, meaning: "name of a host in DNS, TLS, QUIC or HTTP"),
        entry("src_ip", "src", .source, "source address"),
        entry("dest_ip", "dst", .destination, "destination address"),
        FieldName(
            name: "country", short: nil, target: .eitherCountry, meaning: "country of either address: DE, inside ..."),
        entry("src_country", nil, .sourceCountry, "country of the source address"),
        entry("dest_country", nil, .destinationCountry, "country of the destination address"),
        entry("src_port", "sport", .sourcePort, "source port"),
        entry("dest_port", "dport", .destinationPort, "destination port"),
        entry("alert.signature_id", "sid", .signatureID, "number of the signature"),
        entry("alert.signature", "sig", .signature, "text of the signature"),
        entry("alert.severity", "sev", .severity, "severity, 1 is the highest"),
        entry("alert.category", "cat", .category, "category of the signature"),
        entry("alert.action", "action", .action, "allowed or blocked"),
        entry("alert.gid", "gid", .generatorID, "generator of the signature"),
        entry("alert.rev", "rev", .revision, "revision of the signature"),
        entry("rule", nil, .rule, "title or id of a rule that matched"),
        entry("rule.level", "level", .ruleLevel, "level of a rule that matched: low, medium, high ..."),
        entry("state", nil, .state, "what became of its alerts: new, acknowledged, escalated, archived"),
        entry("assignee", nil, .assignee, "who looks after one of its alerts"),
        entry("tag", nil, .tag, "tag of one of its alerts"),
        entry("gateway", "gw", .gateway, "gateway that sent the event"),
        entry("trust", nil, .trust, "trust in the gateway at the event's time: failed, trusted ..."),
        entry("host", "sensor", .sensor, "sensor's name, as the sensor gives it"),
        entry("proto", nil, .transport, "transport: TCP, UDP, ICMP ..."),
        entry("app_proto", "app", .appProtocol, "application protocol: http, mqtt, tls ..."),
        entry("flow_id", nil, .flowID, "flow of the sensor"),
        FieldName(name: "since", short: nil, target: .since, meaning: "events from this time on"),
        FieldName(name: "until", short: nil, target: .until, meaning: "events before this time"),
    ]

    /// Where Suricata writes Ethernet addresses: one of each side for a packet, several for a flow.
    static let hardwareAddresses = fields([
        "ether.src_mac", "ether.dest_mac", "ether.src_macs", "ether.dest_macs",
    ])

    /// Where Suricata writes names of hosts: those asked for and told in DNS, in its versions 1 to 3 and in alerts, and those that
    /// clients of TLS, QUIC and HTTP name.
    static let domainNames = fields([
        "dns.rrname", "dns.queries.rrname", "dns.query.rrname", "dns.answers.rrname", "dns.answer.rrname", "tls.sni",
        "quic.sni", "http.hostname",
    ])

    /// The fields of these paths.
    static func fields(_ paths: [String]) -> [Field] { paths.compactMap { FieldPath($0).map(Field.path) } }

    /// Cold fields that completion offers beside the names; any other path of an event works as well.
    package static let paths: [(path: String, meaning: String)] = [
        ("community_id", "flow across sensors"), ("in_iface", "interface of the sensor"), ("vlan", "VLAN"),
        ("dns.rrname", "name asked for"), ("dns.rrtype", "type of the DNS record"), ("dns.rcode", "DNS answer code"),
        ("http.hostname", "host of an HTTP request"), ("http.url", "path of an HTTP request"),
        ("http.http_method", "method of an HTTP request"), ("http.status", "status of an HTTP answer"),
        ("http.http_user_agent", "browser or program"), ("tls.sni", "host asked for in TLS"),
        ("tls.subject", "owner of the certificate"), ("tls.issuerdn", "issuer of the certificate"),
        ("tls.version", "version of TLS"), ("tls.ja3.hash", "fingerprint of a TLS client"),
        ("tls.ja4", "fingerprint of a TLS client"), ("ssh.client.software_version", "program of an SSH client"),
        ("ssh.server.software_version", "program of an SSH server"), ("fileinfo.filename", "name of a file"),
        ("fileinfo.sha256", "hash of a file"), ("flow.state", "state of the flow"),
        ("flow.reason", "why the flow ended"), ("flow.bytes_toclient", "bytes to the client"),
        ("flow.bytes_toserver", "bytes to the server"), ("anomaly.event", "what was odd"),
        ("mqtt.connect.client_id", "name of an MQTT client"), ("mqtt.publish.topic", "topic of an MQTT message"),
    ]

    /// The entry of a name or short name, with or without `@`; letters of either case are equal.
    package static func name(_ text: some StringProtocol) -> FieldName? {
        let text = text.lowercased()
        return byName[text.hasPrefix("@") ? String(text.dropFirst()) : text]
    }

    /// The entry of a hot field, `nil` for a path.
    package static func name(of field: Field) -> FieldName? {
        byField[field]
    }

    /// The known name that `text` most likely means; `nil` if none is near.
    package static func nearest(to text: String) -> String? {
        NearestName.of(text.hasPrefix("@") ? String(text.dropFirst()) : text, among: byName.keys)
    }

    private static func entry(_ name: String, _ short: String?, _ field: Field, _ meaning: String) -> FieldName {
        FieldName(name: name, short: short, target: .field(field), meaning: meaning)
    }

    private static let byName: [String: FieldName] = Dictionary(
        names.flatMap { entry in [entry.name, entry.short].compactMap(\.self).map { ($0, entry) } },
        uniquingKeysWith: { first, _ in first })

    private static let byField: [Field: FieldName] = Dictionary(
        names.compactMap { entry in
            if case .field(let field) = entry.target { (field, entry) } else { nil }
        }, uniquingKeysWith: { first, _ in first })
}

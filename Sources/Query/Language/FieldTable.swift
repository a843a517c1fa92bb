// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// A name that a filter can begin a term with.
package struct FieldName: Sendable, Hashable {
    /// What the name stands for.
    package enum Target: Sendable, Hashable {
        case field(Field)
        /// `src_ip` or `dest_ip`.
        case eitherAddress
        /// `src_port` or `dest_port`.
        case eitherPort
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
        guard let short, name.hasPrefix("alert.") || target == .eitherAddress || target == .eitherPort else {
            return target == .eitherAddress || target == .eitherPort ? "@\(name)" : name
        }
        return "@\(short)"
    }
}

/// Every name that filters know: the one table behind parsing, printing, completion and the manual.
package enum FieldTable {
    /// The hot fields and the names for two fields at once, in the order in which completion shows them.
    package static let names: [FieldName] = [
        entry("event_type", "type", .eventType, "kind of event: alert, dns, flow, tls ..."),
        FieldName(name: "ip", short: nil, target: .eitherAddress, meaning: "source or destination address"),
        FieldName(name: "port", short: nil, target: .eitherPort, meaning: "source or destination port"),
        entry("src_ip", "src", .source, "source address"),
        entry("dest_ip", "dst", .destination, "destination address"),
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
        entry("gateway", "gw", .gateway, "gateway that sent the event"),
        entry("trust", nil, .trust, "trust in the gateway at the event's time"),
        entry("host", "sensor", .sensor, "sensor's name, as the sensor gives it"),
        entry("proto", nil, .transport, "transport: TCP, UDP, ICMP ..."),
        entry("app_proto", "app", .appProtocol, "application protocol: http, mqtt, tls ..."),
        entry("flow_id", nil, .flowID, "flow of the sensor"),
    ]

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

    /// The known name that differs least from `text`, if it differs by a third of its letters at the most.
    package static func nearest(to text: String) -> String? {
        let wanted = Array(text.lowercased().utf8.drop { $0 == UInt8(ascii: "@") })
        guard wanted.count <= 32 else { return nil }
        let known = names.flatMap { [$0.name, $0.short].compactMap(\.self) }
        let distances = known.map { (name: $0, distance: editDistance(wanted, Array($0.utf8))) }
        guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(1, best.name.utf8.count / 3) ? best.name : nil
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

    /// How many letters must be put in, left out, replaced or swapped with their neighbour to make one of the other.
    private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast = Array(0...right.count)
        var last = beforeLast
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
                var least = min(replaced, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    least = min(least, beforeLast[column - 1] + 1)
                }
                current.append(least)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}

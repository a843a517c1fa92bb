// SPDX-License-Identifier: Apache-2.0

internal import Query

/// What completion offers before anything was counted: the fields that filters know, and the log sources of this station.
enum RuleVocabulary {
    static let standard = CompletionVocabulary(
        fields: FieldTable.names.compactMap { name in
            guard case .field(let field) = name.target, !Field.ofStation.contains(field) else { return nil }
            return CompletionItem(name.name, note: name.meaning)
        } + FieldTable.paths.map { CompletionItem($0.path, note: $0.meaning) },
        logSources: [
            "product": [CompletionItem("suricata", note: "fields are EVE paths"), CompletionItem("zeek")],
            "service": eventTypes.map { CompletionItem($0) },
            "category": ["network_connection", "dns", "proxy", "webserver", "firewall"].map { CompletionItem($0) },
        ])

    private static let eventTypes = [
        "alert", "anomaly", "dhcp", "dnp3", "dns", "fileinfo", "flow", "ftp", "http", "mqtt", "modbus", "quic", "smb",
        "snmp", "ssh", "tls",
    ]
}

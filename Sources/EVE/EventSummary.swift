// SPDX-License-Identifier: Apache-2.0

/// Says in one line what an event is.
///
/// The text is the event's own and as hostile: who shows it neutralises it. What its type does not need is left out,
/// and what is known to be a password is never in it.
package enum EventSummary {
    /// How many Unicode scalars a summary has at most.
    package static let limit = 300

    /// What the event of this tree is, at most `limit` scalars; empty only if the tree says nothing at all.
    package static func text(of tree: EveTree) -> String {
        let facts = Facts(tree)
        let type = facts.text("event_type") ?? ""
        let summary = special(type, facts) ?? listed(type, facts) ?? generic(type, facts)
        return cut(summary.isEmpty ? type : summary)
    }

    /// The first `limit` scalars. A character may be any number of them, so characters are no bound.
    static func cut(_ text: String) -> String {
        guard let end = text.unicodeScalars.index(text.startIndex, offsetBy: limit, limitedBy: text.endIndex),
            end < text.endIndex,
            let room = text.unicodeScalars.index(text.startIndex, offsetBy: limit - 1, limitedBy: text.endIndex)
        else { return text }
        return String(text.unicodeScalars[..<room]) + "\u{2026}"
    }

    /// The types whose summary is more than a list of fields.
    private static func special(_ type: String, _ facts: Facts) -> String? {
        switch type {
        case "alert": facts.signature
        case "drop": facts.signature ?? facts.text("drop.reason")
        case "anomaly": facts.line(["anomaly.event", "anomaly.code"], ["anomaly.app_proto", "anomaly.layer"])
        case "dns": facts.names("dns")
        case "mdns": facts.names("mdns")
        case "http": facts.http
        case "tls": facts.line(["tls.sni", "tls.subject", "tls.issuerdn"], ["tls.version"])
        case "quic": facts.line(["quic.sni", "quic.ua"]) ?? facts.text("quic.version").map { "version \($0)" }
        case "flow": facts.flow("flow")
        case "netflow": facts.flow("netflow")
        case "fileinfo": facts.file
        case "mqtt": facts.mqtt
        case "modbus": facts.modbus
        case "ssh": facts.ssh
        case "smb": facts.smb
        case "dhcp": facts.dhcp
        case "smtp": facts.mail
        case "arp": facts.arp
        case "ftp": facts.commandLine("ftp.command", "ftp.command_data", status: "ftp.completion_code")
        case "pop3": facts.commandLine("pop3.request.command", "pop3.request.args", status: "pop3.response.status")
        case "stats": facts.stats
        default: nil
        }
    }

    /// A word of a listed summary: what the first of `paths` that is there says, behind a label.
    private struct Word {
        var label = ""
        var paths: [String]

        init(_ paths: String..., label: String = "") {
            self.paths = paths
            self.label = label
        }
    }

    /// The fields that say most, one after the other, for types where that is enough.
    private static let words: [String: [Word]] = [
        "bittorrent_dht": [Word("request_type"), Word("error.msg", label: "error")],
        "dcerpc": [
            Word("request"), Word("req.opnum", label: "operation"), Word("response"), Word("interfaces.uuid"),
        ],
        "dnp3": [
            Word("type"), Word("application.function_code", label: "function"),
            Word("application.objects.group", label: "group"),
        ],
        "enip": [Word("request.command"), Word("request.status"), Word("response.identity.product_name")],
        "frame": [Word("type"), Word("direction"), Word("length", label: "length")],
        "ftp_data": [Word("command"), Word("filename")],
        "ike": [
            Word("version_major", label: "version"), Word("exchange_type_verbose", "exchange_type", label: "exchange"),
            Word("role"), Word("alg_enc"),
        ],
        "krb5": [Word("msg_type"), Word("cname"), Word("sname"), Word("error_code")],
        "ldap": [
            Word("request.operation", "responses.operation"),
            Word("request.bind_request.name", "request.search_request.base_object"), Word("responses.message"),
        ],
        "nfs": [Word("procedure"), Word("filename"), Word("status")],
        "pgsql": [
            Word("request.simple_query", "request.message", "request.startup_parameters.user"),
            Word("response.command_completed"),
        ],
        "rdp": [Word("event_type"), Word("cookie", "client.client_name")],
        "rfb": [
            Word("framebuffer.name"), Word("authentication.security_result", "server_security_failure_reason"),
        ],
        "sip": [Word("method"), Word("uri"), Word("code"), Word("reason")],
        "snmp": [Word("pdu_type"), Word("vars")],
        "tftp": [Word("packet"), Word("file")],
        "websocket": [Word("opcode"), Word("payload_printable")],
    ]

    private static func listed(_ type: String, _ facts: Facts) -> String? {
        guard let words = words[type] else { return nil }
        let said = words.compactMap { word -> String? in
            guard let text = facts.first(word.paths.map { "\(type).\($0)" }) else { return nil }
            return word.label.isEmpty ? text : "\(word.label) \(text)"
        }
        return said.isEmpty ? nil : said.joined(separator: " ")
    }

    /// For a type unknown here: the first fields of the object named like the type, or of the event's first object.
    private static func generic(_ type: String, _ facts: Facts) -> String {
        let tree = facts.tree
        let container = tree.child(type, of: 0) ?? tree.children(of: 0).first { tree.nodes[$0].end > $0 + 1 }
        guard let container else { return type }
        var words: [String] = []
        for index in (container + 1)..<max(container + 1, tree.nodes[container].end) where words.count < 4 {
            guard let key = tree.nodes[index].key, !Facts.isSecret(key), let scalar = tree.nodes[index].value.scalar,
                scalar != .null
            else { continue }
            words.append("\(key) \(cut(scalar.text))")
        }
        return words.joined(separator: ", ")
    }
}

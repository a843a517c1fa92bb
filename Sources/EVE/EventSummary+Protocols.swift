// SPDX-License-Identifier: Apache-2.0

/// What the events of single protocols say, each in the words of those who know the protocol.
///
/// Source: Suricata `etc/schema.json`, the objects named like the event types.
extension Facts {
    /// The signature's text, or its number where it has none.
    var signature: String? {
        text("alert.signature") ?? text("alert.signature_id").map { "signature \($0)" }
    }

    /// `A host.example -> 192.0.2.1 +2`: the question, then the first answer and how many more there are.
    ///
    /// Suricata 7 has one question at the top, Suricata 8 an array of them.
    func names(_ object: String) -> String? {
        guard let name = first(["\(object).rrname", "\(object).queries.rrname", "\(object).answers.rrname"]) else {
            return text("\(object).type")
        }
        let type = first(["\(object).rrtype", "\(object).queries.rrtype", "\(object).answers.rrtype"])
        var line = [type?.uppercased(), name].compactMap(\.self).joined(separator: " ")
        let answers =
            ["rdata", "ptr", "grouped"].lazy.map { texts("\(object).answers.\($0)") }.first { !$0.isEmpty }
            ?? texts("\(object).rdata")
        if let answer = answers.first { line += " -> " + answer + (answers.count > 1 ? " +\(answers.count - 1)" : "") }
        if let code = text("\(object).rcode"), code != "NOERROR", code != "0" { line += " " + code }
        return line
    }

    /// `GET host/path 200`.
    var http: String? {
        let host = text("http.hostname") ?? ""
        let url = text("http.url") ?? ""
        let place = url.hasPrefix("http://") || url.hasPrefix("https://") ? url : host + url
        let words = [text("http.http_method"), place, text("http.status")].compactMap(\.self).filter { !$0.isEmpty }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// `http 4.1 kB, 60.0 s closed`.
    func flow(_ object: String) -> String? {
        let known = text("app_proto").flatMap { $0 == "failed" ? nil : $0 }
        let name = known ?? text("proto")?.lowercased()
        let counts = ["bytes_toserver", "bytes_toclient", "bytes"].compactMap { integer("\(object).\($0)") }
        let total = counts.reduce(0) { $0.addingReportingOverflow($1).overflow ? .max : $0 + $1 }
        let volume = counts.isEmpty ? nil : Self.size(total)
        let first = [name, volume].compactMap(\.self).joined(separator: " ")
        let second = [duration(object), text("\(object).state")].compactMap(\.self).joined(separator: " ")
        let parts = [first, second].filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private func duration(_ object: String) -> String? {
        if let start = text("\(object).start").flatMap({ Instant($0) }),
            let end = text("\(object).end").flatMap({ Instant($0) }), start <= end
        {
            let tenths = (end.microseconds - start.microseconds) / 100_000
            return "\(tenths / 10).\(tenths % 10) s"
        }
        return integer("\(object).age").map { "\($0) s" }
    }

    /// `name, 68 B`.
    var file: String? {
        let words = [text("fileinfo.filename"), integer("fileinfo.size").map(Self.size)].compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }

    /// `PUBLISH topic 12 B`: the first message of the transaction.
    var mqtt: String? {
        guard let object = tree.child("mqtt", of: 0),
            let message = tree.children(of: object).first(where: { tree.nodes[$0].end > $0 + 1 }),
            let kind = tree.nodes[message].key
        else { return nil }
        let subject = first([
            "mqtt.\(kind).topic", "mqtt.\(kind).topics.topic", "mqtt.\(kind).topics", "mqtt.\(kind).client_id",
        ])
        let size = texts("mqtt.\(kind).message").first.map { Self.size($0.utf8.count) }
        return [kind.uppercased(), subject, size].compactMap(\.self).joined(separator: " ")
    }

    /// `RdCoils unit 255, 10 at 0`.
    var modbus: String? {
        let message = text("modbus.request.function_code") != nil ? "modbus.request" : "modbus.response"
        guard let function = first(["\(message).function_code", "\(message).function_raw"]) else { return nil }
        var line = function
        if let unit = text("\(message).unit_id") { line += " unit \(unit)" }
        if let quantity = first(["\(message).read.quantity", "\(message).write.quantity"]) { line += ", \(quantity)" }
        if let address = first(["\(message).read.address", "\(message).write.address"]) { line += " at \(address)" }
        if let problem = first(["modbus.response.exception.code", "modbus.response.exception"]) {
            line += " \(problem)"
        }
        return line
    }

    /// The two programs.
    var ssh: String? {
        let ends = [text("ssh.client.software_version"), text("ssh.server.software_version")].compactMap(\.self)
        return ends.isEmpty ? nil : ends.joined(separator: " -> ")
    }

    /// `CREATE share\file STATUS_ACCESS_DENIED`; a good status is left out.
    var smb: String? {
        guard var command = text("smb.command") else { return text("smb.dialect") }
        for prefix in ["SMB2_COMMAND_", "SMB1_COMMAND_"] where command.hasPrefix(prefix) {
            command.removeFirst(prefix.count)
        }
        let status = text("smb.status").flatMap { $0 == "STATUS_SUCCESS" ? nil : $0 }
        let object = first(["smb.filename", "smb.share", "smb.named_pipe", "smb.ntlmssp.user"])
        return [command, object, status].compactMap(\.self).joined(separator: " ")
    }

    /// `request host 00:11:22:33:44:55 192.0.2.7`.
    var dhcp: String? {
        let address = ["dhcp.assigned_ip", "dhcp.requested_ip", "dhcp.client_ip"].lazy.compactMap { text($0) }.first {
            $0 != "0.0.0.0"
        }
        let words = [first(["dhcp.dhcp_type", "dhcp.type"]), text("dhcp.hostname"), text("dhcp.client_mac"), address]
            .compactMap(\.self)
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// `<from> -> <to> +1`, or who said hello.
    var mail: String? {
        let receivers = texts("smtp.rcpt_to")
        guard let sender = first(["smtp.mail_from", "email.from"]) else { return line(["email.subject", "smtp.helo"]) }
        guard let receiver = receivers.first else { return sender }
        return "\(sender) -> \(receiver)" + (receivers.count > 1 ? " +\(receivers.count - 1)" : "")
    }

    /// `request 192.0.2.1 -> 192.0.2.2`.
    var arp: String? {
        guard let opcode = text("arp.opcode") else { return nil }
        let ends = [text("arp.src_ip"), text("arp.dest_ip")].compactMap(\.self).joined(separator: " -> ")
        return "\(opcode) \(ends)"
    }

    /// A command, its arguments and the answer; a password's command stands alone.
    func commandLine(_ command: String, _ arguments: String, status: String) -> String? {
        guard let command = text(command) else { return text(status) }
        let isSecret = ["PASS", "AUTH", "APOP"].contains(command.uppercased())
        let words = isSecret ? [] : texts(arguments)
        return ([command] + words + [text(status)].compactMap(\.self)).joined(separator: " ")
    }

    /// `up 3600 s, 120 packets, 0 dropped`.
    var stats: String? {
        let packets = first(["stats.capture.kernel_packets", "stats.decoder.pkts"])
        let parts = [
            text("stats.uptime").map { "up \($0) s" }, packets.map { "\($0) packets" },
            text("stats.capture.kernel_drops").map { "\($0) dropped" },
        ].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension Suppression {
    /// The suppression as the log has it: words with their names, the one that may hold spaces last.
    var text: String {
        var words = ["until=\(expiry.microseconds)"]
        switch scope {
        case .everywhere: break
        case .source(let address): words.append("source=\(address)")
        case .subnet(let network): words.append("subnet=\(network)")
        case .pair(let source, let destination): words += ["source=\(source)", "destination=\(destination)"]
        // Gateways are named without spaces (docs/configuration.md).
        case .gateway(let name): words.append("gateway=\(name)")
        }
        switch subject {
        case .signature(let generator, let number): words.append("signature=\(generator):\(number)")
        case .rule(let id): words.append("rule=\(id)")
        }
        return words.joined(separator: " ")
    }

    /// The suppression of a text; `nil` if it is none.
    init?(text: String) {
        var values: [Substring: Substring] = [:]
        var rest = text[...]
        while !rest.isEmpty {
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let name = rest[..<equals]
            rest = rest[rest.index(after: equals)...]
            let end = name == "rule" ? rest.endIndex : rest.firstIndex(of: " ") ?? rest.endIndex
            values[name] = rest[..<end]
            rest = rest[end...].dropFirst()
        }
        guard let until = values["until"].flatMap({ Int64($0) }), let subject = Self.subject(values),
            let scope = Self.scope(values)
        else { return nil }
        self.init(subject: subject, scope: scope, expiry: Instant(microseconds: until))
    }

    private static func subject(_ values: [Substring: Substring]) -> InboxGroup.Subject? {
        if let rule = values["rule"] { return .rule(String(rule)) }
        let parts = values["signature"]?.split(separator: ":").map { UInt32($0) }
        guard let parts, parts.count == 2, let generator = parts[0], let number = parts[1] else { return nil }
        return .signature(generator: generator, number: number)
    }

    private static func scope(_ values: [Substring: Substring]) -> Scope? {
        if let gateway = values["gateway"] { return .gateway(String(gateway)) }
        if let subnet = values["subnet"] { return IPNetwork(String(subnet)).map { .subnet($0) } }
        guard let source = values["source"] else { return .everywhere }
        guard let from = IPAddress(String(source)) else { return nil }
        guard let destination = values["destination"] else { return .source(from) }
        return IPAddress(String(destination)).map { .pair(source: from, destination: $0) }
    }

    /// The suppression as a line of threshold.config, which hides the alerts on the sensors themselves; `nil` where Suricata has no such
    /// thing: for rules, pairs and gateways. It has no expiry there.
    ///
    /// Source: Suricata user guide, "Global Thresholds", suppress.
    package var thresholdLine: String? {
        guard case .signature(let generator, let number) = subject else { return nil }
        let start = "suppress gen_id \(generator), sig_id \(number)"
        switch scope {
        case .everywhere: return start
        case .source(let address): return "\(start), track by_src, ip \(address)"
        case .subnet(let network): return "\(start), track by_src, ip \(network)"
        case .pair, .gateway: return nil
        }
    }
}

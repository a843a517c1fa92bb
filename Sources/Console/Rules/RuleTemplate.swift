// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// The text of a rule that somebody begins.
enum RuleTemplate {
    /// A new rule with nothing in it yet.
    static func empty(id: String, date: String) -> String {
        text(id: id, date: date, title: "New rule", service: "flow", tests: ["dest_port: 23"])
    }

    /// A rule that this event would match: by the fields that were picked, or else by those that say what it is.
    static func rule(
        of event: EventContent, picked: [(path: String, value: Scalar)], id: String, date: String
    ) -> String {
        let row = event.row
        var tests = picked.map { "\($0.path): \(literal($0.value))" }
        if tests.isEmpty {
            if let alert = row.alert { tests.append("alert.signature_id: \(alert.signatureID)") }
            if row.alert == nil, let port = row.destinationPort { tests.append("dest_port: \(port)") }
            if row.alert == nil, let app = row.appProtocol { tests.append("app_proto: \(quoted(app))") }
            if tests.isEmpty, let source = row.source { tests.append("src_ip: \(source)") }
        }
        let what = row.alert?.signature ?? row.type
        return text(id: id, date: date, title: "New rule: \(what)", service: row.type, tests: tests)
    }

    private static func text(id: String, date: String, title: String, service: String, tests: [String]) -> String {
        """
        title: \(quoted(title))
        id: \(id)
        status: experimental
        description: 
        date: \(date)
        logsource:
            product: suricata
            service: \(quoted(service))
        detection:
            selection:
        \(tests.map { "        \($0)" }.joined(separator: "\n"))
            condition: selection
        falsepositives:
            - Unknown
        level: medium

        """
    }

    /// A value as YAML and Sigma read it back.
    private static func literal(_ value: Scalar) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .number(let digits): digits
        case .bool(let flag): flag ? "true" : "false"
        case .null: "null"
        }
    }

    /// Text in single quotes, in which YAML takes only the quote for something else; Sigma's wildcards are escaped.
    private static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty
            && text.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789._/-".unicodeScalars.contains(scalar))
            } && text.unicodeScalars.first?.properties.isAlphabetic == true
            && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
        if isPlain { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'": escaped += "''"
            case "*", "?", "\\": escaped += "\\" + String(scalar)
            // A line or a control character has no place in single quotes; a wildcard for one character stands for it.
            case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value): escaped += "?"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return "'" + escaped + "'"
    }
}

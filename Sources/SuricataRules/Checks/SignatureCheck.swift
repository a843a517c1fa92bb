// SPDX-License-Identifier: Apache-2.0

internal import Rules

/// Says what Suricata would refuse in a signature, and what it would take otherwise than its author thinks.
///
/// It knows keywords, quotes, what belongs together and the common values. What Suricata alone knows, such as the
/// grammar of rare keywords or the variables of a sensor, it lets through.
struct SignatureCheck {
    let signature: Signature
    var findings: Findings

    private init(_ signature: Signature, _ findings: Findings) {
        self.signature = signature
        self.findings = findings
    }

    /// `findings` with what is wrong with `signature`, which was read from their line.
    static func check(_ signature: Signature, _ findings: Findings) -> Findings {
        var check = SignatureCheck(signature, findings)
        check.checkBytes()
        check.checkHead()
        var known: [(option: SignatureOption, keyword: Keyword)] = []
        for option in signature.options {
            guard let keyword = check.checkKeyword(option) else { continue }
            known.append((option, keyword))
            guard check.checkForm(option, keyword) else { continue }
            check.checkValue(option, keyword)
        }
        check.checkMeta()
        check.checkBuffers(known)
        check.checkContents(known)
        check.checkRates()
        return check.findings
    }

    // MARK: The whole text

    /// Bytes that no rule may have, wherever they stand.
    private mutating func checkBytes() {
        let text = findings.line.text
        if let at = text.firstIndex(where: { $0 < 0x20 && !$0.isBlank || $0 == 0x7F }) {
            findings.add(
                at: at, "a control character stands here",
                help: "Remove it; in a content write it between bars, as in |\(hexadecimal(text[at]))|.")
        }
        if !text.allSatisfy({ $0 < 0x80 }), String(validating: text, as: UTF8.self) == nil {
            findings.add(
                at: text.firstIndex { $0 >= 0x80 } ?? 0, "the rule is no UTF-8",
                help: "Save the file as UTF-8; in a content write bytes between bars.")
        }
    }

    private func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0\(digits)" : digits
    }

    // MARK: The head

    private mutating func checkHead() {
        if signature.action == nil {
            let names = Signature.Action.allCases.map(\.rawValue)
            let help = NearestName.of(signature.actionText, among: names).map { "Did you mean \($0)?" }
            findings.add(
                at: 0, "there is no action \(quoted(signature.actionText))",
                help: help ?? "Write one of \(names.joined(separator: ", ")).")
        }
        checkProtocol()
    }

    private mutating func checkProtocol() {
        let name = signature.protocolName
        let offset = findings.line.text.dropFirst(signature.actionText.utf8.count).firstIndex { !$0.isBlank } ?? 0
        guard ProtocolTable.isKnown(name) else {
            let help = ProtocolTable.nearest(name).map { "Did you mean \($0)?" }
            findings.add(
                at: offset, "there is no protocol \(quoted(name))",
                help: help ?? "Write one such as tcp, udp, ip, http or dns.")
            return
        }
        if let hook = signature.hook {
            let hooks = ProtocolTable.hooks(of: name)
            if !hooks.contains(hook.lowercased()) {
                findings.add(
                    at: offset + name.utf8.count + 1, "\(name) has no hook \(quoted(hook))",
                    help: "It has \(hooks.joined(separator: ", ")).")
                return
            }
        }
        if signature.hook != nil || ProtocolTable.isSince8(name) {
            findings.add(
                .warning, at: offset,
                signature.hook == nil ? "\(name) is new in Suricata 8" : "rule hooks are new in Suricata 8",
                help: VersionGap.newRule)
        }
    }
}

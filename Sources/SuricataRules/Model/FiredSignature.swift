// SPDX-License-Identifier: Apache-2.0

/// The signature behind an alert, with where its text was found.
package struct FiredSignature: Sendable, Hashable, Codable {
    /// Everything before the options, on one line.
    package let head: String
    /// The options as written, each with its semicolon.
    package let options: [String]
    /// The revision of the text; `nil` if it has none.
    package let revision: UInt32?
    /// The revision that the alert names.
    package let wanted: UInt32
    /// Where the text stands, for people: a file with its line, or the rule store.
    package let place: String
    /// Whether it is not in use where it was found.
    package let isDisabled: Bool
    /// What the `reference` options lead to: an address where the kind of reference has one.
    package let references: [String]
    /// MITRE ATT&CK techniques and tactics that the metadata names.
    package let techniques: [String]
    /// The rest of the metadata.
    package let metadata: [Signature.Metadatum]

    package init(_ signature: Signature, wanted: UInt32, place: String, isDisabled: Bool = false) {
        let rows = SignatureLayout.rows(signature)
        head = rows.prefix(5).map(\.value).joined(separator: " ")
        options = rows.dropFirst(5).map { $0.value.isEmpty ? "\($0.name);" : "\($0.name):\($0.value);" }
        revision = signature.rev
        self.wanted = wanted
        self.place = place
        self.isDisabled = isDisabled
        references = signature.options.filter { $0.name == "reference" }.compactMap { Self.link($0.value ?? "") }
        techniques = signature.mitreTechniques + signature.mitreTactics
        metadata = signature.metadata.filter { !$0.key.lowercased().hasPrefix("mitre_") }
    }

    /// What a reference `kind,value` leads to. Suricata's own reference.config gives most kinds an address; those that still answer
    /// are told as such.
    private static func link(_ text: String) -> String? {
        let parts = text.split(separator: ",", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let kind = parts[0].filter { !$0.isWhitespace }.lowercased()
        let value = String(parts[1].drop(while: \.isWhitespace))
        guard !value.isEmpty else { return nil }
        switch kind {
        case "url": return value.contains("://") ? value : "http://\(value)"
        case "cve":
            let number = value.lowercased().hasPrefix("cve-") ? String(value.dropFirst(4)) : value
            return "https://www.cve.org/CVERecord?id=CVE-\(number)"
        case "exploitdb": return "https://www.exploit-db.com/exploits/\(value)"
        case "md5": return "https://www.virustotal.com/gui/file/\(value)"
        default: return "\(kind) \(value)"
        }
    }
}

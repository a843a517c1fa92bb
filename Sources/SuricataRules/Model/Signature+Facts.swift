// SPDX-License-Identifier: Apache-2.0

extension Signature {
    /// The number that names the signature within its generator; `nil` if it is missing or no number of 32 bits.
    package var sid: UInt32? { option("sid")?.number }

    /// The generator: 1 unless the signature says otherwise.
    package var gid: UInt32 { option("gid")?.number ?? 1 }

    /// The revision; `nil` if it is missing or no number of 32 bits.
    package var rev: UInt32? { option("rev")?.number }

    /// What an alert is called, without quotes and backslashes; `nil` if the option is missing.
    package var msg: String? { option("msg")?.text }

    /// The class, by its short name.
    package var classtype: String? { option("classtype")?.text }

    /// A key of the metadata and its value.
    package struct Metadatum: Hashable, Sendable, Codable {
        package var key: String
        /// Empty where nothing follows the key.
        package var value: String
    }

    /// What all `metadata` options say, in the order of the text.
    package var metadata: [Metadatum] {
        options.filter { $0.name == "metadata" }.flatMap { option in
            (option.value ?? "").split(separator: ",").compactMap { part in
                let words = part.split(maxSplits: 1, whereSeparator: \.isBlank)
                guard let key = words.first else { return nil }
                return Metadatum(key: String(key), value: words.count > 1 ? Self.trimmed(words[1]) : "")
            }
        }
    }

    /// The MITRE ATT&CK techniques that the metadata names: `T1059`, `T1059.001`.
    package var mitreTechniques: [String] { values("mitre_technique_id") }

    /// The MITRE ATT&CK tactics that the metadata names: `TA0002`.
    package var mitreTactics: [String] { values("mitre_tactic_id") }

    private func values(_ key: String) -> [String] {
        metadata.filter { $0.key.lowercased() == key && !$0.value.isEmpty }.map(\.value)
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.last?.isBlank == true {
            text.removeLast()
        }
        return String(text)
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Rules

extension SignatureCheck {
    mutating func checkFlow(_ option: SignatureOption) {
        var seen: [String] = []
        for part in option.text.split(separator: ",", omittingEmptySubsequences: false) {
            let word = part.lowercased().filter { !$0.isBlank }
            guard let group = ValueWords.flowGroups.first(where: { $0.contains(word) }) else {
                let nearest = NearestName.of(word, among: ValueWords.flowGroups.joined()).map { "Did you mean \($0)?" }
                let fact = word.isEmpty ? "a word is missing between commas" : "flow knows no \(quoted(part))"
                findings.add(
                    at: option.valueOffset, fact,
                    help: nearest ?? "Write words such as established,to_server with commas between.")
                return
            }
            if let other = seen.first(where: { group.contains($0) }) {
                let fact = other == word ? "flow says \(word) twice" : "flow cannot be \(other) and \(word)"
                findings.add(at: option.valueOffset, fact, help: "Leave one of them.")
                return
            }
            seen.append(word)
        }
    }

    /// The first word of `flowbits` and its like; `nil` if there is no such command, which the findings then say.
    mutating func bitCommand(_ option: SignatureOption) -> String? {
        let commands = ValueWords.bitCommands
        let command = option.text.prefix { $0 != "," }.filter { !$0.isBlank }
        if commands.contains(command) { return command }
        let nearest = NearestName.of(command, among: commands).map { "Did you mean \($0)?" }
        findings.add(
            at: option.valueOffset, "\(option.name) knows no \(quoted(command))",
            help: nearest ?? "Write set, unset, isset, isnotset or noalert.")
        return nil
    }

    mutating func checkFlowbits(_ option: SignatureOption) {
        guard let command = bitCommand(option) else { return }
        let parts = option.text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        checkFlowbitNames(option, command, parts.count > 1 ? parts[1] : nil)
        if command == "toggle" {
            findings.add(
                .warning, at: option.valueOffset, "flowbits toggle is to go in Suricata 9", help: "Write set or unset.")
        }
    }

    private mutating func checkFlowbitNames(_ option: SignatureOption, _ command: String, _ names: Substring?) {
        guard command != "noalert" else {
            if names != nil {
                findings.add(at: option.valueOffset, "flowbits noalert takes no name", help: "Write flowbits:noalert;.")
            }
            return
        }
        let bits = (names ?? "").split(separator: "|", omittingEmptySubsequences: false)
            .map { $0.drop { $0 == " " } }
            .map { $0.suffix(1) == " " ? $0.dropLast() : $0 }
        if names == nil || bits.contains(where: \.isEmpty) {
            findings.add(
                at: option.valueOffset, "flowbits \(command) needs a name", help: "Write flowbits:\(command),NAME;.")
        } else if bits.contains(where: { $0.contains(where: \.isBlank) }) {
            findings.add(at: option.valueOffset, "the name of a flow bit has no spaces", help: "Write _ instead.")
        }
    }
}

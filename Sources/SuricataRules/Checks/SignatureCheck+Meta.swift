// SPDX-License-Identifier: Apache-2.0

internal import Rules

extension SignatureCheck {
    /// What every signature should say about itself.
    mutating func checkMeta() {
        for name in ["sid", "rev", "msg"] {
            reportSecond(name, .error, "Suricata refuses the rule; leave one.")
        }
        for name in ["classtype", "priority", "gid", "target"] {
            reportSecond(name, .warning, "Leave one.")
        }
        let start = signature.options.last?.offset ?? 0
        if signature.option("sid") == nil {
            findings.add(at: start, "the rule has no sid", help: "Add sid:NUMBER; with a number of your own.")
        }
        if signature.option("msg") == nil {
            findings.add(.warning, at: 0, "the rule has no msg", help: "Add msg:\"what it finds\";, which alerts show.")
        }
        if signature.option("rev") == nil {
            findings.add(.warning, at: start, "the rule has no rev", help: "Add rev:1; and raise it with each change.")
        }
    }

    private mutating func reportSecond(_ name: String, _ weight: RuleProblem.Weight, _ help: String) {
        let second = signature.options.lazy.filter { $0.name == name }.dropFirst().first
        guard let second else { return }
        findings.add(weight, at: second.offset, "\(name) stands here a second time", help: help)
    }

    /// Numbers that name a signature: decimal digits, and not 0 where that means none.
    mutating func checkNumber(_ option: SignatureOption, isZeroAllowed: Bool) {
        guard let number = option.number else {
            let isDigits = option.text.utf8.allSatisfy(\.isDigit)
            findings.add(
                at: option.valueOffset, "\(option.name) is no number: \(quoted(option.text))",
                help: isDigits ? "The highest is \(UInt32.max)." : "Write decimal digits alone.")
            return
        }
        if number == 0, !isZeroAllowed {
            findings.add(at: option.valueOffset, "\(option.name) cannot be 0", help: "Write 1 or more.")
        }
    }

    mutating func checkPriority(_ option: SignatureOption) {
        checkNumber(option, isZeroAllowed: true)
        guard let number = option.number, !(1...255 ~= number) else { return }
        findings.add(
            .warning, at: option.valueOffset, "priority \(number) lies outside of 1 to 255",
            help: "Write 1 for the highest, 4 or so for the lowest.")
    }

    mutating func checkClass(_ option: SignatureOption) {
        let name = option.text
        guard name.utf8.allSatisfy({ $0.isWordByte || $0 == UInt8(ascii: "-") }) else {
            findings.add(
                at: option.valueOffset, "\(quoted(name)) is no name of a class", help: "Write letters, digits, - and _."
            )
            return
        }
        guard !NamesOfConfiguration.classes.contains(name.lowercased()) else { return }
        let nearest = NearestName.of(name, among: NamesOfConfiguration.classes)
        findings.add(
            .warning, at: option.valueOffset, "\(quoted(name)) is no class of Suricata's classification.config",
            help: nearest.map { "Did you mean \($0)?" } ?? "Define it there, or the alert has priority 3.")
    }

    mutating func checkReference(_ option: SignatureOption) {
        let parts = option.text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].allSatisfy(\.isBlank) else {
            findings.add(
                at: option.valueOffset, "a reference needs a kind and a place",
                help: "Write reference:url,example.org/page;.")
            return
        }
        let kind = parts[0].filter { !$0.isBlank }
        guard !kind.isEmpty, kind.utf8.allSatisfy(\.isWordByte) else {
            findings.add(
                at: option.valueOffset, "\(quoted(kind)) is no kind of reference", help: "Write one such as url or cve."
            )
            return
        }
        if !NamesOfConfiguration.references.contains(kind.lowercased()) {
            findings.add(
                .warning, at: option.valueOffset, "\(quoted(kind)) is no kind of Suricata's reference.config",
                help: "Define it there, or the reference is left out.")
        } else if kind.lowercased() == "url", parts[1].contains("://") {
            findings.add(
                .warning, at: option.valueOffset, "the address in this reference has a scheme, which url adds itself",
                help: "Leave out http:// or https://.")
        }
    }

    mutating func checkMetadata(_ option: SignatureOption) {
        for part in option.text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(maxSplits: 1, whereSeparator: \.isBlank)
            if words.count == 2 { continue }
            let fact = words.isEmpty ? "an entry of the metadata is empty" : "\(quoted(words[0])) has no value"
            findings.add(
                .warning, at: option.valueOffset, fact,
                help: "Write metadata:key value, key value; with commas between.")
            return
        }
    }

    mutating func checkTarget(_ option: SignatureOption) {
        guard !ValueWords.targets.contains(option.text) else { return }
        findings.add(
            at: option.valueOffset, "there is no target \(quoted(option.text))", help: "Write src_ip or dest_ip.")
    }

    mutating func checkRequires(_ option: SignatureOption) {
        for part in option.text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(whereSeparator: \.isBlank)
            let isKnown = words.count >= 2 && ["version", "feature", "keyword"].contains(words[0])
            if isKnown { continue }
            findings.add(
                .warning, at: option.valueOffset, "\(quoted(part)) is no requirement, so Suricata leaves the rule out",
                help: "Write version >= 7.0.4, feature NAME, or since Suricata 8 keyword NAME.")
            return
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Rules

extension SignatureCheck {
    /// What is known about the keyword of `option`; `nil` if nothing, and then the findings say why.
    mutating func checkKeyword(_ option: SignatureOption) -> Keyword? {
        guard let keyword = KeywordTable.keyword(option.name) else {
            reportUnknown(option)
            return nil
        }
        if keyword.isSince8 {
            findings.add(
                .warning, at: option.offset, "\(keyword.name) is new in Suricata 8",
                help: VersionGap.newRule)
        } else if keyword.isGoneIn8 {
            findings.add(
                .warning, at: option.offset, "\(keyword.name) is gone in Suricata 8",
                help: VersionGap.goneRule)
        }
        return keyword
    }

    private mutating func reportUnknown(_ option: SignatureOption) {
        let word = option.keyword
        if word.isEmpty {
            findings.add(at: option.offset, "an option has no keyword", help: "Remove the extra semicolon.")
            return
        }
        if word.hasPrefix(")") {
            findings.add(
                at: option.offset, "an option stands behind the closing parenthesis",
                help: "Move the parenthesis to the end of the rule.")
            return
        }
        let first = word.prefix { !$0.isBlank }
        if first.utf8.count < word.utf8.count, KeywordTable.keyword(String(first)) != nil {
            findings.add(
                at: option.offset + first.utf8.count, "a semicolon is missing behind \(quoted(first))",
                help: "Put a ; here.")
            return
        }
        if let place = word.utf8.enumerated().first(where: { $0.element >= 0x80 }) {
            findings.add(
                at: option.offset + place.offset, "the keyword \(quoted(word)) has a character that is not ASCII",
                help: "Type it anew; it may be an invisible space.")
            return
        }
        let nearest = findings.problems.count < Findings.limit ? KeywordTable.nearest(word) : nil
        findings.add(
            at: option.offset, "there is no keyword \(quoted(word))",
            help: nearest.map { "Did you mean \($0)?" } ?? "Neither Suricata 7 nor 8 knows it.")
    }

    /// Whether the option has the value and the quotes that its keyword wants.
    mutating func checkForm(_ option: SignatureOption, _ keyword: Keyword) -> Bool {
        let name = keyword.name
        guard let value = option.value, !value.isEmpty else {
            if keyword.value != .required { return true }
            findings.add(at: option.offset, "\(name) needs a value", help: "Write \(name):value;.")
            return false
        }
        if keyword.value == .none {
            if isGlued(option, value) { return false }
            findings.add(at: option.valueOffset, "\(name) takes no value", help: "Write \(name); alone.")
            return false
        }
        if keyword.value == .optionalSince8 {
            findings.add(
                .warning, at: option.valueOffset, "\(name) takes a value only since Suricata 8",
                help: VersionGap.newRule)
        }
        return checkQuotes(option, keyword, value)
    }

    private mutating func checkQuotes(_ option: SignatureOption, _ keyword: Keyword, _ value: String) -> Bool {
        let name = keyword.name
        let bytes = Array(value.utf8)
        let quotedValue = QuotedValue(bytes)
        guard quotedValue.isQuoted else {
            if keyword.quotes == .always {
                let isCurly = value.unicodeScalars.contains { 0x2018...0x201F ~= $0.value }
                findings.add(
                    at: option.valueOffset, "the value of \(name) needs double quotes",
                    help: isCurly
                        ? "These quotes are typographic; type \" instead." : "Write \(name):\"\(quoted(value))\";.")
                return false
            }
            return !isGlued(option, value)
        }
        guard keyword.quotes != .never else {
            findings.add(at: option.valueOffset, "the value of \(name) takes no quotes", help: "Remove them.")
            return false
        }
        switch quotedValue.flaw {
        // The parser has said it already.
        case .open: return false
        case .trailing(let at): return checkTrailing(option, keyword, bytes, at)
        case nil: break
        }
        if quotedValue.inner.isEmpty {
            findings.add(
                at: option.valueOffset, "the value of \(name) is empty", help: "Write text between the quotes.")
            return false
        }
        return true
    }

    /// Deals with text behind the closing quote. Suricata takes it for a part of the value if it ends with a quote:
    /// the options within are lost, and the rule matches far more than it says.
    private mutating func checkTrailing(
        _ option: SignatureOption, _ keyword: Keyword, _ bytes: [UInt8], _ at: Int
    ) -> Bool {
        let rest = String(decoding: bytes[at...], as: UTF8.self)
        let word = rest.drop { $0.isBlank }.prefix { $0 != ":" && $0 != " " && $0 != "\"" }
        if KeywordTable.keyword(String(word)) != nil {
            findings.add(
                at: option.valueOffset + at, "a semicolon is missing before \(quoted(word))",
                help: "Put a ; here; without it Suricata takes the rest for a part of \(keyword.name).")
            return false
        }
        // Suricata is lenient here, but not with a content.
        let isHarmless = bytes.last == UInt8(ascii: "\"") && keyword.name != "content" && keyword.name != "uricontent"
        findings.add(
            isHarmless ? .warning : .error, at: option.valueOffset + at - 1,
            "this quote stands within the value", help: "Write \\\" for it, or put a ; behind it.")
        return isHarmless
    }

    /// Whether another option sits in an unquoted value, because a semicolon is missing.
    private mutating func isGlued(_ option: SignatureOption, _ value: String) -> Bool {
        guard value.utf8.contains(UInt8(ascii: ":")) else { return false }
        let bytes = Array(value.utf8)
        var start = 0
        for at in bytes.indices where bytes[at].isBlank || bytes[at] == UInt8(ascii: ":") {
            let word = bytes[start..<at]
            if bytes[at] == UInt8(ascii: ":"), start > 0, !word.isEmpty,
                KeywordTable.keyword(String(decoding: word, as: UTF8.self)) != nil
            {
                // Free text can look like an option.
                let isText = ["metadata", "reference"].contains(option.name)
                findings.add(
                    isText ? .warning : .error, at: option.valueOffset + start,
                    "a semicolon is missing before \(quoted(String(decoding: word, as: UTF8.self)))",
                    help: "Put a ; before it; without it Suricata takes it for a part of \(option.name).")
                return !isText
            }
            if bytes[at].isBlank { start = at + 1 }
        }
        return false
    }
}

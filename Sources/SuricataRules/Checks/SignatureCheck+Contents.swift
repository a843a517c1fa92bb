// SPDX-License-Identifier: Apache-2.0

internal import Rules

extension SignatureCheck {
    /// A content and what narrows it.
    private struct Content {
        /// How many bytes it matches; `nil` if the text is broken.
        var length: Int?
        var modifiers: Set<String> = []
    }

    /// Words of which a content has one at most, and words that exclude each other.
    private static let conflicts: [String: [String]] = [
        "depth": ["depth", "startswith", "distance", "within"],
        "offset": ["offset", "startswith", "distance", "within"],
        "distance": ["distance", "depth", "offset", "startswith"],
        "within": ["within", "depth", "offset", "startswith"],
        "startswith": ["startswith", "depth", "offset", "distance", "within"],
        "endswith": ["endswith"],
        "nocase": ["nocase"],
    ]

    /// Whether what narrows contents stands behind one and makes sense there.
    mutating func checkContents(_ options: [(option: SignatureOption, keyword: Keyword)]) {
        var content: Content?
        var hasFastPattern = false
        for (option, keyword) in options {
            if ["content", "uricontent"].contains(keyword.name) {
                content = Content(length: pattern(option))
            } else if keyword.use == .sticky {
                content = nil
            } else if keyword.use == .contentModifier {
                if content == nil {
                    findings.add(
                        at: option.offset, "\(keyword.name) stands without a content before it",
                        help: "Write the content first.")
                    continue
                }
                checkModifier(option, keyword.name, &content)
                if keyword.name == "fast_pattern" {
                    if hasFastPattern {
                        findings.add(
                            at: option.offset, "fast_pattern stands here a second time",
                            help: "Leave it at one content.")
                    }
                    hasFastPattern = true
                }
            }
        }
    }

    private func pattern(_ option: SignatureOption) -> Int? {
        let value = Array((option.value ?? "").utf8)
        return try? ContentPattern.bytes(of: value[QuotedValue(value).inner]).count
    }

    private mutating func checkModifier(_ option: SignatureOption, _ name: String, _ content: inout Content?) {
        guard var found = content else { return }
        if let other = Self.conflicts[name]?.first(where: { found.modifiers.contains($0) }) {
            let fact =
                other == name
                ? "\(name) stands a second time behind one content" : "\(name) and \(other) stand behind one content"
            findings.add(at: option.offset, fact, help: "Leave one of them.")
        }
        found.modifiers.insert(name)
        content = found
        guard let value = option.value, !value.hasPrefix("\""),
            ["depth", "offset", "distance", "within"].contains(name)
        else { return }
        checkBound(option, name, value, length: found.length)
    }

    /// A number, or the name of a variable that another option extracts.
    private mutating func checkBound(_ option: SignatureOption, _ name: String, _ value: String, length: Int?) {
        guard let number = Int(value) else {
            let isName = value.utf8.allSatisfy { $0.isWordByte || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
            if isName, value.utf8.first.map({ !$0.isDigit && $0 != UInt8(ascii: "-") }) == true { return }
            findings.add(
                at: option.valueOffset, "\(name) is no number: \(quoted(value))",
                help: "Write a number of bytes, or the name of a byte_extract variable.")
            return
        }
        let low = name == "distance" ? -1_048_576 : 0
        guard low...(name == "offset" || name == "depth" ? 65535 : 1_048_576) ~= number else {
            findings.add(at: option.valueOffset, "\(name) cannot be \(number)", help: "Write a number of bytes.")
            return
        }
        if let length, ["depth", "within"].contains(name), number < length {
            findings.add(
                at: option.valueOffset, "\(name) \(number) is less than the content's \(length) bytes",
                help: "Write \(length) or more; so it can never match.")
        }
    }
}

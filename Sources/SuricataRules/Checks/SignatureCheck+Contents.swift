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
        var variables: Set<String> = []
        for (option, keyword) in options {
            if ["content", "uricontent"].contains(keyword.name) {
                content = Content(length: pattern(option))
            } else if keyword.use == .sticky {
                content = nil
            } else if ["byte_extract", "byte_math"].contains(keyword.name) {
                if let name = variable(option) { variables.insert(name) }
            } else if keyword.use == .contentModifier {
                if content == nil {
                    findings.add(
                        at: option.offset, "\(keyword.name) stands without a content before it",
                        help: "Write the content first.")
                    continue
                }
                checkModifier(option, keyword.name, &content, variables)
                if keyword.name == "fast_pattern" {
                    checkFastPattern(option, length: content?.length)
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

    /// The name that the option gives to a number of the packet.
    private func variable(_ option: SignatureOption) -> String? {
        let parameters = Parameters(Array((option.value ?? "").utf8)).all
        if option.name == "byte_math" { return parameters.first { $0.name == "result" }?.value }
        return parameters.count > 2 ? parameters[2].name : nil
    }

    /// `only`, or an offset and a length within the content.
    private mutating func checkFastPattern(_ option: SignatureOption, length: Int?) {
        guard let value = option.value, !value.isEmpty, value != "only" else { return }
        let numbers = value.split(separator: ",", omittingEmptySubsequences: false).map { UInt16($0) }
        guard numbers.count == 2, let offset = numbers[0], let count = numbers[1] else {
            findings.add(
                at: option.valueOffset, "fast_pattern knows no \(quoted(value))",
                help: "Write fast_pattern; alone, or fast_pattern:offset,length;.")
            return
        }
        if let length, Int(offset) + Int(count) > length {
            findings.add(
                at: option.valueOffset, "this fast_pattern reaches behind the content's \(length) bytes",
                help: "Write a smaller offset or length.")
        }
    }

    private func pattern(_ option: SignatureOption) -> Int? {
        let value = Array((option.value ?? "").utf8)
        return try? ContentPattern.bytes(of: value[QuotedValue(value).inner]).count
    }

    private mutating func checkModifier(
        _ option: SignatureOption, _ name: String, _ content: inout Content?, _ variables: Set<String>
    ) {
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
        if variables.contains(value) { return }
        checkBound(option, name, value, length: found.length)
    }

    /// A number of bytes.
    private mutating func checkBound(_ option: SignatureOption, _ name: String, _ value: String, length: Int?) {
        guard let number = Int(value) else {
            findings.add(
                at: option.valueOffset, "\(name) is no number: \(quoted(value))",
                help: "Write a number of bytes, or a name that a byte_extract before it defines.")
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

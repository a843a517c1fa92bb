// SPDX-License-Identifier: Apache-2.0

internal import Rules

extension SignatureCheck {
    /// What is wrong with the value of a common keyword.
    mutating func checkValue(_ option: SignatureOption, _ keyword: Keyword) {
        guard option.value?.isEmpty == false else { return }
        switch keyword.name {
        case "sid", "rev": checkNumber(option, isZeroAllowed: false)
        case "gid": checkNumber(option, isZeroAllowed: true)
        case "priority": checkPriority(option)
        case "classtype": checkClass(option)
        case "reference": checkReference(option)
        case "metadata": checkMetadata(option)
        case "target": checkTarget(option)
        case "requires": checkRequires(option)
        case "flow": checkFlow(option)
        case "flowbits": checkFlowbits(option)
        case "hostbits", "xbits": _ = bitCommand(option)
        case "content", "uricontent": checkPattern(option)
        case "pcre": checkExpression(option)
        case "threshold": checkThreshold(option)
        case "detection_filter": checkDetectionFilter(option)
        case "dsize", "bsize": checkSize(option)
        case "byte_test": checkParts(option, atLeast: 4, "byte_test:bytes,operator,value,offset;")
        case "byte_jump": checkParts(option, atLeast: 2, "byte_jump:bytes,offset;")
        case "byte_extract": checkParts(option, atLeast: 3, "byte_extract:bytes,offset,name;")
        default: break
        }
    }

    /// A length, one that is excluded, a bound or a range.
    private mutating func checkSize(_ option: SignatureOption) {
        let text = option.text.filter { !$0.isBlank }
        let form = "Write \(option.name):100;, <100, >100 or 100<>200."
        for sign in ["<>", "-"] {
            guard let range = text.firstRange(of: sign) else { continue }
            guard let low = UInt32(text[..<range.lowerBound]), let high = UInt32(text[range.upperBound...]) else {
                findings.add(at: option.valueOffset, "\(quoted(option.text)) is no range of lengths", help: form)
                return
            }
            if low >= high {
                findings.add(
                    at: option.valueOffset, "\(quoted(option.text)) ends before it begins",
                    help: low == high ? "Write \(low) alone." : "Write \(high)\(sign)\(low).")
            }
            return
        }
        let digits =
            ["<=", ">=", "<", ">", "!=", "!", "="].first { text.hasPrefix($0) }
            .map { text.dropFirst($0.count) } ?? text[...]
        if UInt32(digits) == nil {
            findings.add(at: option.valueOffset, "\(quoted(option.text)) is no length", help: form)
        }
    }

    private mutating func checkParts(_ option: SignatureOption, atLeast count: Int, _ form: String) {
        let parts = option.text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count < count || parts.contains(where: { $0.allSatisfy(\.isBlank) }) else { return }
        findings.add(
            at: option.valueOffset, "\(option.name) needs at least \(count) parts with commas between",
            help: "Write \(form)")
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What of a value is signed: everything that makes it one of a kind, in one line of JSON.
///
///     {"dev":"gw-harbour","boot":3,"seq":17,"ms":1200,"ch":"level","raw":807}
///
/// No two of a device are the same: `boot` is on the disk before it is used, and `seq` counts up by one since then.
struct ReadingMessage: Sendable, Hashable {
    let device: String
    let boot: UInt64
    let sequence: UInt64
    /// Since `boot` began; under a pseudonym, since its first value.
    let milliseconds: UInt64
    let channel: String
    /// A number as JSON has them.
    let number: String

    var bytes: [UInt8] {
        JSONValue.object([
            ("dev", .string(device)), ("boot", .verbatim(Array(String(boot).utf8))),
            ("seq", .verbatim(Array(String(sequence).utf8))), ("ms", .verbatim(Array(String(milliseconds).utf8))),
            ("ch", .string(channel)), ("raw", .verbatim(Array(number.utf8))),
        ]).bytes
    }

    /// A text as a number that JSON has, without blanks around it; `nil` where it is none, or none that a double holds.
    static func number(_ text: some StringProtocol) -> String? {
        var rest = Substring(text).drop { $0 == " " || $0 == "\t" || $0 == "\r" }
        while let last = rest.last, last == " " || last == "\t" || last == "\r" || last == "\r\n" { rest.removeLast() }
        guard (1...32).contains(rest.utf8.count),
            rest.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x2b, 0x2d, 0x2e, 0x45, 0x65].contains($0) }),
            let value = Double(rest), value.isFinite
        else { return nil }
        // As it was written, where JSON writes numbers so; otherwise as Swift writes it.
        return isJSON(rest) ? String(rest) : "\(value)"
    }

    /// RFC 8259, section 6.
    private static func isJSON(_ text: Substring) -> Bool {
        let digits = text.first == "-" ? text.dropFirst() : text
        guard let first = digits.first, first.isNumber, digits.last?.isNumber == true else { return false }
        if first == "0", let second = digits.dropFirst().first, second.isNumber { return false }
        guard let point = digits.firstIndex(of: ".") else { return true }
        return digits[digits.index(after: point)...].first?.isNumber == true
    }
}

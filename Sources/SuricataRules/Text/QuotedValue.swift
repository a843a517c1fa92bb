// SPDX-License-Identifier: Apache-2.0

/// How an option's value uses quotes.
struct QuotedValue {
    /// What is wrong with the quotes.
    enum Flaw: Hashable {
        /// Nothing closes the quote.
        case open
        /// Something stands behind the closing quote, here counted from the value's first byte.
        case trailing(Int)
    }

    /// Whether a `!` stands before the value.
    var isNegated = false
    /// Whether the value begins with a quote.
    var isQuoted = false
    /// The bytes between the quotes, or the whole value without `!`.
    var inner: Range<Int>
    var flaw: Flaw?

    init(_ value: [UInt8]) {
        var at = 0
        if value.first == UInt8(ascii: "!") {
            isNegated = true
            at = 1
            while at < value.count, value[at].isBlank {
                at += 1
            }
        }
        guard at < value.count, value[at] == UInt8(ascii: "\"") else {
            inner = at..<value.count
            return
        }
        isQuoted = true
        let start = at + 1
        at = start
        while at < value.count, value[at] != UInt8(ascii: "\"") {
            at += value[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard at < value.count else {
            inner = start..<value.count
            flaw = .open
            return
        }
        if at == value.count - 1 {
            inner = start..<at
        } else {
            flaw = .trailing(at + 1)
            let isClosed = value.last == UInt8(ascii: "\"")
            inner = start..<value.count - (isClosed ? 1 : 0)
        }
    }

    /// `text` without the backslashes that protect characters.
    static func unescaped(_ text: some StringProtocol) -> String {
        var plain = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if !isEscaped, scalar == "\\" {
                isEscaped = true
                continue
            }
            plain.append(scalar)
            isEscaped = false
        }
        return String(plain)
    }
}

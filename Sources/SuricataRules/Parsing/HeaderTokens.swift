// SPDX-License-Identifier: Apache-2.0

/// The parts of a signature before its options.
struct HeaderTokens {
    /// One part and where it stands in the line's text.
    struct Token {
        var text: String
        var range: Range<Int>
    }

    private(set) var tokens: [Token] = []
    /// Where the options begin: at a `(`, or at the eighth part if there is none; `nil` if there are none.
    private(set) var options: Int?
    /// Where a tab stands that Suricata takes for a part of an address or a port.
    private(set) var tab: Int?
    /// Whether the `(` touches the part before it.
    private(set) var isGlued = false
    /// Where a `[` stands that nothing closes.
    private(set) var openBracket: Int?

    /// How many parts a head has.
    static let count = 7

    init(_ text: [UInt8]) {
        var at = 0
        while tokens.count <= Self.count {
            let blank = at
            while at < text.count, text[at].isBlank {
                at += 1
            }
            // Behind the action and the direction Suricata takes any white space, elsewhere spaces alone.
            if tab == nil, !tokens.isEmpty, tokens.count != 1, tokens.count != 5 {
                tab = (blank..<at).first { text[$0] != 0x20 }
            }
            guard at < text.count else { return }
            if text[at] == UInt8(ascii: "(") {
                options = at
                return
            }
            let end = end(text, at)
            tokens.append(Token(text: String(decoding: text[at..<end], as: UTF8.self), range: at..<end))
            at = end
            isGlued = at < text.count && text[at] == UInt8(ascii: "(")
        }
        // An eighth part: an option whose bracket is missing, or a head that is too long.
        if let last = tokens.last, last.text.contains(":") || last.text.contains(";") {
            options = last.range.lowerBound
            tokens.removeLast()
        }
    }

    /// The end of the part that begins at `start`; blanks within brackets belong to it.
    private mutating func end(_ text: [UInt8], _ start: Int) -> Int {
        var depth = 0
        var at = start
        while at < text.count {
            switch text[at] {
            case UInt8(ascii: "["):
                if depth == 0 { openBracket = at }
                depth += 1
            case UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "("): return at
            default: if depth <= 0, text[at].isBlank { return at }
            }
            if depth == 0 { openBracket = nil }
            at += 1
        }
        return at
    }
}

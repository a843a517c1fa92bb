// SPDX-License-Identifier: Apache-2.0

/// Cuts the options of a signature apart as Suricata does it: at each semicolon without a backslash before it,
/// whether quotes stand around it or not.
struct OptionSplitter {
    /// One option, as byte ranges of the line's text without white space around.
    struct Piece {
        var keyword: Range<Int>
        /// What stands behind the first colon; `nil` without one.
        var value: Range<Int>?
    }

    /// Signatures have a few dozen options at most; what has more is none.
    static let limit = 1000

    private(set) var pieces: [Piece] = []
    /// Whether there were more options than `limit`.
    private(set) var isOverfull = false
    /// Whether no `(` stands before the options.
    let lacksOpening: Bool
    /// Whether no `)` stands behind them.
    private(set) var lacksClosing = false
    /// What stands behind the last semicolon, if it is more than the closing parenthesis.
    private(set) var rest: Range<Int>?

    private let text: [UInt8]

    init(_ text: [UInt8], from start: Int) {
        self.text = text
        lacksOpening = text[start] != UInt8(ascii: "(")
        var at = start
        // Suricata takes any number of parentheses at both ends.
        while at < text.count, text[at].isBlank || text[at] == UInt8(ascii: "(") {
            at += 1
        }
        var end = text.count
        while end > at, text[end - 1].isBlank || text[end - 1] == UInt8(ascii: ")") {
            end -= 1
        }
        lacksClosing = end == text.count
        cut(at..<end)
    }

    private mutating func cut(_ range: Range<Int>) {
        var start = range.lowerBound
        for at in range where text[at] == UInt8(ascii: ";") {
            if at > start, text[at - 1] == UInt8(ascii: "\\") { continue }
            guard pieces.count < Self.limit else {
                isOverfull = true
                return
            }
            pieces.append(piece(start..<at))
            start = at + 1
        }
        let last = trimmed(start..<range.upperBound)
        guard !last.isEmpty else { return }
        rest = last
        // An option that only lacks its semicolon is an option for all that follows.
        if text[last.lowerBound] != UInt8(ascii: ")") { pieces.append(piece(last)) }
    }

    private func piece(_ range: Range<Int>) -> Piece {
        let range = trimmed(range)
        guard let colon = range.first(where: { text[$0] == UInt8(ascii: ":") }) else {
            return Piece(keyword: range)
        }
        return Piece(
            keyword: trimmed(range.lowerBound..<colon), value: trimmed(colon + 1..<range.upperBound))
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high, text[low].isBlank {
            low += 1
        }
        while high > low, text[high - 1].isBlank {
            high -= 1
        }
        return low..<high
    }

    /// Makes one piece of the pieces `first...last`, as their author meant it who left a semicolon without its backslash.
    mutating func join(_ first: Int, through last: Int) {
        guard let value = pieces[first].value else { return }
        let end = pieces[last].value?.upperBound ?? pieces[last].keyword.upperBound
        pieces[first].value = value.lowerBound..<max(value.upperBound, end)
        pieces.removeSubrange(first + 1...last)
    }
}

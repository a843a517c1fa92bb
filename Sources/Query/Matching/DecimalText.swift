// SPDX-License-Identifier: Apache-2.0

/// A decimal number as text, compared digit by digit: `Double` would mix up numbers beyond 2^53.
///
/// Source: RFC 8259, section 6, for the grammar; a `+` and leading zeros are taken too, since texts have them.
struct DecimalText: Hashable, Comparable {
    private let isNegative: Bool
    /// The value is `0.digits * 10^point`. No zeros at either end; empty for 0.
    private let digits: [UInt8]
    private let point: Int

    /// How many bytes are looked at; a longer number is none.
    static let lengthLimit = 4096

    /// The number that all of `text` is, `nil` if it is none.
    init?(_ text: String) {
        guard text.utf8.count <= Self.lengthLimit else { return nil }
        var rest = Array(text.utf8)[...]
        let sign = rest.first
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = Self.takeDigits(&rest)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = Self.takeDigits(&rest)
            guard !fraction.isEmpty else { return nil }
        }
        guard !whole.isEmpty, let exponent = Self.takeExponent(&rest), rest.isEmpty else { return nil }
        let all = whole + fraction
        let zero = UInt8(ascii: "0")
        let significant = all.drop { $0 == zero }
        let end = significant.lastIndex { $0 != zero }.map { $0 + 1 } ?? significant.startIndex
        digits = Array(significant[..<end])
        isNegative = sign == UInt8(ascii: "-") && !digits.isEmpty
        point = digits.isEmpty ? 0 : whole.count - (all.count - significant.count) + exponent
    }

    init(_ number: Int64) {
        let text = Array(String(number.magnitude).utf8)
        let zero = UInt8(ascii: "0")
        digits = number == 0 ? [] : Array(text[...(text.lastIndex { $0 != zero } ?? 0)])
        isNegative = number < 0
        point = number == 0 ? 0 : text.count
    }

    static func < (left: DecimalText, right: DecimalText) -> Bool {
        guard left.isNegative == right.isNegative else { return left.isNegative }
        return left.isNegative ? right.isSmaller(than: left) : left.isSmaller(than: right)
    }

    /// Compares without signs.
    private func isSmaller(than other: DecimalText) -> Bool {
        guard !digits.isEmpty, !other.digits.isEmpty else { return digits.isEmpty && !other.digits.isEmpty }
        if point != other.point { return point < other.point }
        return digits.lexicographicallyPrecedes(other.digits)
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = rest.prefix { 0x30...0x39 ~= $0 }
        rest = rest.dropFirst(digits.count)
        return digits
    }

    /// The exponent at the beginning, 0 if there is none; a monstrous one stops at a billion.
    private static func takeExponent(_ rest: inout ArraySlice<UInt8>) -> Int? {
        guard let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") else { return 0 }
        rest.removeFirst()
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let digits = takeDigits(&rest)
        guard !digits.isEmpty else { return nil }
        let value = digits.reduce(0) { min($0 * 10 + Int($1 - 0x30), 1_000_000_000) }
        return isNegative ? -value : value
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Reads numbers as rules compare them.
enum NumberText {
    /// The number that `text` is, all of it: digits, before them a sign, behind them a fraction and a power of ten, each
    /// if need be. Integers beyond 2^53 are rounded as a double rounds them; `nil` if it is none or beyond all doubles.
    static func read(_ text: Span<UInt8>) -> Double? {
        var at = 0
        var isNegative = false
        if at < text.count, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") {
            isNegative = text[at] == UInt8(ascii: "-")
            at += 1
        }
        let start = at
        var value: UInt64 = 0
        while at < text.count, text[at] &- 0x30 <= 9, at - start < 15 {
            value = value * 10 + UInt64(text[at] & 0x0F)
            at += 1
        }
        guard at > start else { return nil }
        if at == text.count { return isNegative ? -Double(value) : Double(value) }
        return readSlowly(text, from: start, isNegative)
    }

    /// What is no short integer: the form is checked here, and the value left to the standard library.
    private static func readSlowly(_ text: Span<UInt8>, from start: Int, _ isNegative: Bool) -> Double? {
        guard text.count - start <= 400 else { return nil }
        var at = start
        func skipDigits() -> Bool {
            let first = at
            while at < text.count, text[at] &- 0x30 <= 9 { at += 1 }
            return at > first
        }
        guard skipDigits() else { return nil }
        if at < text.count, text[at] == UInt8(ascii: ".") {
            at += 1
            guard skipDigits() else { return nil }
        }
        if at < text.count, text[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < text.count, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") { at += 1 }
            guard skipDigits() else { return nil }
        }
        guard at == text.count, let value = Double(text.string(from: start)), value.isFinite else { return nil }
        return isNegative ? -value : value
    }
}

extension Span<UInt8> {
    /// These bytes, which should be UTF-8, as text.
    func string(from start: Int = 0) -> String {
        unsafe extracting(start..<count).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}

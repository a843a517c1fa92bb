// SPDX-License-Identifier: Apache-2.0

/// Values of DER, one after the other: a tag of one byte, a definite length below 64 KiB, the contents.
///
/// Source: ITU-T X.690, 8.1 and 10.1.
struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    /// The tag of the next value; `nil` at the end.
    var tag: UInt8? { rest.first }

    /// The contents of the next value, which is passed; `nil`, and nothing is, unless it has `tag` and is whole.
    mutating func take(_ tag: UInt8) -> ArraySlice<UInt8>? {
        guard rest.first == tag else { return nil }
        var after = rest.dropFirst()
        guard let first = after.popFirst() else { return nil }
        var count = Int(first)
        if first > 0x80 {
            guard first <= 0x82, after.count >= Int(first & 0x7F) else { return nil }
            let digits = after.prefix(Int(first & 0x7F))
            count = digits.reduce(0) { $0 << 8 | Int($1) }
            // The shortest form is the only one.
            guard count >= 0x80, digits.first != 0 else { return nil }
            after = after.dropFirst(digits.count)
        } else if first == 0x80 {
            return nil
        }
        guard after.count >= count else { return nil }
        rest = after.dropFirst(count)
        return after.prefix(count)
    }
}

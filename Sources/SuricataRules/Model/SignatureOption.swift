// SPDX-License-Identifier: Apache-2.0

package import Rules

/// One option of a signature: a keyword, and for most a value.
package struct SignatureOption: Hashable, Sendable {
    /// The keyword as written.
    package let keyword: String
    /// The keyword in lower case, as Suricata compares it.
    package let name: String
    /// What stands behind the colon, without white space around it but with quotes and backslashes; `nil` without a colon.
    package let value: String?
    /// Where the keyword begins.
    package let position: TextPosition
    /// The option's bytes in its file, from the keyword to the end of the value, without the semicolon.
    package let range: Range<Int>
    /// The value's bytes in its file; empty where there is none.
    package let valueRange: Range<Int>
    /// Where the keyword begins in the joined line.
    let offset: Int
    /// Where the value begins in the joined line.
    let valueOffset: Int

    /// An option of the line, without a value if there was no colon.
    init(
        keyword: String, value: String?, position: TextPosition, range: Range<Int>, valueRange: Range<Int>, offset: Int,
        valueOffset: Int
    ) {
        self.keyword = keyword
        name = keyword.utf8.contains { 0x41...0x5A ~= $0 } ? keyword.lowercased() : keyword
        self.value = value
        self.position = position
        self.range = range
        self.valueRange = valueRange
        self.offset = offset
        self.valueOffset = valueOffset
    }

    /// The value without `!`, quotes and protecting backslashes; empty if there is no value.
    package var text: String {
        guard let value else { return "" }
        let bytes = Array(value.utf8)
        let quoted = QuotedValue(bytes)
        guard quoted.isQuoted else { return value }
        return QuotedValue.unescaped(String(decoding: bytes[quoted.inner], as: UTF8.self))
    }

    /// The value as a whole number; `nil` if it is none or has more than 32 bits.
    package var number: UInt32? {
        guard let value, value.utf8.allSatisfy(\.isDigit) else { return nil }
        return UInt32(value)
    }
}

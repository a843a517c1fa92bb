// SPDX-License-Identifier: Apache-2.0

/// Takes a text of separated values apart, row by row.
///
/// A quoted field may hold separators, line ends and doubled quotation marks. One that is not closed within
/// `fieldLimit`, or behind whose closing mark the field goes on, is no quoted field and ends with its line at the
/// latest, so that it does not swallow those behind it.
///
/// Source: RFC 4180.
struct CSVRows {
    /// How many bytes a field in quotation marks may have.
    static let fieldLimit = 65_536
    /// How many fields of a row are kept.
    static let columnLimit = 256
    /// After so many unclosed fields all quoted fields end with their line, so that the work stays linear.
    private static let unclosedLimit = 100

    /// One field.
    struct Field {
        /// Where its text is, without quotation marks about it.
        var range: Range<Int>
        /// Whether quotation marks inside are doubled.
        var isQuoted: Bool
    }

    let bytes: [UInt8]
    let separator: UInt8
    private var at: Int
    /// Where the last field that was not closed began; cleared by each row.
    private(set) var unclosed: Int?
    private var unclosedCount = 0

    init(_ bytes: [UInt8], separator: UInt8) {
        self.bytes = bytes
        self.separator = separator
        at = bytes.span.isByteOrderMark(0) ? 3 : 0
    }

    /// The fields of the next row that is not blank; `nil` at the end.
    mutating func next() -> [Field]? {
        unclosed = nil
        while at < bytes.count, bytes[at] == 0x0A || bytes[at] == 0x0D { at += 1 }
        guard at < bytes.count else { return nil }
        var fields: [Field] = []
        while true {
            let field = nextField()
            if fields.count < Self.columnLimit { fields.append(field) }
            guard at < bytes.count, bytes[at] == separator else { break }
            at += 1
        }
        return fields
    }

    /// The text of a field.
    func text(_ field: Field) -> String {
        let slice = bytes[field.range]
        guard field.isQuoted else { return String(String(decoding: slice, as: UTF8.self)[...].trimmed) }
        var plain: [UInt8] = []
        plain.reserveCapacity(slice.count)
        var wasQuote = false
        for byte in slice {
            wasQuote = byte == UInt8(ascii: "\"") && !wasQuote
            if !wasQuote { plain.append(byte) }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    /// Reads a field and stops at the separator or line end behind it.
    private mutating func nextField() -> Field {
        while at < bytes.count, bytes[at] == 0x20 { at += 1 }
        if at < bytes.count, bytes[at] == UInt8(ascii: "\"") {
            if let end = closingQuote() {
                let field = Field(range: (at + 1)..<end, isQuoted: true)
                at = end + 1
                skipToEnd()
                return field
            }
            unclosed = at
            unclosedCount += 1
        }
        let start = at
        skipToEnd()
        return Field(range: start..<at, isQuoted: false)
    }

    private mutating func skipToEnd() {
        while at < bytes.count, bytes[at] != separator, bytes[at] != 0x0A, bytes[at] != 0x0D { at += 1 }
    }

    /// Whether nothing but spaces stands between `index` and the end of the field.
    private func endsField(_ index: Int) -> Bool {
        guard let next = bytes[index...].first(where: { $0 != 0x20 }) else { return true }
        return next == separator || next == 0x0A || next == 0x0D
    }

    /// Where the field that opens here is closed.
    private func closingQuote() -> Int? {
        let quote = UInt8(ascii: "\"")
        let end = min(bytes.count, at + Self.fieldLimit)
        var index = at + 1
        while index < end {
            if bytes[index] == quote {
                index += 1
                guard index < bytes.count, bytes[index] == quote else { return endsField(index) ? index - 1 : nil }
            } else if bytes[index] == 0x0A, unclosedCount >= Self.unclosedLimit {
                return nil
            }
            index += 1
        }
        return nil
    }
}

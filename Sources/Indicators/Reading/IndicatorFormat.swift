// SPDX-License-Identifier: Apache-2.0

/// How a list of indicators is written.
package enum IndicatorFormat: String, CaseIterable, Sendable {
    /// One value a line, `#` before a comment.
    case plain
    /// Columns with names in the first line.
    case csv
    /// A STIX 2.1 bundle.
    case stix
    /// A MISP event or the answer to a search, as JSON.
    case misp

    /// The format that the text looks like; the name of its file helps where the text leaves it open.
    package static func detect(_ bytes: [UInt8], name: String = "") -> IndicatorFormat {
        let bytes = bytes.span
        guard let start = bytes.indices.first(where: { bytes[$0] > 0x20 && !bytes.isByteOrderMark($0) }) else {
            return .plain
        }
        if bytes[start] == UInt8(ascii: "{") || bytes[start] == UInt8(ascii: "[") && isJSON(bytes, start) {
            let isMISP = bytes.contains(#""Attribute""#) && !bytes.contains(#""objects""#)
            return isMISP ? .misp : .stix
        }
        if name.lowercased().hasSuffix(".csv") || name.lowercased().hasSuffix(".tsv") { return .csv }
        return CSVColumns.find(in: bytes) == nil ? .plain : .csv
    }

    /// Whether a bracket opens an array and not an address such as `[2001:db8::1]` or a value such as `[.]example`.
    private static func isJSON(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
        for at in (start + 1)..<max(start + 1, bytes.count) where bytes[at] > 0x20 {
            return [UInt8(ascii: "{"), UInt8(ascii: "]"), UInt8(ascii: "\"")].contains(bytes[at])
        }
        return true
    }
}

extension Span<UInt8> {
    /// Whether the byte at `index` is part of a byte order mark at the beginning.
    func isByteOrderMark(_ index: Int) -> Bool {
        index < 3 && count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF
    }

    /// Whether `text`, of ASCII, occurs in these bytes.
    func contains(_ text: StaticString) -> Bool {
        let wanted = Array("\(text)".utf8)
        guard count >= wanted.count else { return false }
        for start in 0...(count - wanted.count) where self[start] == wanted[0] {
            var length = 1
            while length < wanted.count, self[start + length] == wanted[length] { length += 1 }
            if length == wanted.count { return true }
        }
        return false
    }
}

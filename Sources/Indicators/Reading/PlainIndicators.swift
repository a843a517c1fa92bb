// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Reads lists with one value a line.
///
/// What stands behind `#` or `;` and a space is the note. A line of a hosts file names a domain behind an address that
/// leads nowhere.
enum PlainIndicators {
    static func read(_ bytes: [UInt8], into collector: inout IndicatorCollector) {
        var start = bytes.span.isByteOrderMark(0) ? 3 : 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            read(bytes, start..<end, into: &collector)
            start = end + 1
        }
    }

    private static func read(_ bytes: [UInt8], _ line: Range<Int>, into collector: inout IndicatorCollector) {
        guard let first = line.first(where: { !isSpace(bytes[$0]) }), !isComment(bytes[first]),
            let last = line.last(where: { !isSpace(bytes[$0]) })
        else { return }
        let valueEnd = (first...last).first { isSpace(bytes[$0]) } ?? last + 1
        var entry = IndicatorEntry(text: text(bytes[first..<valueEnd]), offset: first)
        var rest = bytes[valueEnd..<(last + 1)].drop(while: isSpace)
        if ["0.0.0.0", "127.0.0.1", "::", "::1"].contains(entry.text), let byte = rest.first, !isComment(byte) {
            entry.text = text(rest.prefix { !isSpace($0) })
            rest = rest.drop { !isSpace($0) }.drop(while: isSpace)
            // `localhost` and the like.
            guard entry.text.contains(".") else { return }
        }
        guard rest.isEmpty || isComment(rest[rest.startIndex]) else {
            return collector.report(
                at: rest.startIndex, "there is more than one value in the line",
                help: "Write one value a line and `#` before a comment, or a CSV list with a first line of names.")
        }
        entry.note = text(rest.drop(while: isComment).drop(while: isSpace))
        collector.take(entry)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }

    private static func isComment(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "#") || byte == UInt8(ascii: ";") }
}

// SPDX-License-Identifier: Apache-2.0

extension CellText {
    /// Breaks text into lines of at most `columns` cells: at blanks, at newlines, and within words that are too long.
    ///
    /// The lines are parts of `text`, not yet neutralised: write them as any text. At most `linesMost` are made, so
    /// the work is bounded; where text is left then, the last line is longer than `columns`, so that its cut shows when it is written.
    package static func wrapped(_ text: String, columns: Int, linesMost: Int = 500) -> [String] {
        guard columns > 0, linesMost > 0 else { return [] }
        var lines: [String] = []
        var rest = text.unicodeScalars[...]
        while !rest.isEmpty {
            if lines.count == linesMost - 1 {
                let last = rest.prefix { $0 != "\n" }.prefix(columns * 5 + 5)
                let isAll = last.endIndex == rest.endIndex
                lines.append(String(last) + (isAll ? "" : String(repeating: " ", count: columns) + "."))
                return lines
            }
            let (line, next) = firstLine(of: rest, columns: columns)
            lines.append(String(line))
            rest = rest[next...]
        }
        return lines
    }

    /// The same for bytes that should be UTF-8; carriage returns are left out, as most of them belong to a newline.
    package static func wrapped(bytes: [UInt8], columns: Int, linesMost: Int) -> [String] {
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars.filter { $0 != "\r" }
        return wrapped(String(String.UnicodeScalarView(scalars)), columns: columns, linesMost: linesMost)
    }

    /// The first line of `text` and where the next one begins.
    private static func firstLine(
        of text: Substring.UnicodeScalarView, columns: Int
    ) -> (Substring.UnicodeScalarView, String.Index) {
        var used = 0
        var marks = 0
        var isOnBase = false
        var blank: String.Index?
        var index = text.startIndex
        while index < text.endIndex {
            let scalar = text[index]
            let next = text.index(after: index)
            if scalar == "\n" { return (text[..<index], next) }
            let width = width(of: scalar, isOnBase: &isOnBase, marks: &marks)
            if scalar == " " { blank = index }
            if used + width > columns {
                // A blank that does not fit ends the line and is not shown.
                if scalar == " " { return (text[..<index], next) }
                if let blank { return (text[..<blank], text.index(after: blank)) }
                // One glyph always goes in, or a line could be empty for ever.
                return index == text.startIndex ? (text[..<next], next) : (text[..<index], index)
            }
            used += width
            index = next
        }
        return (text, text.endIndex)
    }

    /// The cells that the neutraliser will give a scalar, counting as it does.
    private static func width(of scalar: Unicode.Scalar, isOnBase: inout Bool, marks: inout Int) -> Int {
        switch ScalarClass(of: scalar) {
        case .mark where isOnBase && marks < Neutraliser.marksMost:
            marks += 1
            return 0
        case .mark, .replaced:
            isOnBase = false
            return 1
        case .narrow, .wide:
            isOnBase = true
            marks = 0
            return ScalarClass(of: scalar) == .wide ? 2 : 1
        }
    }
}

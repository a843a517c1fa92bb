// SPDX-License-Identifier: Apache-2.0

extension Surface {
    /// The rows as text, one line each, without colours.
    ///
    /// The right half of a wide glyph gives nothing, so a line is as wide as the surface on a terminal. Trailing
    /// blanks stay only if `keepsTrailingBlanks`, which is what screens exact to the cell are compared with.
    package func plainText(keepsTrailingBlanks: Bool = false) -> String {
        var text = ""
        for y in 0..<size.rows {
            var row = String.UnicodeScalarView()
            for cell in cells[(y * size.columns)..<((y + 1) * size.columns)] where !cell.isContinuation {
                row.append(cell.base)
                if let mark = cell.mark { row.append(mark) }
            }
            if !keepsTrailingBlanks {
                while row.last == " " { row.removeLast() }
            }
            text.unicodeScalars.append(contentsOf: row)
            text.append("\n")
        }
        return text
    }

    /// The rows with the styles of each below it, the form of golden screens.
    ///
    /// A row of characters begins with `|` and ends at the surface's edge with `|`. Below it, one line for each run
    /// of a style other than plain text: blanks up to the run, `^` under each of its cells, then the style in words,
    /// `urgency.high on bg.cursor bold`. A run of blanks that differs only in what a blank does not show is left out.
    package func annotated() -> String {
        var text = ""
        let rows = plainText(keepsTrailingBlanks: true).split(separator: "\n", omittingEmptySubsequences: false)
        for y in 0..<size.rows {
            text += "|\(rows[y])|\n"
            var x = 0
            while x < size.columns {
                let style = self[x, y].style
                var end = x + 1
                while end < size.columns, self[end, y].style == style { end += 1 }
                let isBlank = (x..<end).allSatisfy { self[$0, y].base == " " }
                let shows =
                    isBlank
                    ? style.background != .background || !style.attributes.isDisjoint(with: [.reverse, .underline])
                    : style != Style()
                if shows {
                    text += " " + String(repeating: " ", count: x) + String(repeating: "^", count: end - x)
                    text += " \(style)\n"
                }
                x = end
            }
        }
        if let cursor { text += "cursor at \(cursor.x), \(cursor.y)\n" }
        return text
    }
}

extension Style: CustomStringConvertible {
    /// In words: foreground, `on` the ground if it is not the plain one, attributes.
    package var description: String {
        var words = [foreground.rawValue]
        if background != .background { words.append("on \(background.rawValue)") }
        if attributes.contains(.bold) { words.append("bold") }
        if attributes.contains(.italic) { words.append("italic") }
        if attributes.contains(.underline) { words.append("underline") }
        if attributes.contains(.reverse) { words.append("reverse") }
        return words.joined(separator: " ")
    }
}

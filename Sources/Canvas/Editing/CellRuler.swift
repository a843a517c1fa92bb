// SPDX-License-Identifier: Apache-2.0

/// Between the characters of a line under edit and the cells that they take.
package enum CellRuler {
    /// A character with more cells than this is cut, so that a pile of marks is no wall.
    static let characterMost = 16

    /// How many cells a character takes that begins at `cell`; a tab reaches to the next stop.
    static func width(of character: Character, at cell: Int, glyphs: GlyphSet = .full) -> Int {
        if let byte = character.utf8.first, byte >= 0x20, byte < 0x7F, character.utf8.count == 1 { return 1 }
        if character == "\t" { return EditorState.tabStep - cell % EditorState.tabStep }
        return min(CellText.columns(String(character), atMost: characterMost, glyphs: glyphs), characterMost)
    }

    /// How many cells stand before a column.
    package static func cells(before column: Int, in line: String, glyphs: GlyphSet = .full) -> Int {
        if TextBuffer.isPlain(line) { return min(max(0, column), line.utf8.count) }
        var cell = 0
        for character in line.prefix(max(0, column)) { cell += width(of: character, at: cell, glyphs: glyphs) }
        return cell
    }

    /// The column of the character that covers a cell; the line's length behind its end.
    package static func column(atCell wanted: Int, in line: String, glyphs: GlyphSet = .full) -> Int {
        if TextBuffer.isPlain(line) { return min(max(0, wanted), line.utf8.count) }
        var cell = 0
        var column = 0
        for character in line {
            cell += width(of: character, at: cell, glyphs: glyphs)
            guard cell <= wanted else { break }
            column += 1
        }
        return column
    }
}

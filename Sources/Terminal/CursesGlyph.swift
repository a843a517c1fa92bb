// SPDX-License-Identifier: Apache-2.0
internal import CNcurses
internal import Canvas

/// What ncurses puts into a cell: two wide characters and how many columns they take.
///
/// Width is judged twice, by the canvas and by the C library that ncurses asks. Where they differ the glyph is
/// replaced, because otherwise everything to its right would stand in the wrong column.
struct CursesGlyph: Equatable {
    var base: Int32
    /// 0 for none.
    var mark: Int32 = 0
    var columns = 1

    /// The glyph of a cell; `next` is its right neighbour, `nil` at the end of the row.
    static func of(_ cell: Cell, next: Cell?, isUTF8: Bool) -> CursesGlyph {
        // A right half that lost its left one is blank.
        guard !cell.isContinuation else { return CursesGlyph(base: 0x20) }
        let base = Int32(bitPattern: cell.base.value)
        let isWide = next?.isContinuation == true
        if 0x20..<0x7f ~= base, !isWide, cell.mark == nil { return CursesGlyph(base: base) }
        let columns = isWide ? 2 : 1
        guard Int(curses_width(base)) == columns, isUTF8 || curses_locale_has(base) else {
            return CursesGlyph(base: isUTF8 ? 0xfffd : 0x3f)
        }
        return CursesGlyph(base: base, mark: accepted(cell.mark, isUTF8: isUTF8), columns: columns)
    }

    /// Only true marks go upon a base: format characters, which have no width either, could turn the line around.
    private static func accepted(_ mark: Unicode.Scalar?, isUTF8: Bool) -> Int32 {
        guard let mark else { return 0 }
        switch mark.properties.generalCategory {
        case .nonspacingMark, .enclosingMark:
            let value = Int32(bitPattern: mark.value)
            return isUTF8 && curses_width(value) == 0 ? value : 0
        default:
            return 0
        }
    }
}

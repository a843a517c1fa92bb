// SPDX-License-Identifier: Apache-2.0
package import Canvas

extension CursesTerminal {
    /// Brings the terminal up to date with `surface`.
    ///
    /// Only cells that differ from those presented before are handed to ncurses, which in turn writes only what differs
    /// on the terminal. A surface of another size than the terminal's is cut, or leaves the rest blank. `resolve` is
    /// asked once for each style: after a change of theme call `forgetStyles` first. It waits for a terminal that reads
    /// slowly.
    package mutating func present(_ surface: Surface, resolve: (Style) -> ResolvedStyle) {
        let columns = min(surface.size.columns, size.columns)
        let rows = min(surface.size.rows, size.rows)
        let isUTF8 = traits.isUTF8
        let known = shown?.size == surface.size ? shown : nil
        if known == nil { screen.erase() }
        let new = surface.cells
        for row in 0..<rows {
            let start = row * surface.size.columns
            func paint(_ run: Range<Int>) {
                screen.put(
                    row: row, columns: run, of: new, rowStart: start, rowEnd: start + columns, isUTF8: isUTF8
                ) { pens.pen(of: $0, resolve: resolve) }
            }
            if let known {
                RowDiff.forEachRun(from: known.cells, to: new, start: start, columns: columns, body: paint)
            } else if columns > 0 {
                paint(0..<columns)
            }
        }
        screen.setCursor(
            surface.cursor.flatMap { (0..<columns).contains($0.x) && (0..<rows).contains($0.y) ? $0 : nil })
        screen.flush()
        shown = surface
    }

    /// Forgets how styles look, since the theme has changed; the next `present` paints every cell anew.
    package mutating func forgetStyles() {
        pens.forgetStyles()
        shown = nil
    }

    /// Paints the whole screen again, for when something else has written on it.
    package mutating func redraw() {
        screen.flush(fully: true)
    }
}

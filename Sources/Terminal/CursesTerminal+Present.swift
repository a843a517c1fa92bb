// SPDX-License-Identifier: Apache-2.0
package import Canvas

extension CursesTerminal {
    /// Some cells of one row beside each other.
    private struct Run {
        var row: Int
        var columns: Range<Int>
    }

    /// Brings the terminal up to date with `surface`.
    ///
    /// Only cells that differ from those presented before are handed to ncurses, which in turn writes only what differs
    /// on the terminal. A surface of another size than the terminal's is cut, or leaves the rest blank. `resolve` is
    /// asked once for each style: after a change of theme call `forgetStyles` first. It waits for a terminal that reads
    /// slowly. A picture of the surface's is written behind the cells, or by one of the next calls, as `PictureOutput` says.
    package mutating func present(_ surface: Surface, resolve: (Style) -> ResolvedStyle) {
        let columns = min(surface.size.columns, size.columns)
        let rows = min(surface.size.rows, size.rows)
        if pens.lacksPairs(forCells: columns * rows) {
            pens.forgetPictures()
            screen.forgetTerminal()
            pictures.spoil()
            shown = nil
        }
        let step = pictures.step(to: surface.picture, by: graphics, size: size, now: .now)
        if !step.before.isEmpty { write(step.before) }
        if let rows = step.spoiled { screen.spoil(rows: rows) }
        let known = shown?.size == surface.size ? shown : nil
        if known == nil { screen.erase() }
        let runs = Self.changes(from: known, to: surface, columns: columns, rows: rows)
        let changed = runs.reduce(0) { $0 + $1.columns.count }
        if known != nil, changed * 4 <= columns * rows {
            let passes = byPen(runs, of: surface, resolve: resolve)
            for (index, pass) in passes.enumerated() {
                put(pass, of: surface, columns: columns, resolve: resolve)
                if index < passes.count - 1 { screen.flushMeanwhile() }
            }
        } else {
            put(runs, of: surface, columns: columns, resolve: resolve)
        }
        // Last of all, as putting cells moves the cursor.
        screen.setCursor(
            surface.cursor.flatMap { (0..<columns).contains($0.x) && (0..<rows).contains($0.y) ? $0 : nil })
        screen.flush()
        if !step.after.isEmpty {
            let begin = ContinuousClock.now
            write(step.after)
            pictures.wrote(from: begin, to: .now)
        }
        shown = surface
    }

    private static func changes(from known: Surface?, to surface: Surface, columns: Int, rows: Int) -> [Run] {
        guard columns > 0 else { return [] }
        guard let known else { return (0..<rows).map { Run(row: $0, columns: 0..<columns) } }
        var runs: [Run] = []
        for row in 0..<rows {
            RowDiff.forEachRun(
                from: known.cells, to: surface.cells, start: row * surface.size.columns, columns: columns
            ) { runs.append(Run(row: row, columns: $0)) }
        }
        return runs
    }

    /// The runs cut where their pen changes, and put together by pen.
    ///
    /// ncurses writes row by row and changes colour at each change; a table's numbers and sparklines alternate. Written one
    /// colour after the other a small change takes about a sixth fewer bytes; a large one would be seen to come in pieces.
    private mutating func byPen(
        _ runs: [Run], of surface: Surface, resolve: (Style) -> ResolvedStyle
    ) -> [[Run]] {
        var passes: [[Run]] = []
        var places: [Pen: Int] = [:]
        for run in runs {
            let start = run.row * surface.size.columns
            var lower = run.columns.lowerBound
            while lower < run.columns.upperBound {
                let pen = pens.pen(of: surface.cells[start + lower].style, resolve: resolve)
                var upper = lower + 1
                // The second half of a wide glyph stays with the first.
                while upper < run.columns.upperBound,
                    surface.cells[start + upper].isContinuation
                        || pens.pen(of: surface.cells[start + upper].style, resolve: resolve) == pen
                {
                    upper += 1
                }
                let place = places[pen] ?? passes.count
                if place == passes.count {
                    places[pen] = place
                    passes.append([])
                }
                passes[place].append(Run(row: run.row, columns: lower..<upper))
                lower = upper
            }
        }
        return passes
    }

    private mutating func put(
        _ runs: [Run], of surface: Surface, columns: Int, resolve: (Style) -> ResolvedStyle
    ) {
        let isUTF8 = traits.isUTF8
        for run in runs {
            let start = run.row * surface.size.columns
            screen.put(
                row: run.row, columns: run.columns, of: surface.cells, rowStart: start, rowEnd: start + columns,
                isUTF8: isUTF8
            ) { pens.pen(of: $0, resolve: resolve) }
        }
    }

    /// Forgets how styles look, since the theme has changed; the next `present` paints every cell anew.
    package mutating func forgetStyles() {
        pens.forgetStyles()
        shown = nil
    }

    /// Paints the whole screen again, for when something else has written on it.
    package mutating func redraw() {
        pictures.spoil()
        screen.flush(fully: true)
    }
}

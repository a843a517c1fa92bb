// SPDX-License-Identifier: Apache-2.0

/// Width and height in cells.
package struct Size: Hashable, Sendable {
    package var columns: Int
    package var rows: Int

    package init(columns: Int, rows: Int) {
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }
}

/// A rectangle of cells; `x` and `y` count from 0 at the top left.
package struct Rect: Hashable, Sendable {
    package var x: Int
    package var y: Int
    package var columns: Int
    package var rows: Int

    package init(x: Int, y: Int, columns: Int, rows: Int) {
        self.x = x
        self.y = y
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    /// One column behind the last.
    package var right: Int { x + columns }
    /// One row below the last.
    package var bottom: Int { y + rows }
    package var isEmpty: Bool { columns == 0 || rows == 0 }
}

/// A grid of cells that screens are drawn on; it knows nothing of terminals.
///
/// Cells are row-major, `columns * rows`. Writes outside are dropped, so a screen that does not fit is cut, never a trap.
package struct Surface: Sendable, Equatable {
    package let size: Size
    package internal(set) var cells: [Cell]
    /// What the terminal can show; decides how marks and charts look.
    package let look: Look
    /// Where the terminal's own cursor is shown (a text field), or `nil` to hide it.
    package var cursor: (x: Int, y: Int)?

    /// What was placed last; `picture` says whether it still counts.
    var placed: PlacedPicture?

    package init(size: Size, style: Style = Style(), look: Look = Look()) {
        self.size = size
        self.look = look
        cells = Array(repeating: Cell(style: style), count: size.columns * size.rows)
    }

    /// The whole surface.
    package var bounds: Rect { Rect(x: 0, y: 0, columns: size.columns, rows: size.rows) }

    /// One cell; reading outside gives an empty one, writing outside does nothing.
    ///
    /// Writes as told: it does not mend the other half of a wide glyph, as `write` and `put` do.
    package subscript(x: Int, y: Int) -> Cell {
        get {
            guard x >= 0, y >= 0, x < size.columns, y < size.rows else { return Cell() }
            return cells[y * size.columns + x]
        }
        set {
            guard x >= 0, y >= 0, x < size.columns, y < size.rows else { return }
            cells[y * size.columns + x] = newValue
        }
    }

    package static func == (left: Surface, right: Surface) -> Bool {
        left.size == right.size && left.look == right.look && left.cells == right.cells
            && left.placed == right.placed && left.cursor?.x == right.cursor?.x
            && left.cursor?.y == right.cursor?.y
    }
}

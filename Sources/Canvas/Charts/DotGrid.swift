// SPDX-License-Identifier: Apache-2.0

/// Dots in cells: Braille, 2 x 4 to a cell, or one to a cell where the terminal has no Braille.
struct DotGrid {
    /// Dots beside each other, and above each other.
    let width: Int
    let height: Int
    /// How many times as high as wide the room of one dot is.
    let aspect: Double
    private let isBraille: Bool
    private let columns: Int
    private var cells: [UInt32]

    /// One for so many cells.
    init(columns: Int, rows: Int, glyphs: GlyphSet) {
        isBraille = glyphs == .full
        self.columns = max(0, columns)
        width = self.columns * (isBraille ? 2 : 1)
        height = max(0, rows) * (isBraille ? 4 : 1)
        aspect = isBraille ? 1 : 2
        cells = Array(repeating: 0, count: self.columns * max(0, rows))
    }

    /// The dots of a Braille cell, by row and column. Source: Unicode Standard, Braille Patterns block.
    private static let dots: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

    /// Sets a dot; outside of the grid nothing.
    mutating func set(x: Int, y: Int) {
        guard 0..<width ~= x, 0..<height ~= y else { return }
        let (cellX, cellY) = isBraille ? (x / 2, y / 4) : (x, y)
        cells[cellY * columns + cellX] |= isBraille ? Self.dots[y % 4][x % 2] : 1
    }

    /// The cell that a dot is in.
    func cell(x: Int, y: Int) -> (x: Int, y: Int) { isBraille ? (x / 2, y / 4) : (x, y) }

    /// Draws the cells with dots, from a corner on; `plain` stands for a dot where there is no Braille.
    func draw(on surface: inout Surface, x left: Int, y top: Int, role: Role, plain: Unicode.Scalar) {
        for (index, dots) in cells.enumerated() where dots != 0 {
            let scalar = isBraille ? Unicode.Scalar(0x2800 + dots) ?? "?" : plain
            surface.put(Cell(scalar, style: Style(role)), x: left + index % columns, y: top + index / columns)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A line of readings in Braille dots, 2 x 4 to a cell; gaps stay gaps.
package struct LineChart: Sendable {
    /// Oldest first, evenly spaced; `nil` or a number that is not finite is a gap.
    package var values: [Double?]
    /// The values at the lower and upper edge; nothing is drawn unless both are finite and the upper one is greater.
    package var low: Double
    package var high: Double
    package var role: Role

    package init(_ values: [Double?], low: Double, high: Double, role: Role = .spark) {
        self.values = values
        self.low = low
        self.high = high
        self.role = role
    }

    package func draw(on surface: inout Surface, in rect: Rect) {
        // The bounds keep one bad rectangle from asking for much memory.
        let columns = min(rect.columns, surface.size.columns)
        let rows = min(rect.rows, surface.size.rows)
        guard columns > 0, rows > 0, high > low, low.isFinite, high.isFinite, !values.isEmpty else { return }
        // The difference of two finite numbers may be infinite, that of their halves is not.
        let scale = (high - low).isFinite ? 1 : 0.5
        var grid = DotGrid(columns: columns, rows: rows, glyphs: surface.look.glyphs)
        var last: (x: Int, y: Int)?
        for (index, value) in values.enumerated() {
            guard let value, value.isFinite else {
                last = nil
                continue
            }
            let x = values.count < 2 ? 0 : index * (grid.width - 1) / (values.count - 1)
            let part = min(max((value * scale - low * scale) / (high * scale - low * scale), 0), 1)
            let point = (x: x, y: Int(((1 - part) * Double(grid.height - 1)).rounded()))
            line(from: last ?? point, to: point) { x, y in grid.set(x: x, y: y) }
            last = point
        }
        grid.draw(on: &surface, x: rect.x, y: rect.y, role: role, plain: "*")
    }

    /// Visits the dots between two points, one for each step of the longer side.
    private func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), visit: (Int, Int) -> Void) {
        let steps = max(abs(end.x - start.x), abs(end.y - start.y))
        guard steps > 0 else { return visit(end.x, end.y) }
        for step in 0...steps {
            visit(start.x + (end.x - start.x) * step / steps, start.y + (end.y - start.y) * step / steps)
        }
    }
}

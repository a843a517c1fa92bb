// SPDX-License-Identifier: Apache-2.0

/// The world in dots, equirectangular, with marks on it. Of the far north and the far south nothing is shown.
package struct WorldMap: Sendable {
    /// What a mark is about; each has shapes of its own, as colour alone tells nothing.
    package enum Kind: Sendable, Hashable {
        case source, destination
    }

    /// Something at a place.
    package struct Mark: Sendable, Hashable {
        package var latitude: Double
        package var longitude: Double
        package var kind: Kind
        /// How much it is of the most, 0...1.
        package var weight: Double
        /// What stands beside it where there is room.
        package var label: String

        package init(latitude: Double, longitude: Double, kind: Kind, weight: Double, label: String) {
            self.latitude = latitude
            self.longitude = longitude
            self.kind = kind
            self.weight = weight
            self.label = label
        }
    }

    package var marks: [Mark]

    package init(marks: [Mark]) {
        self.marks = marks
    }

    /// Degrees that are shown, from north to south.
    private static let north = 78.0
    private static let south = -56.0

    /// How many rows a map of so many columns takes, at the most.
    package static func rows(columns: Int) -> Int {
        // A cell is twice as high as wide.
        Int((Double(max(0, columns)) / 2 * (north - south) / 360).rounded(.up))
    }

    /// The shape of a mark, by its kind and weight.
    package static func shape(_ kind: Kind, weight: Double, glyphs: GlyphSet) -> Unicode.Scalar {
        let size = weight >= 0.5 ? 0 : weight >= 0.1 ? 1 : 2
        let shapes: [Unicode.Scalar] =
            switch (kind, glyphs) {
            case (.source, .full): ["●", "•", "∙"]
            case (.destination, .full): ["■", "▪", "▫"]
            case (.source, .blocks): ["O", "o", "*"]
            case (.destination, .blocks): ["■", "x", "+"]
            case (.source, .ascii): ["O", "o", "*"]
            case (.destination, .ascii): ["X", "x", "+"]
            }
        return shapes[size]
    }

    /// The role of marks of a kind.
    package static func role(_ kind: Kind) -> Role { kind == .source ? .severity2 : .accent }

    package func draw(on surface: inout Surface, in rect: Rect) {
        let columns = min(rect.columns, surface.size.columns)
        let rows = min(rect.rows, surface.size.rows)
        guard columns > 0, rows > 0 else { return }
        var grid = DotGrid(columns: columns, rows: rows, glyphs: surface.look.glyphs)
        let view = View(grid)
        for y in 0..<grid.height { fill(y, of: &grid, view) }
        grid.draw(on: &surface, x: rect.x, y: rect.y, role: .border, plain: ".")
        drawMarks(on: &surface, in: Rect(x: rect.x, y: rect.y, columns: columns, rows: rows), grid, view)
    }

    /// Where degrees are in dots.
    private struct View {
        /// Dots for a degree, across and down.
        let across: Double
        let down: Double
        /// The dot of 180 degrees west.
        let left: Double

        init(_ grid: DotGrid) {
            across = min(Double(grid.width) / 360, Double(grid.height) * grid.aspect / (north - south))
            down = across / grid.aspect
            left = (Double(grid.width) - 360 * across) / 2
        }

        func x(_ longitude: Double) -> Double { left + (longitude + 180) * across }
        func y(_ latitude: Double) -> Double { (north - latitude) * down }
        func latitude(_ y: Double) -> Double { north - y / down }
    }

    /// Sets the dots of a row that are on land.
    private func fill(_ y: Int, of grid: inout DotGrid, _ view: View) {
        let latitude = view.latitude(Double(y) + 0.5)
        guard latitude >= Self.south else { return }
        let crossings = WorldLand.crossings(latitude: latitude)
        for index in stride(from: 0, to: crossings.count - 1, by: 2) {
            let start = Int((view.x(crossings[index]) - 0.5).rounded(.up))
            let end = Int((view.x(crossings[index + 1]) - 0.5).rounded(.down))
            guard start <= end else { continue }
            for x in start...end { grid.set(x: x, y: y) }
        }
    }

    /// The largest marks first, each in a cell of its own; then labels where nothing stands, behind the mark or else before it.
    private func drawMarks(on surface: inout Surface, in rect: Rect, _ grid: DotGrid, _ view: View) {
        var taken: Set<Int> = []
        var labels: [(x: Int, y: Int, text: String)] = []
        for mark in marks.sorted(by: { $0.weight > $1.weight }) {
            let x = Int(view.x(mark.longitude).rounded(.down))
            let y = Int(view.y(mark.latitude).rounded(.down))
            guard 0..<grid.width ~= x, 0..<grid.height ~= y else { continue }
            var cell = grid.cell(x: x, y: y)
            // Two marks at one place stand beside each other.
            while taken.contains(cell.y * rect.columns + cell.x), cell.x + 1 < rect.columns { cell.x += 1 }
            guard taken.insert(cell.y * rect.columns + cell.x).inserted else { continue }
            let shape = Self.shape(mark.kind, weight: mark.weight, glyphs: surface.look.glyphs)
            surface.put(
                Cell(shape, style: Style(Self.role(mark.kind)).with(.bold)), x: rect.x + cell.x, y: rect.y + cell.y)
            labels.append((cell.x, cell.y, mark.label))
        }
        var named: Set<String> = []
        for isBehind in [true, false] {
            for label in labels where !named.contains(label.text) {
                let count = label.text.count
                let x = isBehind ? label.x + 1 : label.x - count
                guard x >= 0, x + count <= rect.columns else { continue }
                let row = label.y * rect.columns
                // Before a mark, but behind another, it would name that one.
                guard taken.isDisjoint(with: row + (isBehind ? x : max(0, x - 1))..<row + x + count) else { continue }
                taken.formUnion(row + x..<row + x + count)
                named.insert(label.text)
                surface.write(label.text, x: rect.x + x, y: rect.y + label.y, width: count)
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Stacked counts over time, one column for each bucket.
///
/// Heights are in eighths of a cell where the glyph set has them. No part that is not zero is left out of the
/// column; where three would meet in one cell the two largest are painted, which the lanes below make good.
package struct Histogram: Sendable {
    /// The parts of a stack, from the baseline up.
    package var parts: [Role]
    /// For each bucket one count for each part; missing or negative ones count as 0.
    package var buckets: [[Int]]
    package var scale: AxisScale
    package var ticks: [AxisTick]
    package var foot: AxisFoot
    /// Cells of the labels at the left; the axis itself takes one more.
    package var labelColumns: Int
    /// The bucket under the cursor, drawn reversed.
    package var cursor: Int?

    package init(
        parts: [Role], buckets: [[Int]], scale: AxisScale, ticks: [AxisTick] = [], foot: AxisFoot = .labelled,
        labelColumns: Int = 5, cursor: Int? = nil
    ) {
        self.parts = parts
        self.buckets = buckets
        self.scale = scale
        self.ticks = ticks
        self.foot = foot
        self.labelColumns = max(0, labelColumns)
        self.cursor = cursor
    }

    /// Buckets that fit a width.
    package static func bucketsFitting(_ columns: Int, labelColumns: Int = 5) -> Int {
        max(0, columns - labelColumns - 1)
    }

    /// The largest sum of a bucket, for `AxisScale`.
    package static func peak(of buckets: [[Int]]) -> Int {
        buckets.reduce(0) { max($0, sum($1)) }
    }

    /// The parts with their totals, for the title: `█ 1 88  ▓ 2 2,198`.
    package static func legend(_ entries: [(name: String, total: String)], parts: [Role], look: Look) -> StyledLine {
        var line: StyledLine = []
        for (index, entry) in entries.enumerated() where index < parts.count {
            let swatch = look.usesTextures || look.glyphs == .ascii ? look.glyphs.texture(index) : "█"
            if index > 0 { line.spans.append(.text("  ", .text)) }
            line.spans.append(.init(content: .swatch(swatch), style: Style(parts[index])))
            line.spans.append(.text(" \(entry.name) \(entry.total)", .text))
        }
        return line
    }

    private static func sum(_ counts: [Int]) -> Int {
        counts.reduce(0) {
            let (sum, overflow) = $0.addingReportingOverflow(max(0, $1))
            return overflow ? .max : sum
        }
    }

    /// Draws the chart with its axis and foot; buckets that do not fit at the right are left out.
    package func draw(on surface: inout Surface, in rect: Rect) {
        let rows = rect.rows - foot.rows
        guard rows > 0, rect.columns > labelColumns + 1 else { return }
        drawAxis(on: &surface, in: rect, rows: rows)
        let left = rect.x + labelColumns + 1
        for (index, counts) in buckets.prefix(rect.right - left).enumerated() {
            let edges = edges(of: counts, eighths: rows * 8)
            if edges.last ?? 0 > 0 {
                for row in 0..<rows {
                    guard let cell = cell(edges, row: row, look: surface.look) else { continue }
                    surface.put(cell, x: left + index, y: rect.y + rows - 1 - row)
                }
            }
            if index == cursor {
                surface.restyle(Rect(x: left + index, y: rect.y, columns: 1, rows: rows)) {
                    $0.attributes.formSymmetricDifference(.reverse)
                }
            }
        }
    }

    private func drawAxis(on surface: inout Surface, in rect: Rect, rows: Int) {
        let x = rect.x + labelColumns
        surface.fill(
            Rect(x: x, y: rect.y, columns: 1, rows: rows), style: Style(.border), glyph: surface.look.glyphs[.vertical])
        label(scale.top, row: 0, on: &surface, in: rect)
        // The middle has a label only where it falls on the edge of a row and is a whole number.
        if rows % 2 == 0, rows >= 4, scale.top % 2 == 0 { label(scale.top / 2, row: rows / 2, on: &surface, in: rect) }
        guard foot != .none else { return }
        surface.write(StyledLine("0", .textDim), x: rect.x, y: rect.y + rows, width: labelColumns, align: .right)
        surface.drawFoot(foot, ticks: ticks, origin: (x, rect.y + rows), buckets: buckets.count, right: rect.right)
    }

    private func label(_ value: Int, row: Int, on surface: inout Surface, in rect: Rect) {
        let line = StyledLine(Figure.compact(value), .textDim)
        surface.write(line, x: rect.x, y: rect.y + row, width: labelColumns, align: .right)
        surface.write(.axisLabel, x: rect.x + labelColumns, y: rect.y + row, style: Style(.border))
    }
}

extension Histogram {
    /// The upper edge of each part in eighths from the baseline, rising; a part that is not zero gets one at least.
    func edges(of counts: [Int], eighths: Int) -> [Int] {
        var edges: [Int] = []
        var sum = 0
        var below = 0
        for part in parts.indices {
            let count = part < counts.count ? max(0, counts[part]) : 0
            let (next, overflow) = sum.addingReportingOverflow(count)
            sum = overflow ? .max : next
            let height = (Double(sum) / Double(scale.top) * Double(eighths)).rounded()
            let edge = Int(min(height, Double(eighths)))
            below = count > 0 ? max(edge, below + 1) : below
            edges.append(below)
        }
        // Above the top the upper parts give way, but each keeps its eighth.
        var ceiling = eighths
        for part in edges.indices.reversed() {
            edges[part] = min(edges[part], ceiling)
            let count = part < counts.count ? counts[part] : 0
            ceiling = max(0, edges[part] - (count > 0 ? 1 : 0))
        }
        return edges
    }

    /// The cell of one row, 0 at the baseline; `nil` where it stays blank.
    private func cell(_ edges: [Int], row: Int, look: Look) -> Cell? {
        let bottom = row * 8
        var filled = 0
        var largest = (part: 0, eighths: 0)
        var lowest: (part: Int, eighths: Int)?
        var second = (part: 0, eighths: 0)
        var below = 0
        for (part, edge) in edges.enumerated() {
            let eighths = min(edge, bottom + 8) - max(below, bottom)
            below = max(below, edge)
            guard eighths > 0 else { continue }
            filled += eighths
            if eighths > largest.eighths { largest = (part, eighths) }
            if lowest == nil { lowest = (part, eighths) } else if eighths > second.eighths { second = (part, eighths) }
        }
        guard filled > 0, let lowest else { return nil }
        let solid = Cell(solid(largest.part, look), style: Style(parts[largest.part]))
        if filled == 8 {
            guard second.eighths > 0, !look.usesTextures, look.glyphs == .full,
                let border = look.glyphs.partial(eighths: lowest.eighths)
            else { return solid }
            return Cell(border, style: Style(parts[lowest.part], on: parts[second.part]))
        }
        switch look.glyphs {
        case .full:
            return look.glyphs.partial(eighths: filled).map { Cell($0, style: solid.style) }
        case .blocks:
            if let half = look.glyphs.partial(eighths: filled) { return Cell(half, style: solid.style) }
            return row == 0 ? Cell("_", style: solid.style) : nil
        case .ascii:
            // Less than half shows only where the column would else be empty, since it overstates.
            if filled >= 4 { return solid }
            return row == 0 ? Cell(".", style: solid.style) : nil
        }
    }

    private func solid(_ part: Int, _ look: Look) -> Unicode.Scalar {
        look.usesTextures || look.glyphs == .ascii ? look.glyphs.texture(part) : "█"
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// Where the panels of an overview stand, in cells of the pane.
struct OverviewLayout: Equatable {
    /// The panels that are drawn.
    var panels: [PanelID: Rect] = [:]
    /// The figures beside the histogram.
    var changes: Rect?
    /// The side column.
    var side: Rect?
    /// What the side column says under *Attention*, in one line, where there is no such column.
    var attention: Rect?
    var foot: AxisFoot = .labelled
    var lanes = 2

    /// Width of the side column, and of the blank columns before it.
    static let sideColumns = 36
    static let gap = 3
    /// From this width on there is room for three rankings beside each other.
    static let wide = 110
    /// From this height of a pane on there is a row of its own for the newest events.
    static let tall = 30
    /// The pane's height on a screen of 40 rows, without the line of attention, from which on blank rows part the panels.
    static let spaced = 35
    /// The side column is offered from here on.
    static let sideFrom = 140

    /// Rows of chart for a pane so high: a sixth or a ninth of the screen.
    static func chartRows(paneRows: Int, part: Int) -> Int { min(12, max(3, (paneRows + 4) / part)) }

    /// The pane without its side column, and the column.
    static func split(_ size: Size, showsSide: Bool) -> (main: Int, side: Rect?) {
        // The last column stays blank, so that numbers do not touch the edge.
        let columns = size.columns - 1
        guard showsSide, size.columns >= sideFrom else { return (columns, nil) }
        let main = columns - sideColumns - gap
        return (main, Rect(x: main + gap, y: 0, columns: sideColumns, rows: size.rows))
    }

    /// The layout that `inner` makes of a size, below a line of attention where there is room for one but no side column.
    static func belowAttention(
        _ size: Size, showsSide: Bool, isZoomed: Bool, _ inner: (Size) -> OverviewLayout
    ) -> OverviewLayout {
        let (main, side) = split(size, showsSide: showsSide)
        guard side == nil, !isZoomed, size.rows > tall else { return inner(size) }
        var layout = inner(Size(columns: size.columns, rows: size.rows - 1))
        let below = Rect(x: 0, y: 1, columns: 0, rows: 0)
        layout.panels = layout.panels.mapValues { $0.moved(into: below) }
        layout.changes = layout.changes?.moved(into: below)
        layout.attention = Rect(x: 0, y: 0, columns: main, rows: 1)
        return layout
    }

    /// Equal columns beside each other.
    static func columns(_ count: Int, width: Int, gap: Int, y: Int, rows: Int) -> [Rect] {
        let each = (width - gap * (count - 1)) / count
        return (0..<count).map { index in
            let x = index * (each + gap)
            return Rect(x: x, y: y, columns: index == count - 1 ? width - x : each, rows: rows)
        }
    }

    /// Puts `slots` beside each other; a focused panel that found no place takes the last one.
    mutating func place(_ slots: [PanelID], focus: PanelID?, folded: [PanelID], width: Int, y: Int, rows: Int) {
        guard rows > 1 else { return }
        var slots = slots
        if let focus, folded.contains(focus), !slots.contains(focus) {
            if focus == .newest { slots = [focus] } else { slots[slots.count - 1] = focus }
        }
        let rects = Self.columns(slots.count, width: width, gap: slots.count > 2 ? 3 : 2, y: y, rows: rows)
        for (slot, rect) in zip(slots, rects) { panels[slot] = rect }
    }
}

extension Rect {
    /// The rectangle moved by the corner of another.
    func moved(into outer: Rect) -> Rect { Rect(x: x + outer.x, y: y + outer.y, columns: columns, rows: rows) }
}

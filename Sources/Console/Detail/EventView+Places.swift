// SPDX-License-Identifier: Apache-2.0

internal import Canvas

extension EventView {
    /// From so many rows up payload and signature have a place each; with fewer they share one.
    private static let rowsForBoth = 30

    /// Tree, payload and signature at the left, the flow at the right from 110 columns up; else one below the other, and under 16
    /// rows only the one with the focus.
    static func places(of event: OpenEvent, in rect: Rect) -> [(panel: OpenEvent.Panel, place: Rect)] {
        let panels = event.panels
        let focus = panels.contains(event.panel) ? event.panel : .tree
        if event.isZoomed || rect.rows < 16 || panels.count == 1 { return [(focus, rect)] }
        // A panel below takes no more than it needs, with its title, and half the room only with the focus.
        func rows(_ panel: OpenEvent.Panel, of room: Int) -> Int {
            min(max(3, event.rowCount(of: panel) + 1), focus == panel ? room / 2 : max(5, room / 4))
        }
        var left = rect
        var places: [(OpenEvent.Panel, Rect)] = []
        if panels.contains(.flow), rect.columns >= 110 {
            let columns = rect.columns * 3 / 5
            left.columns = columns - 2
            places.append(
                (.flow, Rect(x: rect.x + columns, y: rect.y, columns: rect.columns - columns, rows: rect.rows)))
        } else if panels.contains(.flow) {
            let rows = rows(.flow, of: rect.rows)
            left.rows -= rows
            places.append((.flow, Rect(x: rect.x, y: rect.y + left.rows, columns: rect.columns, rows: rows)))
        }
        for panel in below(panels, focus: focus, rows: rect.rows).reversed() {
            let rows = rows(panel, of: left.rows)
            left.rows -= rows
            places.append((panel, Rect(x: left.x, y: left.bottom, columns: left.columns, rows: rows)))
        }
        return [(.tree, left)] + places
    }

    /// The panels below the tree, from above.
    private static func below(_ panels: [OpenEvent.Panel], focus: OpenEvent.Panel, rows: Int) -> [OpenEvent.Panel] {
        let below = panels.filter { $0 == .payload || $0 == .signature }
        guard below.count > 1, rows < rowsForBoth else { return below }
        return [focus == .signature ? .signature : .payload]
    }
}

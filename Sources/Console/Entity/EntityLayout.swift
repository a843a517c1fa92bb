// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Query

/// Where the parts of a page stand, in cells of the pane.
struct EntityLayout: Equatable {
    var head: Rect
    /// The panels that are drawn.
    var panels: [PanelID: Rect] = [:]
    var foot = AxisFoot.compact

    /// What a panel has at least: where there is little room, many panels say more than many rows.
    private static func panelRows(in rows: Int) -> Int { rows < 20 ? 4 : 6 }

    /// The page's panels in `order`; one that folds away for want of room takes the last place when it has the focus.
    static func layout(
        _ size: Size, headRows: Int, order: [PanelID], focus: PanelID?, zoomed: PanelID?
    ) -> EntityLayout {
        let width = size.columns - 1
        var layout = EntityLayout(head: Rect(x: 0, y: 0, columns: width, rows: min(headRows, size.rows)))
        let rest = Rect(x: 0, y: headRows, columns: width, rows: max(0, size.rows - headRows))
        if let zoomed, zoomed == .histogram || order.contains(zoomed) {
            layout.panels[zoomed] = rest
            return layout
        }
        layout.foot = size.rows >= OverviewLayout.tall ? .labelled : .compact
        let chart = HistogramPanel.height(
            chartRows: OverviewLayout.chartRows(paneRows: size.rows, part: 9), foot: layout.foot, lanes: 0)
        layout.panels[.histogram] = Rect(x: 0, y: rest.y, columns: width, rows: min(chart, rest.rows))
        layout.placePanels(
            order, focus: focus, in: Rect(x: 0, y: rest.y + chart, columns: width, rows: rest.rows - chart))
        return layout
    }

    private mutating func placePanels(_ order: [PanelID], focus: PanelID?, in rect: Rect) {
        guard rect.rows > 1, !order.isEmpty else { return }
        let across = rect.columns >= OverviewLayout.wide ? 3 : 2
        let lines = max(1, min(rect.rows / Self.panelRows(in: rect.rows), (order.count + across - 1) / across))
        var shown = Array(order.prefix(lines * across))
        if let focus, order.contains(focus), !shown.contains(focus) { shown[shown.count - 1] = focus }
        for line in 0..<lines {
            let slots = Array(shown.dropFirst(line * across).prefix(across))
            let y = rect.rows * line / lines
            let rects = OverviewLayout.columns(
                across, width: rect.columns, gap: 2, y: rect.y + y, rows: rect.rows * (line + 1) / lines - y)
            for (slot, place) in zip(slots, rects) { panels[slot] = place }
        }
    }
}

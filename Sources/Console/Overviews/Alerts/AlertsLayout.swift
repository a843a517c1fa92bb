// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// The alerts overview at every size: what folds away, and where the rest stands.
enum AlertsLayout {
    static let order: [PanelID] = [
        .histogram, .signatures, .gateways, .sources, .destinations, .newest, .categories, .actions,
    ]
    /// Cells of the figures beside the histogram; at 160 columns they leave room for a day in quarters of an hour.
    private static let changeColumns = 16

    static func layout(_ size: Size, focus: PanelID?, zoomed: PanelID?, showsSide: Bool) -> OverviewLayout {
        OverviewLayout.belowAttention(size, showsSide: showsSide, isZoomed: zoomed != nil) {
            panels($0, focus: focus, zoomed: zoomed, showsSide: showsSide)
        }
    }

    private static func panels(
        _ size: Size, focus: PanelID?, zoomed: PanelID?, showsSide: Bool
    ) -> OverviewLayout {
        var layout = OverviewLayout()
        let (main, side) = OverviewLayout.split(size, showsSide: showsSide)
        layout.side = side
        layout.foot = size.rows >= OverviewLayout.tall ? .labelled : .compact
        layout.lanes = size.rows >= OverviewLayout.tall ? 3 : 1
        if let zoomed, order.contains(zoomed) {
            layout.panels[zoomed] = Rect(x: 0, y: 0, columns: main, rows: size.rows)
            return layout
        }
        let chart = HistogramPanel.height(
            chartRows: OverviewLayout.chartRows(paneRows: size.rows, part: 6), foot: layout.foot, lanes: layout.lanes)
        let isWide = main >= OverviewLayout.wide
        layout.panels[.histogram] = Rect(
            x: 0, y: 0, columns: main - (isWide ? changeColumns + 1 : 0), rows: min(chart, size.rows))
        if isWide { layout.changes = Rect(x: main - changeColumns, y: 1, columns: changeColumns, rows: chart - 1) }
        let rest = size.rows - chart
        if rest < 10 {
            let shown = focus.flatMap { $0 == .histogram ? nil : $0 } ?? .signatures
            layout.panels[shown] = Rect(x: 0, y: chart, columns: main, rows: rest)
        } else if size.rows >= OverviewLayout.tall {
            tall(&layout, main: main, y: chart, size: size, focus: focus)
        } else {
            let signatures = (rest * 11 + 10) / 20
            layout.panels[.signatures] = Rect(x: 0, y: chart, columns: main, rows: signatures)
            layout.place(
                isWide ? [.gateways, .sources, .destinations] : [.gateways, .sources], focus: focus,
                folded: [.destinations, .newest, .categories, .actions], width: main, y: chart + signatures,
                rows: rest - signatures)
        }
        return layout
    }

    /// All four rows of panels.
    private static func tall(_ layout: inout OverviewLayout, main: Int, y top: Int, size: Size, focus: PanelID?) {
        let gap = size.rows >= OverviewLayout.spaced ? 1 : 0
        let isWide = main >= OverviewLayout.wide
        let rest = size.rows - top - 2 * gap
        let signatures = rest * 2 / 5
        let rankings = max(5, rest * 3 / 10)
        var y = top
        layout.panels[.signatures] = Rect(x: 0, y: y, columns: main, rows: signatures)
        y += signatures + gap
        layout.place(
            isWide ? [.gateways, .sources, .destinations] : [.gateways, .sources], focus: focus,
            folded: isWide ? [] : [.destinations, .categories, .actions], width: main, y: y, rows: rankings)
        y += rankings + gap
        guard isWide else {
            layout.panels[.newest] = Rect(x: 0, y: y, columns: main, rows: size.rows - y)
            return
        }
        let right = 30
        let actions = 3
        layout.panels[.newest] = Rect(x: 0, y: y, columns: main - right - 2, rows: size.rows - y)
        layout.panels[.categories] = Rect(
            x: main - right, y: y, columns: right, rows: size.rows - y - actions)
        layout.panels[.actions] = Rect(x: main - right, y: size.rows - actions, columns: right, rows: actions)
    }
}

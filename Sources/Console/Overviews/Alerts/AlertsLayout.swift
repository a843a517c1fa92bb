// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// The alerts overview at every size: what folds away, and where the rest stands.
enum AlertsLayout {
    /// The panels in the order of Tab; countries only where they can be told.
    static func order(hasCountries: Bool) -> [PanelID] {
        [.histogram, .signatures, .gateways, .sources, .destinations] + countries(hasCountries)
            + [.newest, .categories, .actions]
    }

    private static func countries(_ hasCountries: Bool) -> [PanelID] {
        hasCountries ? [.sourceCountries, .destinationCountries, .map] : []
    }

    /// Cells of the figures beside the histogram; at 160 columns they leave room for a day in quarters of an hour.
    private static let changeColumns = 16

    static func layout(
        _ size: Size, focus: PanelID?, zoomed: PanelID?, showsSide: Bool, hasCountries: Bool = false
    ) -> OverviewLayout {
        OverviewLayout.belowAttention(size, showsSide: showsSide, isZoomed: zoomed != nil) {
            panels($0, focus: focus, zoomed: zoomed, showsSide: showsSide, hasCountries: hasCountries)
        }
    }

    private static func panels(
        _ size: Size, focus: PanelID?, zoomed: PanelID?, showsSide: Bool, hasCountries: Bool
    ) -> OverviewLayout {
        var layout = OverviewLayout()
        let (main, side) = OverviewLayout.split(size, showsSide: showsSide)
        layout.side = side
        layout.foot = size.rows >= OverviewLayout.tall ? .labelled : .compact
        layout.lanes = size.rows >= OverviewLayout.tall ? 3 : 1
        if let zoomed, order(hasCountries: hasCountries).contains(zoomed) {
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
            tall(&layout, main: main, y: chart, size: size, focus: focus, hasCountries: hasCountries)
        } else {
            let signatures = (rest * 11 + 10) / 20
            layout.panels[.signatures] = Rect(x: 0, y: chart, columns: main, rows: signatures)
            layout.place(
                isWide ? [.gateways, .sources, .destinations] : [.gateways, .sources], focus: focus,
                folded: [.destinations, .newest, .categories, .actions] + countries(hasCountries), width: main,
                y: chart + signatures,
                rows: rest - signatures)
        }
        return layout
    }

    /// From this height of a pane on countries have a row of their own, beside the categories.
    private static let countriesFrom = 42

    /// All rows of panels.
    private static func tall(
        _ layout: inout OverviewLayout, main: Int, y top: Int, size: Size, focus: PanelID?, hasCountries: Bool
    ) {
        let gap = size.rows >= OverviewLayout.spaced ? 1 : 0
        let isWide = main >= OverviewLayout.wide
        let showsCountries = hasCountries && isWide && size.rows >= countriesFrom
        let rest = size.rows - top - 2 * gap
        let signatures = showsCountries ? rest * 3 / 10 : rest * 2 / 5
        let rankings = max(5, showsCountries ? rest / 4 : rest * 3 / 10)
        var y = top
        layout.panels[.signatures] = Rect(x: 0, y: y, columns: main, rows: signatures)
        y += signatures + gap
        layout.place(
            isWide ? [.gateways, .sources, .destinations] : [.gateways, .sources], focus: focus,
            folded: (isWide ? [] : [.destinations, .categories, .actions])
                + (showsCountries ? [.map] : countries(hasCountries)), width: main, y: y, rows: rankings)
        y += rankings + gap
        if showsCountries {
            let rows = max(5, rest / 5)
            layout.place(
                [.sourceCountries, .destinationCountries, .categories], focus: focus, folded: [], width: main, y: y,
                rows: rows)
            y += rows
        }
        guard isWide else {
            layout.panels[.newest] = Rect(x: 0, y: y, columns: main, rows: size.rows - y)
            return
        }
        let right = 30
        let actions = showsCountries ? size.rows - y : 3
        layout.panels[.newest] = Rect(x: 0, y: y, columns: main - right - 2, rows: size.rows - y)
        if !showsCountries {
            layout.panels[.categories] = Rect(
                x: main - right, y: y, columns: right, rows: size.rows - y - actions)
        }
        layout.panels[.actions] = Rect(x: main - right, y: size.rows - actions, columns: right, rows: actions)
    }
}

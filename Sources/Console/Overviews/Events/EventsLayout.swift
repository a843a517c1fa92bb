// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// The events overview at every size.
enum EventsLayout {
    /// The panels in the order of Tab; countries only where they can be told.
    static func order(hasCountries: Bool) -> [PanelID] {
        [.histogram, .types, .gateways, .transports, .appProtocols] + countries(hasCountries) + [.newest]
    }

    private static func countries(_ hasCountries: Bool) -> [PanelID] {
        hasCountries ? [.sourceCountries, .destinationCountries, .map] : []
    }

    /// Cells of the column with the protocols.
    private static let protocolColumns = 46

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
        layout.lanes = size.rows >= OverviewLayout.tall ? 2 : 0
        if let zoomed, order(hasCountries: hasCountries).contains(zoomed) {
            layout.panels[zoomed] = Rect(x: 0, y: 0, columns: main, rows: size.rows)
            return layout
        }
        let isTall = size.rows >= OverviewLayout.tall
        let chart = HistogramPanel.height(
            chartRows: OverviewLayout.chartRows(paneRows: size.rows, part: isTall ? 9 : 6), foot: layout.foot,
            lanes: layout.lanes)
        layout.panels[.histogram] = Rect(x: 0, y: 0, columns: main, rows: min(chart, size.rows))
        let rest = size.rows - chart
        if rest < 10 {
            let shown = focus.flatMap { $0 == .histogram ? nil : $0 } ?? .types
            layout.panels[shown] = Rect(x: 0, y: chart, columns: main, rows: rest)
        } else if isTall {
            tall(&layout, main: main, y: chart, size: size, focus: focus, hasCountries: hasCountries)
        } else {
            let types = (rest + 1) / 2
            layout.panels[.types] = Rect(x: 0, y: chart, columns: main, rows: types)
            layout.place(
                [.gateways, .appProtocols], focus: focus, folded: [.transports, .newest] + countries(hasCountries),
                width: main,
                y: chart + types, rows: rest - types)
        }
        return layout
    }

    private static func tall(
        _ layout: inout OverviewLayout, main: Int, y top: Int, size: Size, focus: PanelID?, hasCountries: Bool
    ) {
        let gap = size.rows >= OverviewLayout.spaced ? 1 : 0
        let rest = size.rows - top - 2 * gap
        let types = rest * 2 / 5
        layout.panels[.types] = Rect(x: 0, y: top, columns: main, rows: types)
        let y = top + types + gap
        let lower = size.rows - y
        let gateways = (lower - gap) * 6 / 10
        guard main >= OverviewLayout.wide else {
            layout.place(
                [.gateways, .appProtocols], focus: focus, folded: [.transports] + countries(hasCountries), width: main,
                y: y,
                rows: gateways)
            layout.panels[.newest] = Rect(
                x: 0, y: y + gateways + gap, columns: main, rows: lower - gateways - gap)
            return
        }
        // The gateways' counters need their width; the protocols shrink first.
        let right = main >= 150 ? protocolColumns : 36
        let left = main - right - OverviewLayout.gap
        // There are few transports and many application protocols.
        let transports = min(7, (lower - gap) * 4 / 10)
        layout.panels[.gateways] = Rect(x: 0, y: y, columns: left, rows: gateways)
        layout.panels[.newest] = Rect(x: 0, y: y + gateways + gap, columns: left, rows: lower - gateways - gap)
        guard hasCountries else {
            layout.panels[.transports] = Rect(x: main - right, y: y, columns: right, rows: transports)
            layout.panels[.appProtocols] = Rect(
                x: main - right, y: y + transports + gap, columns: right, rows: lower - transports - gap)
            return
        }
        stack(&layout, x: main - right, y: y, columns: right, rows: lower, focus: focus)
        if focus == .map {
            layout.panels[.map] = layout.panels[.newest]
            layout.panels[.newest] = nil
        }
    }

    /// Protocols and countries one below the other, each with a title and three rows at the least; where that is too much, the
    /// countries of destinations or of sources fold away, whichever has no focus, and then the transports.
    private static func stack(
        _ layout: inout OverviewLayout, x: Int, y: Int, columns: Int, rows: Int, focus: PanelID?
    ) {
        var panels: [PanelID] = [.transports, .appProtocols, .sourceCountries, .destinationCountries]
        for folded in [PanelID.destinationCountries, .transports, .sourceCountries, .appProtocols]
        where panels.count > max(1, rows / 4) && folded != focus {
            panels.removeAll { $0 == folded }
        }
        for (index, panel) in panels.enumerated() {
            let top = rows * index / panels.count
            layout.panels[panel] = Rect(
                x: x, y: y + top, columns: columns, rows: rows * (index + 1) / panels.count - top)
        }
    }
}

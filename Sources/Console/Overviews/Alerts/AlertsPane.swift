// SPDX-License-Identifier: Apache-2.0

package import Canvas
internal import EVE
package import Query

/// The alerts overview: what the sensors warn of, the worst first.
package struct AlertsPane: OverviewPane {
    let overview: AlertsOverview

    package init(overview: AlertsOverview) {
        self.overview = overview
    }

    package func panels(in size: Size, context: DrawContext) -> [PanelID] {
        AlertsLayout.order(hasCountries: hasCountries)
    }

    /// Whether countries can be told.
    private var hasCountries: Bool { overview.sourceCountries != nil }

    package func axis(of panel: PanelID) -> PanelAxis { panel == .histogram ? .buckets : .rows }

    package func rowCount(of panel: PanelID) -> Int {
        switch panel {
        case .histogram: overview.grid.count
        case .signatures: signatures.rowCount
        case .newest: newest.rowCount
        case .map: map?.rowCount ?? 0
        default: ranking(panel)?.rowCount ?? 0
        }
    }

    package func row(_ index: Int, of panel: PanelID) -> PanelRow? {
        switch panel {
        case .histogram: bucketRow(index)
        case .signatures: signatures.row(index)
        case .newest: newest.row(index)
        case .map: map?.row(index)
        default: ranking(panel)?.row(index)
        }
    }

    package static func shape(in size: Size, context: DrawContext) -> OverviewShape {
        let layout = AlertsLayout.layout(
            size, focus: context.focus, zoomed: context.zoomed, showsSide: context.showsSide)
        let chart = layout.panels[.histogram]?.columns ?? size.columns
        return OverviewShape(
            buckets: Histogram.bucketsFitting(chart, labelColumns: HistogramPanel.labelColumns), sparkCells: 24,
            rows: min(200, max(20, size.rows)), newest: max(10, size.rows))
    }

    package func draw(into surface: inout Surface, in rect: Rect, context: DrawContext) {
        let layout = AlertsLayout.layout(
            Size(columns: rect.columns, rows: rect.rows), focus: context.focus, zoomed: context.zoomed,
            showsSide: context.showsSide, hasCountries: hasCountries)
        for (panel, place) in layout.panels {
            draw(panel, into: &surface, in: place.moved(into: rect), layout: layout, context: context)
        }
        if let changes = layout.changes {
            ChangePanel(overview: overview).draw(into: &surface, in: changes.moved(into: rect))
        }
        if let line = layout.attention?.moved(into: rect) {
            let attention = Attention(activity: overview.activity, grid: overview.grid, context: context).line
            surface.write(attention, x: line.x + 1, y: line.y, width: line.columns - 1)
        }
        if let side = layout.side {
            SideColumn(activity: overview.activity, grid: overview.grid)
                .draw(into: &surface, in: side.moved(into: rect), context: context)
        }
    }

    private func draw(
        _ panel: PanelID, into surface: inout Surface, in rect: Rect, layout: OverviewLayout, context: DrawContext
    ) {
        switch panel {
        case .histogram:
            histogram(look: surface.look, layout: layout, context: context, width: rect.columns)
                .draw(into: &surface, in: rect, foot: layout.foot, context: context)
        case .signatures: signatures.draw(into: &surface, in: rect, context: context)
        case .newest: newest.draw(into: &surface, in: rect, context: context)
        case .map: map?.draw(into: &surface, in: rect, context: context)
        default: ranking(panel)?.draw(into: &surface, in: rect, context: context)
        }
    }
}

extension AlertsPane {
    private var signatures: SignaturesPanel {
        SignaturesPanel(ranking: overview.signatures, otherHigh: overview.otherSignaturesHigh)
    }

    private var newest: NewestPanel { NewestPanel(showsAlerts: true, events: overview.newest) }

    private var map: MapPanel? {
        guard let sources = overview.sourceCountries, let destinations = overview.destinationCountries else {
            return nil
        }
        return MapPanel(sources: sources, destinations: destinations)
    }

    private func bucketRow(_ index: Int) -> PanelRow? {
        guard overview.severities.indices.contains(index) else { return nil }
        let range = overview.grid.range(of: index)
        return PanelRow(
            identity: String(range.start.microseconds), meaning: .span(range),
            text: "\(range.start.rfc3339)\t\(overview.severities[index].total)")
    }

    private func ranking(_ panel: PanelID) -> RankingPanel? {
        func make(
            _ title: String, _ noun: String, _ field: Field, _ ranking: Ranking<RankedValue>,
            _ measure: RankingPanel.Measure
        ) -> RankingPanel {
            RankingPanel(id: panel, title: title, noun: noun, field: field, ranking: ranking, measure: measure)
        }
        switch panel {
        case .gateways: return make("Gateways", "reporting", .gateway, overview.gateways, .spark)
        case .sources: return make("Sources", "addresses", .source, overview.sources, .bar)
        case .destinations: return make("Destinations", "addresses", .destination, overview.destinations, .bar)
        case .sourceCountries:
            guard let countries = overview.sourceCountries else { return nil }
            return make("Countries of sources", "", .sourceCountry, countries, .spark)
        case .destinationCountries:
            guard let countries = overview.destinationCountries else { return nil }
            return make("Countries of destinations", "", .destinationCountry, countries, .spark)
        case .categories: return make("Categories", "", .category, overview.categories, .none)
        case .actions: return make("Actions", "", .action, overview.actions, .none)
        default: return nil
        }
    }

    private func histogram(look: Look, layout: OverviewLayout, context: DrawContext, width: Int) -> HistogramPanel {
        let total = overview.total
        var parts: [Role] = [.chartSeverity1, .chartSeverity2, .chartSeverity3]
        var legend = [
            (name: "1", total: Figure.grouped(total.high)), (name: "2", total: Figure.grouped(total.medium)),
            (name: "3", total: Figure.grouped(total.low)),
        ]
        if total.other > 0 {
            parts.append(.chartOther)
            legend.append((name: "none", total: Figure.grouped(total.other)))
        }
        var facts = Histogram.legend(legend, parts: parts, look: look)
        if width >= 60 { facts = [.text("severity ", .textDim)] + facts }
        if width >= 90, let peak = overview.severities.enumerated().max(by: { $0.element.total < $1.element.total }),
            peak.element.total > 0
        {
            let moment = MomentText(zone: context.zone, now: context.now)
            let at = moment.short(overview.grid.range(of: peak.offset).start)
            facts = [.text("peak \(Figure.grouped(peak.element.total)) at \(at)   ", .textDim)] + facts
        }
        var lanes = [Lane.digits("sev1", counts: overview.severities.map(\.high), role: .severity1)]
        if layout.lanes > 2 { lanes.append(RuleLane.lane(context, grid: overview.grid)) }
        if layout.lanes > 1 {
            lanes.append(NoteLane.lane(activity: overview.activity, grid: overview.grid, context: context))
        }
        return HistogramPanel(
            title: width >= 70 ? "Alerts over time" : "Alerts", grid: overview.grid,
            buckets: overview.severities.map { [$0.high, $0.medium, $0.low, $0.other] }, parts: parts, facts: facts,
            lanes: lanes)
    }
}

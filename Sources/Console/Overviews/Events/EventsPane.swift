// SPDX-License-Identifier: Apache-2.0

package import Canvas
internal import EVE
package import Query

/// The events overview: what the sensors see, and how the sensors themselves fare.
package struct EventsPane: OverviewPane {
    let overview: EventsOverview
    /// The gateways, silent ones first; one that sent nothing at all has a row too.
    let gateways: Ranking<RankedValue>

    /// `nil` where countries cannot be told, or are not counted yet.
    let countries: CountryOverview?

    package init(overview: EventsOverview, countries: CountryOverview? = nil) {
        self.overview = overview
        self.countries = countries
        gateways = Self.silentFirst(overview)
    }

    /// A silent gateway is louder than one that shouts: it comes first, with no events if it sent none.
    private static func silentFirst(_ overview: EventsOverview) -> Ranking<RankedValue> {
        // The last bucket may end in the future, where everybody would be silent; the newest event of all is the present.
        guard let present = overview.activity.compactMap(\.lastEvent).max() else { return overview.gateways }
        let silent = NoteLane.silent(overview.activity, grid: overview.grid, now: present).map(\.gateway)
        var ranking = overview.gateways
        let known = Set(ranking.rows.map(\.value.rowText))
        let absent = silent.filter { !known.contains($0) && ranking.otherGroups == 0 }.map {
            RankedValue(value: .text($0), count: 0, before: nil, series: [])
        }
        let names = Set(silent)
        ranking.rows =
            absent + ranking.rows.filter { names.contains($0.value.rowText) }
            + ranking.rows.filter { !names.contains($0.value.rowText) }
        return ranking
    }

    package func panels(in size: Size, context: DrawContext) -> [PanelID] {
        EventsLayout.order(hasCountries: countries != nil)
    }

    package func axis(of panel: PanelID) -> PanelAxis { panel == .histogram ? .buckets : .rows }

    package func rowCount(of panel: PanelID) -> Int {
        switch panel {
        case .histogram: overview.grid.count
        case .types: types.rowCount
        case .newest: newest.rowCount
        case .map: map?.rowCount ?? 0
        default: ranking(panel)?.rowCount ?? 0
        }
    }

    package func row(_ index: Int, of panel: PanelID) -> PanelRow? {
        switch panel {
        case .histogram: bucketRow(index)
        case .types: types.row(index)
        case .newest: newest.row(index)
        case .map: map?.row(index)
        default: ranking(panel)?.row(index)
        }
    }

    package static func shape(in size: Size, context: DrawContext) -> OverviewShape {
        let layout = EventsLayout.layout(
            size, focus: context.focus, zoomed: context.zoomed, showsSide: context.showsSide)
        let main = OverviewLayout.split(size, showsSide: context.showsSide).main
        let chart = layout.panels[.histogram]?.columns ?? size.columns
        return OverviewShape(
            buckets: Histogram.bucketsFitting(chart, labelColumns: HistogramPanel.labelColumns),
            sparkCells: TypesPanel.sparkCells(width: main), rows: min(200, max(20, size.rows)),
            newest: max(10, size.rows))
    }

    package func draw(into surface: inout Surface, in rect: Rect, context: DrawContext) {
        let layout = EventsLayout.layout(
            Size(columns: rect.columns, rows: rect.rows), focus: context.focus, zoomed: context.zoomed,
            showsSide: context.showsSide, hasCountries: countries != nil)
        for (panel, place) in layout.panels {
            draw(panel, into: &surface, in: place.moved(into: rect), layout: layout, context: context)
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
            histogram(layout: layout, context: context, width: rect.columns)
                .draw(into: &surface, in: rect, foot: layout.foot, context: context)
        case .types: types.draw(into: &surface, in: rect, context: context)
        case .gateways: sensors.draw(into: &surface, in: rect, context: context)
        case .newest: newest.draw(into: &surface, in: rect, context: context)
        case .map: map?.draw(into: &surface, in: rect, context: context)
        default: ranking(panel)?.draw(into: &surface, in: rect, context: context)
        }
    }
}

extension EventsPane {
    private var types: TypesPanel { TypesPanel(ranking: overview.types) }

    private var newest: NewestPanel { NewestPanel(showsAlerts: false, events: overview.newest) }

    private var seconds: Double { Double(overview.grid.width) / 1e6 * Double(overview.grid.count) }

    private var sensors: SensorsPanel {
        SensorsPanel(ranking: gateways, activity: overview.activity, seconds: seconds)
    }

    private var map: MapPanel? {
        guard let sources = countries?.sources, let destinations = countries?.destinations else { return nil }
        return MapPanel(sources: sources, destinations: destinations)
    }

    private func bucketRow(_ index: Int) -> PanelRow? {
        guard overview.events.indices.contains(index) else { return nil }
        let range = overview.grid.range(of: index)
        return PanelRow(
            identity: String(range.start.microseconds), meaning: .span(range),
            text: "\(range.start.rfc3339)\t\(overview.events[index])")
    }

    private func ranking(_ panel: PanelID) -> RankingPanel? {
        switch panel {
        case .gateways:
            RankingPanel(id: panel, title: "Gateways", noun: "", field: .gateway, ranking: gateways, measure: .spark)
        case .transports:
            RankingPanel(
                id: panel, title: "Transport", noun: "", field: .transport, ranking: overview.transports, measure: .bar)
        case .appProtocols:
            RankingPanel(
                id: panel, title: "Application protocols", noun: "", field: .appProtocol,
                ranking: overview.appProtocols, measure: .bar)
        case .sourceCountries:
            countries.map { ranking(panel, "Countries of sources", .sourceCountry, $0.sources, $0.isPartial) }
        case .destinationCountries:
            countries.map {
                ranking(panel, "Countries of destinations", .destinationCountry, $0.destinations, $0.isPartial)
            }
        default: nil
        }
    }

    /// Countries are counted on their own, and so may be partial on their own.
    private func ranking(
        _ panel: PanelID, _ title: String, _ field: Field, _ ranking: Ranking<RankedValue>, _ isPartial: Bool
    ) -> RankingPanel {
        RankingPanel(
            id: panel, title: title, noun: isPartial ? "so far" : "", field: field, ranking: ranking, measure: .spark)
    }

    private func histogram(layout: OverviewLayout, context: DrawContext, width: Int) -> HistogramPanel {
        let mean = seconds > 0 ? Double(overview.total) / seconds : 0
        var facts: StyledLine = [.text("mean \(Figure.rate(mean, unit: "/s"))", .textDim)]
        if width >= 90, let peak = overview.events.enumerated().max(by: { $0.element < $1.element }), peak.element > 0 {
            let moment = MomentText(zone: context.zone, now: context.now)
            let rate = Double(peak.element) / (Double(overview.grid.width) / 1e6)
            let at = moment.short(overview.grid.range(of: peak.offset).start)
            facts = facts + [.text("   peak \(Figure.rate(rate, unit: "/s")) at \(at)", .textDim)]
        }
        if let before = overview.before {
            facts =
                facts + [.text("   ")] + Change(before: before, now: overview.total).line
                + [.text(" vs before", .textDim)]
        }
        let lanes =
            layout.lanes > 0
            ? [
                RuleLane.lane(context, grid: overview.grid),
                NoteLane.lane(activity: overview.activity, grid: overview.grid, context: context),
            ] : []
        return HistogramPanel(
            title: width >= 70 ? "Events over time" : "Events", grid: overview.grid,
            buckets: overview.events.map { [$0] }, parts: [.bar], facts: facts, lanes: lanes)
    }
}

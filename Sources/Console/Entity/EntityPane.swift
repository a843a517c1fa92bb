// SPDX-License-Identifier: Apache-2.0

package import Canvas
internal import EVE
internal import Query

/// The page of an address, a name, a device, a signature, a rule, a gateway or any other value: when and where it was seen, and what
/// is around it.
package struct EntityPane: OverviewPane {
    let page: EntityPage
    let profile: EntityProfile

    /// `nil` before its numbers are there.
    package init?(_ page: EntityPage) {
        guard let profile = page.profile else { return nil }
        self.page = page
        self.profile = profile
    }

    private var order: [PanelID] { page.aspects.map(\.panel) }

    package func panels(in size: Size, context: DrawContext) -> [PanelID] { [.histogram] + order }

    package func axis(of panel: PanelID) -> PanelAxis { panel == .histogram ? .buckets : .rows }

    package func rowCount(of panel: PanelID) -> Int {
        panel == .histogram ? profile.grid.count : self.panel(panel)?.rowCount ?? 0
    }

    package func row(_ index: Int, of panel: PanelID) -> PanelRow? {
        guard panel == .histogram else { return self.panel(panel)?.row(index) }
        guard profile.series.indices.contains(index) else { return nil }
        let range = profile.grid.range(of: index)
        return PanelRow(
            identity: String(range.start.microseconds), meaning: .span(range),
            text: "\(range.start.rfc3339)\t\(profile.series[index])")
    }

    package static func shape(in size: Size, context: DrawContext) -> OverviewShape {
        OverviewShape(
            buckets: Histogram.bucketsFitting(size.columns - 1, labelColumns: HistogramPanel.labelColumns),
            sparkCells: 1,
            rows: min(200, max(20, size.rows)), newest: 0)
    }

    package func draw(into surface: inout Surface, in rect: Rect, context: DrawContext) {
        let head = EntityHead(page: page, profile: profile)
        let layout = EntityLayout.layout(
            Size(columns: rect.columns, rows: rect.rows), headRows: head.rows, order: order, focus: context.focus,
            zoomed: context.zoomed)
        head.draw(
            into: &surface, in: layout.head.moved(into: rect), context: context)
        for (id, place) in layout.panels {
            let place = place.moved(into: rect)
            if id == .histogram {
                histogram.draw(into: &surface, in: place, foot: layout.foot, context: context)
            } else {
                panel(id)?.draw(into: &surface, in: place, context: context)
            }
        }
    }

    private var histogram: HistogramPanel {
        HistogramPanel(
            title: "Events", grid: profile.grid, buckets: profile.series.map { [$0] }, parts: [.bar],
            facts: StyledLine("\(Figure.grouped(profile.events)) in this range", .textDim), lanes: [])
    }

    private func panel(_ id: PanelID) -> EntityPanel? {
        guard let aspect = EntityAspect(id), page.aspects.contains(aspect) else { return nil }
        return EntityPanel(
            aspect: aspect, entity: page.entity, ranking: page.facts(aspect), lack: lack(aspect))
    }

    private func lack(_ aspect: EntityAspect) -> String {
        if aspect == .names { return page.names.map { lack($0.isPartial, $0.hasReadAll, read: $0.read) } ?? "" }
        return lack(
            profile.isPartial, EntityAspect.counted.contains(aspect) || profile.hasReadAll, read: profile.read)
    }

    private func lack(_ isPartial: Bool, _ isWhole: Bool, read: Int) -> String {
        if isPartial { return "so far" }
        return isWhole ? "" : "of the newest \(Figure.grouped(read))"
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

/// How far the cursor goes.
enum CursorStep {
    case by(Int)
    /// So many screens full.
    case page(Int)
    case first, last
}

extension ConsoleState {
    /// The overview on the screen as something that draws itself; `nil` before its numbers are there.
    package var overviewView: (any OverviewPane)? {
        view(of: panelOwner)
    }

    private var panelOwner: OverviewMemory.Owner { place.depth == .entity ? .entity : .pane(place.pane) }

    private func view(of owner: OverviewMemory.Owner) -> (any OverviewPane)? {
        switch owner {
        case .pane(let pane): overviews.view(of: pane)
        case .entity: page.flatMap { EntityPane($0) }
        }
    }

    /// The panels of the overview in the order of Tab; empty before its numbers are there.
    private var panels: [PanelID] {
        let body = layout.body
        return overviewView?.panels(in: Size(columns: body.columns, rows: body.rows), context: drawContext(focus: nil))
            ?? []
    }

    /// The panel that has the focus: the remembered one, or the first with rows.
    package var focusedPanel: PanelID? {
        guard let view = overviewView else { return nil }
        let panels = panels
        if let focus = overviews.panels[panelOwner]?.focus, panels.contains(focus) { return focus }
        return panels.first { view.axis(of: $0) == .rows } ?? panels.first
    }

    var focusedAxis: PanelAxis? {
        guard let view = overviewView, let focus = focusedPanel else { return nil }
        return view.axis(of: focus)
    }

    /// What panes are drawn with.
    package var drawContext: DrawContext { drawContext(focus: focusedPanel) }

    private func drawContext(focus: PanelID?) -> DrawContext {
        let memory = overviews.panels[panelOwner]
        let hasFocus = menu == nil && editor == nil
        return DrawContext(
            now: present, zone: zone, focus: hasFocus ? focus : nil, cursors: memory?.cursors.mapValues(\.index) ?? [:],
            zoomed: memory?.zoomed, showsSide: settings.showsSide, sharesScale: settings.sharesScale,
            isFollowing: isFollowing, freshness: freshness(of: .overview, failure: overviews.failure), ingest: ingest,
            filterText: place.chips.isEmpty ? nil : place.filter.label, elsewhere: elsewhere,
            rules: overviews.rules, trust: devices.history)
    }

    /// Says where events are when the period holds none, as after an import of old files.
    private var elsewhere: String? {
        guard let extent, extent.end <= range.start || extent.start >= range.end else { return nil }
        let moments = MomentText(zone: zone, now: now)
        let last = extent.end.advanced(byMicroseconds: -1)
        let key = keys.hint(for: .timePick) ?? ":time"
        return "Stored: \(moments.date(extent.start)) to \(moments.date(last))  \(key) 5 shows all"
    }

    /// How fresh what a slot filled is.
    func freshness(of slot: Slot, failure: String?) -> Freshness {
        if let age = requests.age(of: slot, now: now) { return .loading(milliseconds: age) }
        return failure.map { .failed(reason: $0) } ?? .current
    }

    /// Whether what is on the screen has panels between which Tab walks.
    var showsPanels: Bool { place.depth == .entity || place.depth == .overview && place.pane.isOverview }

    var isPanelZoomed: Bool { showsPanels && overviews.panels[panelOwner]?.zoomed != nil }

    // MARK: Focus

    mutating func focusPanel(by step: Int) -> [Effect] {
        if place.depth == .event {
            event?.focus(by: step)
            return []
        }
        let panels = panels
        guard !panels.isEmpty else { return [] }
        let old = focusedPanel.flatMap { panels.firstIndex(of: $0) } ?? 0
        let new = panels[((old + step) % panels.count + panels.count) % panels.count]
        overviews.panels[panelOwner, default: .init()].focus = new
        if overviews.panels[panelOwner]?.zoomed != nil { overviews.panels[panelOwner]?.zoomed = new }
        return []
    }

    mutating func toggleZoom() -> [Effect] {
        if place.depth == .event {
            event?.isZoomed.toggle()
            return []
        }
        let focus = focusedPanel
        let isZoomed = overviews.panels[panelOwner]?.zoomed != nil
        overviews.panels[panelOwner, default: .init()].zoomed = isZoomed ? nil : focus
        return reshape()
    }

    // MARK: Cursor in a panel

    mutating func movePanelCursor(_ step: CursorStep) -> [Effect] {
        guard let view = overviewView, let focus = focusedPanel else { return [] }
        let count = view.rowCount(of: focus)
        guard count > 0 else { return [] }
        let isBuckets = view.axis(of: focus) == .buckets
        let memory = overviews.panels[panelOwner]?.cursors[focus]
        // A histogram without a cursor gets it at its newest bucket.
        let old = memory?.index ?? (isBuckets ? count : -1)
        let target: Int
        switch step {
        case .by(let rows) where isBuckets && memory == nil: target = rows < 0 ? count - 1 : 0
        case .by(let rows): target = max(0, old) + rows
        case .page(let pages): target = max(0, old) + pages * max(1, isBuckets ? count / 8 : 8)
        case .first: target = 0
        case .last: target = count - 1
        }
        setPanelCursor(min(max(0, target), count - 1), of: focus, in: view)
        return []
    }

    private mutating func setPanelCursor(_ index: Int, of panel: PanelID, in view: any OverviewPane) {
        overviews.panels[panelOwner, default: .init()].cursors[panel] = OverviewMemory.Cursor(
            index: index, identity: view.row(index, of: panel)?.identity)
    }

    /// Puts every cursor back on the row it stood on, after new numbers came.
    mutating func settleCursors(_ owner: OverviewMemory.Owner) {
        guard let view = view(of: owner), var memory = overviews.panels[owner] else { return }
        for (panel, cursor) in memory.cursors {
            let count = view.rowCount(of: panel)
            guard count > 0 else {
                memory.cursors[panel] = nil
                continue
            }
            let same = cursor.identity.flatMap { identity in
                view.row(cursor.index, of: panel)?.identity == identity
                    ? cursor.index : (0..<count).first { view.row($0, of: panel)?.identity == identity }
            }
            let index = min(same ?? cursor.index, count - 1)
            // A bucket that moved out of the range takes its cursor with it.
            if same == nil, view.axis(of: panel) == .buckets {
                memory.cursors[panel] = nil
            } else {
                memory.cursors[panel] = OverviewMemory.Cursor(
                    index: index, identity: view.row(index, of: panel)?.identity)
            }
        }
        overviews.panels[owner] = memory
    }

    /// The row under the cursor of the focused panel, or the cell of the matrix.
    var panelRow: PanelRow? {
        if place.depth == .matrix { return matrixCell }
        guard showsPanels, let view = overviewView, let focus = focusedPanel else { return nil }
        let index = overviews.panels[panelOwner]?.cursors[focus]?.index
        if view.axis(of: focus) == .buckets { return index.flatMap { view.row($0, of: focus) } }
        return view.row(min(index ?? 0, max(0, view.rowCount(of: focus) - 1)), of: focus)
    }

    /// The span of the bucket under the cursor, if a histogram has one.
    var bucketUnderCursor: TimeRange? {
        guard showsPanels, let view = overviewView else { return nil }
        let cursor = overviews.panels[panelOwner]?.cursors[.histogram]
        guard let cursor, case .span(let range) = view.row(cursor.index, of: .histogram)?.meaning else { return nil }
        return range
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Packets
internal import Query
internal import Rules

/// One event: its tree, its payload and the events of the same flow.
struct EventView {
    let state: ConsoleState

    func draw(into surface: inout Surface, in rect: Rect) {
        guard let event = state.event, let whole = event.whole else {
            PanelTitle("Event", isFocused: true).draw(on: &surface, in: rect)
            EmptyState(waitingLines).draw(on: &surface, in: rect)
            return
        }
        var places = Self.places(of: event, in: rect)
        var cards = AssetCard.all(from: whole.row.source, to: whole.row.destination, state.assets)
        if let side = Self.takeSide(for: cards, from: &places, in: rect) {
            draw(cards, into: &surface, in: side)
            cards = []
        }
        for (panel, place) in places {
            switch panel {
            case .tree: drawTree(event, whole, cards, into: &surface, in: place)
            case .payload: drawPayload(event, whole, into: &surface, in: place)
            case .signature: drawSignature(event, into: &surface, in: place)
            case .flow: drawFlow(event, whole, into: &surface, in: place)
            }
        }
    }

    private var waitingLines: [StyledLine] {
        switch state.event?.content {
        case .gone:
            [
                StyledLine("This event is not stored any more"),
                StyledLine("Its day was removed by retention. Esc leaves", .textDim),
            ]
        case .failed(let reason):
            [StyledLine(reason, .stateBad), StyledLine("`vedette doctor` checks the store", .textDim)]
        case .loading, .whole, nil: [StyledLine("Reading…", .textDim)]
        }
    }

    func isFocused(_ panel: OpenEvent.Panel) -> Bool {
        state.event?.panel == panel && state.menu == nil && state.editor == nil
    }

    /// The first row in view, so that the cursor is in view and the picture moves little.
    private func top(cursor: Int, count: Int, height: Int) -> Int {
        guard height > 0 else { return 0 }
        return max(0, min(cursor - height / 2, count - height))
    }

    // MARK: Tree

    private func drawTree(
        _ event: OpenEvent, _ whole: EventContent, _ cards: [AssetCard], into surface: inout Surface, in rect: Rect
    ) {
        let shows = event.showsRaw || whole.tree == nil
        // EVE does not name its gateway, so the title does.
        let hint =
            StyledLine("\(whole.row.gateway)  ", .text)
            + StyledLine("\(Figure.grouped(whole.raw.count)) bytes  ", .textDim)
            + [
                .text(state.keys.hint(for: .rawToggle) ?? "", .key, .bold),
                .text(event.showsRaw ? " tree" : " raw line", .textDim),
            ]
        PanelTitle(shows ? "Raw line" : "Event", facts: hint, isFocused: isFocused(.tree)).draw(on: &surface, in: rect)
        let matchRows = drawMatches(event, whole, into: &surface, in: rect)
        let assetRows = drawLines(cards, into: &surface, in: rect, below: matchRows)
        let trustRows = drawReporter(whole.row, into: &surface, in: rect, below: matchRows + assetRows)
        let above = matchRows + assetRows + trustRows
        let top = above + drawHistory(event.history, into: &surface, in: rect, below: above)
        let body = Rect(x: rect.x, y: rect.y + 1 + top, columns: rect.columns, rows: rect.rows - 1 - top)
        guard !shows else {
            drawRaw(event, whole, into: &surface, in: body)
            return
        }
        let cursor = event.cursor(of: .tree)
        let first = self.top(cursor: cursor, count: whole.rows.count, height: body.rows)
        Tree(
            rows: whole.rows.dropFirst(first).prefix(body.rows).map { row($0, event, whole) }, cursor: cursor - first,
            isFocused: isFocused(.tree), valueColumn: min(30, max(18, body.columns / 3))
        ).draw(on: &surface, in: body)
        if whole.tree?.isTruncated == true, body.rows > 1 {
            surface.write(
                "more fields than can be shown; J shows the raw line", x: body.x + 2, y: body.bottom - 1,
                width: body.columns - 2, style: Style(.stateWarn))
        }
    }

    /// The rules that the event matched, each in a row above the fields, with the indicators that it has of a list; the number of rows.
    private func drawMatches(_ event: OpenEvent, _ whole: EventContent, into surface: inout Surface, in rect: Rect)
        -> Int
    {
        let lines = MatchLines(
            whole.row.matches, event.matched.indicators, moments: MomentText(zone: state.zone, now: state.now)
        ).lines(atMost: max(min(4, rect.rows / 4), min(8, rect.rows / 3)))
        for (offset, line) in lines.enumerated() {
            surface.write(line, x: rect.x + 2, y: rect.y + 1 + offset, width: rect.columns - 3)
        }
        return lines.count
    }

    private func row(_ row: FieldRow, _ event: OpenEvent, _ whole: EventContent) -> TreeRow {
        var shown = row.treeRow(naming: state.assets)
        if let node = row.packetNode, let range = whole.packet?.nodes[node].range {
            shown.note = StyledLine(
                range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound - 1)", .textDim)
            return shown
        }
        // Where there is little room, the value needs it.
        if state.size.columns >= 100 { shown.note = placeNote(row, event, whole) }
        guard !row.isContainer, !event.picked.isEmpty || !event.matched.fields.isEmpty,
            let path = whole.tree?.path(of: row.node)?.description
        else { return shown }
        if event.picked.contains(path) {
            shown.note = [.glyph(.mark, .accent), .text(" picked", .accent)]
        } else if let titles = event.matched.fields[path] {
            let text = titles.count > 1 ? " matched by \(titles.count)" : " matched"
            shown.note = [.glyph(.mark, .urgencyHigh), .text(text, .urgencyHigh)]
        }
        return shown
    }

    /// The line broken at the panel's width; it scrolls by kilobytes.
    private func drawRaw(_ event: OpenEvent, _ whole: EventContent, into surface: inout Surface, in body: Rect) {
        let width = max(1, body.columns - 2)
        let start = min(event.cursor(of: .tree) * 1024, whole.raw.count)
        let shown = whole.raw[start..<min(whole.raw.count, start + width * body.rows * 4)]
        // A cut inside a character gives a replacement mark, which is visible and harmless.
        var rest = Array(String(decoding: shown, as: UTF8.self).unicodeScalars)[...]
        for y in body.y..<body.bottom where !rest.isEmpty {
            let line = String(String.UnicodeScalarView(rest.prefix(width)))
            surface.write(line, x: body.x + 1, y: y, width: width, cut: .plain)
            rest = rest.dropFirst(width)
        }
    }

    // MARK: Flow

    private func drawFlow(_ event: OpenEvent, _ whole: EventContent, into surface: inout Surface, in rect: Rect) {
        let flow = event.flow
        PanelTitle("Same flow", facts: flowFacts(flow), isFocused: isFocused(.flow)).draw(on: &surface, in: rect)
        let body = Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: rect.rows - 1)
        guard !flow.rows.isEmpty else {
            let text = flow.failure ?? (flow.isLoaded ? "No other event within an hour" : "Looking…")
            EmptyState([StyledLine(text, flow.failure == nil ? .textDim : .stateBad)]).draw(on: &surface, in: body)
            return
        }
        // Until the focus comes here, the open event is in the middle.
        let own = flow.rows.firstIndex { $0.id == event.id } ?? 0
        let cursor = event.cursors[.flow] == nil && !isFocused(.flow) ? own : event.cursor(of: .flow)
        let first = top(cursor: cursor, count: flow.rows.count, height: body.rows)
        let shows = Set(flow.rows.map(\.gateway)).count > 1
        let columns = [
            TableColumn("time", least: 12, priority: 1), TableColumn("type", least: 7, best: 9, priority: 2),
            TableColumn("gateway", least: shows ? 12 : 1, best: shows ? 16 : 1, priority: 4),
            TableColumn("what", least: 8, best: 20, priority: 3, grows: true, isLead: true),
        ]
        let moments = MomentText(zone: state.zone, now: state.now)
        let rows = flow.rows.dropFirst(first).prefix(body.rows).map { row -> TableRow in
            let isOwn = row.id == event.id
            return TableRow([
                .text(moments.milliseconds(row.time), .textDim),
                .text(row.type, isOwn ? .textStrong : .text, isOwn ? .bold : []),
                shows ? .text(row.gateway, .textDim) : .blank,
                isOwn ? .text("this event", .accent, .bold) : .text(row.alert?.signature ?? row.summary),
            ])
        }
        Table(columns: columns, rows: rows, cursor: cursor - first, isFocused: isFocused(.flow), showsHeads: false)
            .draw(on: &surface, in: body)
    }

    private func flowFacts(_ flow: FlowTimeline) -> String {
        guard let first = flow.rows.first, let last = flow.rows.last else { return "" }
        let span = last.time.microseconds &- first.time.microseconds
        let length =
            span < 60_000_000
            ? "\(Figure.decimal(Double(span) / 1_000_000)) s" : Figure.duration(seconds: Int(span / 1_000_000))
        let bound = flow.hasMore || flow.isPartial ? "at least " : ""
        guard flow.rows.count > 1 || flow.hasMore else { return "only this event within an hour" }
        return "\(bound)\(Figure.grouped(flow.rows.count)) events, \(length)"
    }
}

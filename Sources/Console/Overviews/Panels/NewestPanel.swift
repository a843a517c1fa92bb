// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

/// The newest events of an overview, newest first.
struct NewestPanel {
    /// Alerts show severity and signature, events their type and what happened.
    let showsAlerts: Bool
    let events: [EventRow]

    var rowCount: Int { events.count }

    func row(_ index: Int) -> PanelRow? {
        guard events.indices.contains(index) else { return nil }
        let event = events[index]
        return PanelRow(
            identity: "\(event.id.day).\(event.id.row)", meaning: .event(event),
            text: [event.time.rfc3339, event.gateway, what(event), Endpoint.source(event), Endpoint.destination(event)]
                .joined(separator: "\t"))
    }

    func draw(into surface: inout Surface, in rect: Rect, context: DrawContext) {
        let isFocused = context.focus == .newest
        let facts: StyledLine = [
            .text(context.isFollowing ? "following  " : "frozen  ", .textDim), .text("f", .key, .bold),
            .text(context.isFollowing ? " freeze" : " follow", .textDim),
        ]
        PanelTitle(showsAlerts ? "Newest" : "Newest events", facts: facts, isFocused: isFocused).draw(
            on: &surface, in: rect)
        let body = Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: rect.rows - 1)
        guard !events.isEmpty else { return EmptyPanel.draw(into: &surface, in: body, context: context) }
        let showsHeads = body.rows > 4
        let cursor = context.cursors[.newest] ?? 0
        let height = max(1, body.rows - (showsHeads ? 1 : 0))
        let first = max(0, min(cursor, events.count - 1) - height + 1)
        let table = Table(
            columns: columns(isWide: body.columns >= 100),
            rows: events.dropFirst(first).prefix(height).map { tableRow($0, context: context) },
            cursor: cursor - first, isFocused: isFocused, showsHeads: showsHeads)
        table.draw(on: &surface, in: body)
    }

    private func columns(isWide: Bool) -> [TableColumn] {
        [
            showsAlerts
                ? TableColumn("S", least: 1, priority: 1)
                : TableColumn("type", least: 8, best: 9, priority: 2),
            TableColumn("time", least: 8, best: showsAlerts || !isWide ? 8 : 12, priority: 1),
            TableColumn("gateway", least: 12, best: 18, priority: 5),
            TableColumn(
                showsAlerts ? "signature" : "what", least: showsAlerts ? 12 : 18, best: 40, priority: 4, grows: true,
                isLead: true),
            // Addresses are what an analyst reads here; a signature stands in full in its own panel.
            TableColumn("source", least: 13, best: 19, priority: 2),
            TableColumn("", least: 1, priority: 6),
            TableColumn("destination", least: 13, best: 19, priority: 3),
        ]
    }

    private func tableRow(_ event: EventRow, context: DrawContext) -> TableRow {
        let moment = MomentText(zone: context.zone, now: context.now)
        let time = showsAlerts ? moment.seconds(event.time) : moment.milliseconds(event.time)
        return TableRow([
            showsAlerts ? SeverityMark.entry(event.alert?.severity) : .text(event.type),
            .text(time, .textDim, cut: .plain),
            .line(RankingPanel.gatewayLine(event.gateway, at: event.time, context: context)), .text(what(event)),
            .text(Endpoint.source(event), cut: .middle),
            event.destination == nil ? .blank : .glyph(.arrow, .textDim),
            .text(Endpoint.destination(event), cut: .middle),
        ])
    }

    private func what(_ event: EventRow) -> String {
        showsAlerts ? event.alert?.signature ?? "" : event.summary
    }
}

/// An address with its port, as rows show it.
enum Endpoint {
    static func source(_ event: EventRow) -> String { text(event.source, event.sourcePort) }

    static func destination(_ event: EventRow) -> String { text(event.destination, event.destinationPort) }

    static func text(_ address: IPAddress?, _ port: UInt16?) -> String {
        guard let address else { return "" }
        guard let port else { return address.description }
        return address.isV4 ? "\(address):\(port)" : "[\(address)]:\(port)"
    }
}

/// Suricata's severity as one character: the letter speaks, the colour repeats it.
enum SeverityMark {
    static func entry(_ severity: UInt8?) -> TableEntry {
        guard let severity else { return .text("?", .textDim) }
        switch severity {
        case 1: return .text("1", .severity1, .bold)
        case 2: return .text("2", .severity2)
        case 3: return .text("3", .severity3)
        default: return .text(severity < 10 ? String(severity) : "+", .textDim)
        }
    }
}

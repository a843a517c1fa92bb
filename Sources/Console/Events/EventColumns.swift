// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Rules

/// The columns of an event list, which follow from what it lists.
struct EventColumns {
    /// What a column shows.
    enum Content {
        case time, severity, type, gateway, title, source, arrow, destination, transport, appProtocol, category, action,
            flow, rule
    }

    private let contents: [Content]
    let columns: [TableColumn]
    private let form: TimeForm
    private let names: AssetNames

    /// How times are written: the same in every row, so that they stand below each other.
    private enum TimeForm: Int {
        case seconds = 8
        case milliseconds = 12
        case dated = 14
    }

    /// Alerts have their own columns; all other events share one set.
    init(for place: Place, rows: some Sequence<EventRow>, state: ConsoleState) {
        let isAlerts = Self.onlyAlerts(place)
        let names = AssetNames(state.assets, columns: state.size.columns)
        self.names = names
        let source = names.best(21, for: rows.lazy.map(\.source))
        let destination = names.best(21, for: rows.lazy.map(\.destination))
        let moments = MomentText(zone: state.zone, now: state.now)
        let isToday = rows.allSatisfy { moments.seconds($0.time).utf8.count == TimeForm.seconds.rawValue }
        form = !isToday ? .dated : state.size.columns < 100 ? .seconds : .milliseconds
        let timeColumns = form.rawValue
        let hasMatches = rows.contains { !$0.matches.isEmpty }
        let plain: [Content] =
            isAlerts
            ? [.severity, .time, .gateway, .title, .source, .arrow, .destination, .action, .category, .transport]
            : [.time, .type, .gateway, .source, .arrow, .destination, .title, .transport, .appProtocol, .flow]
        // What a rule says of an event goes before what the event says of itself.
        contents = hasMatches ? plain.flatMap { $0 == .title ? [.rule, $0] : [$0] } : plain
        columns = contents.map {
            $0 == .time
                ? TableColumn("time", least: timeColumns, best: timeColumns + 1, priority: 1)
                : Self.column($0, isAlerts: isAlerts, source: source, destination: destination)
        }
    }

    private static func onlyAlerts(_ place: Place) -> Bool {
        let alert = Filter.test(.eventType, .equals(.text("alert")))
        return place.listFilter.conjuncts.contains(alert)
    }

    private static func column(_ content: Content, isAlerts: Bool, source: Int, destination: Int) -> TableColumn {
        switch content {
        case .time, .severity: TableColumn("S", least: 1, priority: 1)
        case .type: TableColumn("type", least: 8, best: 9, priority: 2)
        case .gateway: TableColumn("gateway", least: 12, best: 18, priority: 5)
        case .title:
            isAlerts
                ? TableColumn("signature", least: 16, best: 44, priority: 2, grows: true, isLead: true)
                : TableColumn("what", least: 12, best: 20, priority: 4, grows: true, isLead: true)
        case .source: TableColumn("source", least: 15, best: source, priority: 3)
        case .arrow: TableColumn("", least: 1, priority: 4)
        case .destination: TableColumn("destination", least: 15, best: destination, priority: 4)
        case .transport: TableColumn("proto", least: 5, best: 9, priority: 8)
        case .appProtocol: TableColumn("app", least: 6, best: 8, priority: 9)
        case .category: TableColumn("category", least: 16, best: 30, priority: 10)
        case .action: TableColumn("action", least: 7, priority: 7)
        case .rule: TableColumn("rule", least: 14, best: 30, priority: 3)
        case .flow: TableColumn("flow_id", least: 16, priority: 11, align: .right)
        }
    }

    /// The column that a list sorted by `key` marks.
    func column(of key: SortKey) -> Int? {
        let content: Content =
            switch key {
            case .time: .time
            case .gateway: .gateway
            case .type: .type
            case .severity: .severity
            case .signature: .title
            case .source: .source
            case .destination: .destination
            case .transport: .transport
            }
        return contents.firstIndex(of: content)
    }

    func row(_ event: EventRow, state: ConsoleState) -> TableRow {
        TableRow(contents.map { entry($0, of: event, state: state) })
    }

    private func entry(_ content: Content, of event: EventRow, state: ConsoleState) -> TableEntry {
        switch content {
        case .time: return time(of: event, state: state)
        case .severity: return SeverityMark.entry(event.alert?.severity)
        case .type: return .text(event.type, event.type == "alert" ? .urgencyHigh : .text)
        case .gateway: return .line([state.trustMark(of: event), .text(" \(event.gateway)")])
        case .title: return .text(event.alert?.signature ?? event.summary)
        case .source: return names.entry(Endpoint.source(event), at: event.source)
        case .arrow: return event.destination == nil ? .blank : .glyph(.arrow, .textDim)
        case .destination: return names.entry(Endpoint.destination(event), at: event.destination)
        case .transport: return .text(event.transport ?? "", .textDim)
        case .appProtocol: return .text(event.appProtocol ?? "", .textDim)
        case .category: return .text(event.alert?.category ?? "", .textDim)
        case .action: return action(event.alert?.action)
        case .rule:
            let worst = event.matches.max { RulesState.rank($0.level) < RulesState.rank($1.level) }
            return worst.map { .text($0.title, RulesPane.role(ofLevel: $0.level)) } ?? .blank
        case .flow: return .text(event.flowID.map { String($0) } ?? "", .textDim)
        }
    }

    private func action(_ action: String?) -> TableEntry {
        .text(action ?? "", action == "blocked" ? .stateGood : .textDim)
    }

    /// With thousandths today; a zone that was assumed is marked, since the instant may be wrong.
    private func time(of event: EventRow, state: ConsoleState) -> TableEntry {
        let moments = MomentText(zone: state.zone, now: state.now)
        let text = form == .milliseconds ? moments.milliseconds(event.time) : moments.seconds(event.time)
        guard event.flags.contains(.zoneAssumed) else { return .text(text, .textDim, cut: .plain) }
        return .line([.text(text, .textDim), .text("?", .stateWarn, .bold)])
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Devices
internal import EVE
internal import Query
internal import Triage

/// What waits for a person: alerts and matches of rules in groups, the most urgent first.
struct InboxPane {
    let state: ConsoleState

    private var inbox: InboxState { state.inbox }

    func draw(into surface: inout Surface, in rect: Rect) {
        let groups = inbox.groups
        let isFocused = state.menu == nil && state.editor == nil
        PanelTitle("Inbox", facts: facts, isFocused: isFocused).draw(on: &surface, in: rect)
        let body = Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: rect.rows - 1)
        guard !groups.isEmpty else {
            EmptyState(emptyLines).draw(on: &surface, in: body)
            return
        }
        let detailRows = rect.rows >= 18 ? 6 : 0
        let height = max(1, body.rows - 1 - detailRows)
        let selected = groups.firstIndex { $0.key == inbox.selected?.key } ?? 0
        let first = max(0, min(selected - height / 2, groups.count - height))
        let shown = groups.dropFirst(first).prefix(height)
        let names = AssetNames(state.assets, columns: rect.columns)
        Table(
            columns: columns(names, shown), rows: shown.map { row($0, names) }, cursor: selected - first,
            isFocused: isFocused, showsMarks: true
        ).draw(on: &surface, in: Rect(x: body.x, y: body.y, columns: body.columns - 1, rows: body.rows - detailRows))
        if detailRows > 0 {
            InboxDetail(group: groups[selected], state: state).draw(
                into: &surface,
                in: Rect(x: rect.x, y: rect.bottom - detailRows, columns: rect.columns, rows: detailRows))
        }
    }

    private var facts: StyledLine {
        var line: StyledLine = []
        if inbox.failure != nil { line.spans.append(.text("old: the inbox could not be read  ", .stateBad, .bold)) }
        if inbox.isBusy { line.spans.append(.text("working…  ", .stateWarn)) }
        if !inbox.marks.isEmpty {
            let alerts = inbox.meant.reduce(0) { $0 + $1.count }
            line.spans.append(.text("\(inbox.marks.count) marked: \(Figure.grouped(alerts)) alerts  ", .accent))
        }
        if inbox.view != .open { line.spans.append(.text("\(inbox.view.rawValue)  ", .stateWarn)) }
        line.spans.append(
            .text("by \(inbox.grouping.rawValue), sorted by \(inbox.order.rawValue)", .textDim))
        return line
    }

    private var emptyLines: [StyledLine] {
        if let failure = inbox.failure { return [StyledLine(failure, .stateBad)] }
        guard let page = inbox.page else { return [StyledLine("Reading…", .textDim)] }
        func key(_ command: Command) -> StyledLine.Span {
            .text(state.keys.hint(for: command) ?? command.rawValue, .key, .bold)
        }
        var lines: [StyledLine] = []
        if page.isPartial {
            lines.append(StyledLine("Nothing was found so far; not everything was looked at", .stateWarn))
        } else {
            lines.append(StyledLine("Nothing waits here."))
        }
        if page.others > 0 {
            lines.append([
                .text("\(Figure.grouped(page.others)) alerts of this range are elsewhere: ", .textDim),
                key(.inboxView), .text(" shows the escalated, the archived, all", .textDim),
            ])
        }
        lines.append([key(.timePick), .text(" chooses another range", .textDim)])
        return lines
    }

    // MARK: Rows

    private func columns(_ names: AssetNames, _ shown: some Sequence<InboxGroup>) -> [TableColumn] {
        // An IPv4 address and its port are never cut: what is left of two may look the same.
        let sourceWidth = shown.map { text(of: $0.sources).count }.max() ?? 0
        let destinationWidth = shown.map { destination(of: $0).count }.max() ?? 0
        return [
            TableColumn("U", least: 1, priority: 1), TableColumn("D", least: 1, priority: 1),
            TableColumn("count", least: 6, priority: 2, align: .right),
            TableColumn("K", least: 1, priority: 5),
            TableColumn("what", least: 18, best: 46, priority: 1, grows: true, isLead: true),
            TableColumn(
                "source", least: min(max(13, sourceWidth), 15),
                best: names.best(17, for: shown.map { only($0.sources) }),
                priority: 3),
            TableColumn(
                "destination", least: min(max(14, destinationWidth), 21),
                best: names.best(21, for: shown.map { only($0.destinations) }), priority: 4),
            TableColumn("gateway", least: 10, best: 16, priority: 6),
            TableColumn("when", least: InboxState.parts, priority: 7),
            TableColumn("last", least: 5, priority: 3, align: .right),
        ]
    }

    private func row(_ group: InboxGroup, _ names: AssetNames) -> TableRow {
        TableRow(
            [
                .text(String(group.urgency.letter), group.urgency.role, group.urgency >= .high ? .bold : []),
                .text(mark(of: group), group.escalated > 0 ? .urgencyHigh : .textDim),
                .text(Figure.grouped(group.count), .textStrong),
                .text(kind(of: group), .textDim), .text(title(of: group)),
                names.entry(text(of: group.sources), at: only(group.sources)),
                names.entry(destination(of: group), at: only(group.destinations)), .line(gatewayLine(of: group)),
                .spark(Sparkline(group.series, most: nil)), .text(age(group.last), .textDim),
            ], isMarked: inbox.marks.contains(group.key), tone: group.acknowledged == group.count ? .dim : .plain)
    }

    private func mark(of group: InboxGroup) -> String {
        if group.escalated > 0 { return "E" }
        if inbox.view == .archived { return "x" }
        return group.acknowledged == group.count ? "a" : ""
    }

    private func kind(of group: InboxGroup) -> String {
        switch group.key.subject {
        case .signature: "S"
        case .rule: "R"
        case nil: ""
        }
    }

    private func title(of group: InboxGroup) -> String {
        guard group.key.subject == nil, group.subjects.count > 1 else { return group.title }
        return "\(group.subjects.count) signatures and rules, last \(group.title)"
    }

    private func text(of addresses: InboxGroup.Values<IPAddress>) -> String {
        addresses.count > 1 ? "\(addresses.count) addresses" : addresses.first.first?.description ?? "-"
    }

    /// The one address that all alerts have; `nil` where they have several.
    private func only(_ addresses: InboxGroup.Values<IPAddress>) -> IPAddress? {
        addresses.count == 1 ? addresses.first.first : nil
    }

    private func destination(of group: InboxGroup) -> String {
        let addresses = text(of: group.destinations)
        guard group.ports.count == 1, let port = group.ports.first.first else { return addresses }
        return group.destinations.first.first?.isV4 == false && group.destinations.count == 1
            ? "[\(addresses)]:\(port)" : "\(addresses):\(port)"
    }

    private func gateway(of group: InboxGroup) -> String {
        group.gateways.count > 1 ? "\(group.gateways.count) gateways" : group.gateways.first.first ?? ""
    }

    /// With the worst mark that it had meanwhile, where it has one.
    private func gatewayLine(of group: InboxGroup) -> StyledLine {
        let name = StyledLine(gateway(of: group), .textDim)
        return state.worstTrust(of: group).map { [$0.span, .text(" ")] + name } ?? name
    }

    private func age(_ instant: Instant) -> String {
        let seconds = (state.now.microseconds &- instant.microseconds) / 1_000_000
        return seconds < 0 ? "ahead" : Figure.age(seconds: Int(seconds))
    }
}

extension Urgency {
    /// The colour of an urgency; its letter is always beside it.
    var role: Role {
        switch self {
        case .critical: .urgencyCritical
        case .high: .urgencyHigh
        case .medium: .urgencyMedium
        case .low: .urgencyLow
        case .info: .urgencyInfo
        }
    }

    /// Its name.
    var word: String {
        switch self {
        case .critical: "critical"
        case .high: "high"
        case .medium: "medium"
        case .low: "low"
        case .info: "info"
        }
    }
}

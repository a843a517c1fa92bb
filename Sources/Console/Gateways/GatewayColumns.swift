// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Devices
internal import EVE
internal import Pushes
internal import Query

/// The columns of the list of gateways, and what stands in them.
struct GatewayColumns {
    let fleet: GatewaysState
    let text: GatewayText
    var trust = TrustHistory()

    /// In how many parts the last day is drawn.
    static let parts = 8

    static let all = [
        TableColumn("T", least: 1, priority: 7),
        TableColumn("gateway", least: 16, best: 24, priority: 1, isLead: true),
        TableColumn("state", least: 8, priority: 2),
        TableColumn("ev/s", least: 5, priority: 5, align: .right),
        TableColumn("lag", least: 6, priority: 9, align: .right),
        TableColumn("last event", least: 10, priority: 3, align: .right),
        TableColumn("drop", least: 9, priority: 4, align: .right),
        TableColumn("refused", least: 7, priority: 6, align: .right),
        TableColumn("skew", least: 5, priority: 19, align: .right),
        TableColumn("suricata", least: 8, priority: 13),
        TableColumn("signatures", least: 10, priority: 12, align: .right),
        TableColumn("pushed", least: 12, best: 14, priority: 10),
        TableColumn("agent", least: 5, priority: 14),
        TableColumn("cert", least: 5, priority: 8, align: .right),
        TableColumn("24 h", least: parts, priority: 11),
        TableColumn("again", least: 6, priority: 15, align: .right),
        TableColumn("conn", least: 4, priority: 16, align: .right),
        TableColumn("address", least: 15, priority: 17),
        TableColumn("decoder err", least: 11, priority: 18, align: .right),
    ]

    /// The column that an order is about, and whether it rises; `nil` for the default one.
    static func sort(by order: GatewayOrder) -> (column: Int, rises: Bool)? {
        switch order {
        case .trouble: nil
        case .name: (1, true)
        case .quiet: (5, false)
        case .rate: (3, false)
        case .losses: (6, false)
        case .certificate: (13, true)
        }
    }

    /// The row of a gateway; those that are not expected to send are dim.
    func row(_ gateway: GatewayRow) -> TableRow {
        let report = gateway.report
        return TableRow(
            [
                trust(gateway), .text(gateway.name),
                .text(gateway.state.word, gateway.state.role, gateway.state == .silent ? [.bold, .reverse] : []),
                known(gateway.told.map { GatewayText.rate($0.rate) }),
                known(gateway.state == .silent ? nil : gateway.told?.lag.map(GatewayText.span)),
                known(report?.lastEvent.map(text.age)), loss(gateway.kernelDrops),
                loss(report?.refused), skew(gateway), known(report?.suricataVersion),
                signatures(report), pushed(gateway), known(report?.agentVersion), certificate(gateway), course(gateway),
                known(report.map { Figure.grouped($0.duplicates) }),
                known(gateway.told?.connections.map { Figure.grouped($0) }), known(gateway.told?.address),
                known(report?.counters?.decoderErrors.map { Figure.grouped(Int(clamping: $0)) }),
            ], tone: gateway.isExpected ? .plain : .dim)
    }

    private func trust(_ gateway: GatewayRow) -> TableEntry {
        switch gateway.state {
        case .silent: .glyph(.silent)
        case .revoked: .glyph(.revoked)
        default: trust.state(of: gateway.name, at: text.now).map { .line([$0.span]) } ?? .glyph(.unattested)
        }
    }

    private func known(_ value: String?) -> TableEntry { value.map { .text($0) } ?? GatewayText.unknown }

    /// A measured nothing is `0`; what nobody measured is a dash.
    private func loss(_ count: Int?) -> TableEntry {
        guard let count else { return GatewayText.unknown }
        return .text(Figure.grouped(count), count > 0 ? .stateWarn : .text)
    }

    /// What the gateway's agent measured; without one, what events from the future tell.
    private func skew(_ gateway: GatewayRow) -> TableEntry {
        if let clock = gateway.rules?.clock {
            return .text(GatewayText.signed(clock.ahead), GatewayText.role(ofClock: clock))
        }
        guard let ahead = gateway.report?.clockAhead else { return GatewayText.unknown }
        return .text(GatewayText.signed(ahead), ahead >= GatewayText.clockLimit ? .stateWarn : .text)
    }

    private func signatures(_ report: GatewayReport?) -> TableEntry {
        guard let counters = report?.counters, let loaded = counters.rulesLoaded else { return GatewayText.unknown }
        let failed = Int(clamping: counters.rulesFailed ?? 0)
        let text = Figure.compact(Int(clamping: loaded))
        guard failed > 0 else { return .text(text, loaded <= 0 ? .stateBad : .text) }
        return .text("\(text) !\(Figure.compact(failed))", loaded <= 0 ? .stateBad : .stateWarn)
    }

    /// Rules that the station has pushed, and whether they run.
    private func pushed(_ gateway: GatewayRow) -> TableEntry {
        guard let rules = gateway.rules, let wanted = rules.wanted else { return GatewayText.unknown }
        guard rules.state == .verified else { return .text(rules.state.words, rules.state.role) }
        return .text("\(Figure.compact(wanted.ruleCount)) verified", .stateGood)
    }

    private func certificate(_ gateway: GatewayRow) -> TableEntry {
        guard let end = gateway.certificateEnds else { return GatewayText.unknown }
        return .text(text.until(end) ?? "ended", text.role(ofEnd: end))
    }

    private func course(_ gateway: GatewayRow) -> TableEntry {
        guard let events = fleet.events(of: gateway, now: text.now) else { return GatewayText.unknown }
        return .spark(Sparkline(events).resampled(to: Self.parts))
    }
}

extension GatewayRulesState {
    /// The role of its word.
    var role: Role {
        switch self {
        case .verified: .stateGood
        case .unverified: .stateWarn
        case .refused, .rolledBack, .contradicts: .stateBad
        case .waits, .sent, .working: .text
        case .notWanted, .notManaged: .textDim
        }
    }
}

extension GatewayState {
    /// The role of its word.
    var role: Role {
        switch self {
        case .silent: .stateSilent
        case .dropping: .stateBad
        case .lagging: .stateWarn
        case .live: .stateGood
        case .invited: .textDim
        case .revoked: .trustFailed
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Canvas
internal import Devices
internal import EVE
internal import Enrolment
internal import Pushes
internal import Query

/// What is known of the gateway under the cursor, in words; what is not known says why.
struct GatewayFacts {
    let row: GatewayRow
    let text: GatewayText
    let registryFailure: String?
    /// How far it can be believed now; `nil` for one that never enrolled.
    var trust: DeviceState?

    private struct Fact {
        var label: String
        var value: StyledLine

        init(_ label: String, _ value: StyledLine) {
            self.label = label
            self.value = value
        }

        init(_ label: String, _ value: String, _ role: Role = .text) { self.init(label, StyledLine(value, role)) }
    }

    /// Cells that a fact takes at the least, and those of its label.
    private static let least = 38
    private static let labelColumns = 12

    func draw(into surface: inout Surface, in rect: Rect) {
        PanelTitle("Gateway: \(row.name)", facts: StyledLine(row.state.word, row.state.role)).draw(
            on: &surface, in: rect)
        var rect = rect
        if let told = rulesTold, rect.rows > 2 {
            surface.write("rules", x: rect.x + 2, y: rect.y + 1, width: Self.labelColumns - 1, style: Style(.textDim))
            surface.write(
                told, x: rect.x + 2 + Self.labelColumns, y: rect.y + 1, width: rect.columns - 4 - Self.labelColumns)
            rect = Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: rect.rows - 1)
        }
        let room = rect.columns - 3
        let columns = max(1, min(4, room / Self.least))
        let width = room / columns
        let facts = facts
        // Row by row: where there is no room for all, the first ones stay.
        for (index, fact) in facts.enumerated() where index / columns + 1 < rect.rows {
            let x = rect.x + 2 + index % columns * width
            let y = rect.y + 1 + index / columns
            surface.write(fact.label, x: x, y: y, width: Self.labelColumns - 1, style: Style(.textDim))
            surface.write(fact.value, x: x + Self.labelColumns, y: y, width: width - Self.labelColumns - 1)
        }
    }

    /// The most wanted first.
    private var facts: [Fact] {
        [
            certificate, connection, rules, clock,
            Fact("suricata", version(row.report?.suricataVersion ?? sensorVersion, unknown: "not told")),
            Fact("agent", version(row.report?.agentVersion)), trusted, wanted,
            lastEvent, lag, arrival, rate, uptime, memory, reload, firstEvent, invited, Fact("stored", stored),
        ]
    }

    private var trusted: Fact {
        guard let trust else { return Fact("trust", "not attested", .trustNone) }
        return Fact(
            "trust", [trust.span, .text(" \(trust.word)", trust.role), .text("  \(trust.reason?.words ?? "")")])
    }

    // MARK: How it comes in

    private var certificate: Fact {
        guard let enrolled = row.enrolled else {
            return Fact(
                "certificate", GatewayText.unknown(registryFailure == nil ? "never invited" : "gateways.db unreadable"))
        }
        switch enrolled.state {
        case .revoked: return Fact("certificate", "none taken: revoked", .stateBad)
        case .invited:
            guard let end = enrolled.invitationEnds else { return Fact("certificate", GatewayText.unknown("none yet")) }
            let left = text.until(end)
            return Fact(
                "certificate", left.map { "none; token good for \($0)" } ?? "none; the token expired",
                left == nil ? .stateWarn : .text)
        case .enrolled:
            guard let end = row.certificateEnds else { return Fact("certificate", GatewayText.unknown("none")) }
            let left = text.until(end).map { "\($0), to" } ?? "expired"
            return Fact("certificate", "\(left) \(text.moment(end).prefix(10))", text.role(ofEnd: end))
        }
    }

    private var connection: Fact {
        guard let connections = row.told?.connections else {
            return Fact("connection", GatewayText.unknown("not told here"))
        }
        guard connections > 0 else { return Fact("connection", "none now", row.state == .silent ? .stateWarn : .text) }
        let from = row.told?.address.map { " from \($0)" } ?? ""
        return Fact("connection", "\(Figure.grouped(connections))\(from)")
    }

    private var invited: Fact {
        guard let enrolled = row.enrolled else { return Fact("invited", GatewayText.unknown("never")) }
        return Fact("invited", text.moment(enrolled.invited))
    }

    // MARK: What it sends

    private var lastEvent: Fact {
        guard let last = row.report?.lastEvent else { return Fact("last event", GatewayText.unknown("none ever")) }
        return Fact("last event", "\(text.age(last)), \(text.seconds(last))")
    }

    private var firstEvent: Fact {
        guard let first = row.report?.firstEvent else { return Fact("first event", GatewayText.unknown("none ever")) }
        return Fact("first event", text.moment(first))
    }

    private var arrival: Fact {
        guard let arrival = row.report?.lastArrival else {
            return Fact("arrived", GatewayText.unknown("nothing ever came"))
        }
        return Fact("arrived", text.moment(arrival))
    }

    private var lag: Fact {
        guard let lag = row.told?.lag else { return Fact("lag", GatewayText.unknown("not followed now")) }
        return Fact("lag", GatewayText.span(lag))
    }

    private var rate: Fact {
        guard let told = row.told else { return Fact("rate", GatewayText.unknown("not followed now")) }
        return Fact("rate", "\(GatewayText.rate(told.rate)) ev/s")
    }

    private var stored: String { "\(Figure.grouped(row.report?.events ?? 0)) events" }

    /// What the agent measured. Without that, only a clock that is ahead can be told from a slow way.
    private var clock: Fact {
        if let clock = row.rules?.clock { return Fact("clock", measured(clock), GatewayText.role(ofClock: clock)) }
        guard row.report?.lastArrival != nil else { return Fact("clock", GatewayText.unknown("nothing ever came")) }
        guard let ahead = row.report?.clockAhead else { return Fact("clock", GatewayText.unknown("hidden by the lag")) }
        return Fact(
            "clock", "ahead, \(GatewayText.span(ahead)) at least", ahead >= GatewayText.clockLimit ? .stateWarn : .text)
    }

    /// How far the clock is off, and how well that is known; of a gateway that is not connected also since when.
    private func measured(_ clock: ClockSkew) -> String {
        let way = clock.ahead == 0 ? "" : clock.ahead < 0 ? " behind" : " ahead"
        let bound = Double(clock.within) / 1000
        let within = bound < 1000 ? "\(Figure.decimal(bound)) ms" : GatewayText.span(clock.within)
        let words = "\(GatewayText.span(Int64(clamping: clock.ahead.magnitude)))\(way), ±\(within)"
        guard row.rules?.isConnected == false, let told = row.rules?.clockTold else { return words }
        return words + ", \(text.age(told)) ago"
    }

    // MARK: What runs there

    private func version(_ version: String?, unknown: String = "no agent told") -> StyledLine {
        version.map { StyledLine($0) } ?? GatewayText.unknown(unknown)
    }

    private var rules: Fact {
        guard let counters = row.report?.counters, let loaded = counters.rulesLoaded else {
            return Fact("signatures", GatewayText.unknown("no stats event told"))
        }
        let failed = counters.rulesFailed ?? 0
        return Fact(
            "signatures",
            "\(Figure.grouped(Int(clamping: loaded))) loaded, "
                + (counters.rulesFailed == nil ? "failed not told" : "\(Figure.grouped(Int(clamping: failed))) failed"),
            loaded <= 0 ? .stateBad : failed > 0 ? .stateWarn : .text)
    }

    /// How what was pushed stands, on a row of its own; `nil` where nothing was.
    private var rulesTold: StyledLine? {
        guard let rules = row.rules, let wanted = rules.wanted else { return nil }
        return [
            .text(rules.state.words, rules.state.role, rules.state.isTrouble ? .bold : []),
            .text(": \(rules.explanation)", .text),
            .text("  \(Figure.grouped(wanted.ruleCount)) wanted, \(wanted.revision), ", .textDim),
            .text("\(wanted.person) \(text.moment(wanted.time))", .textDim),
        ]
    }

    private var wanted: Fact {
        guard let wanted = row.rules?.wanted else {
            return Fact("wanted", GatewayText.unknown(row.enrolled == nil ? "never invited" : "nothing was pushed"))
        }
        return Fact("wanted", "\(Figure.grouped(wanted.ruleCount)) rules, \(wanted.revision)")
    }

    /// As the agent told with its rules.
    private var sensorVersion: String? {
        row.rules?.report?.sensor.flatMap { $0.version.isEmpty ? nil : $0.version }
    }

    private var reload: Fact {
        guard let reload = row.report?.counters?.lastReload else {
            return Fact("reloaded", GatewayText.unknown("no stats event told"))
        }
        return Fact("reloaded", text.moment(reload))
    }

    private var uptime: Fact {
        guard let uptime = row.report?.counters?.uptime, let time = row.report?.countersTime else {
            return Fact("uptime", GatewayText.unknown("no stats event told"))
        }
        return Fact("uptime", "\(Figure.duration(seconds: Int(clamping: max(0, uptime)))), \(text.age(time)) ago")
    }

    private var memory: Fact {
        guard let memory = row.report?.counters?.memoryUse else {
            return Fact("memory", GatewayText.unknown("no stats event told"))
        }
        return Fact("memory", Figure.bytes(Int(clamping: memory)))
    }
}

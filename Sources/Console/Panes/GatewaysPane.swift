// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

/// The gateways with their state and what was lost of them.
struct GatewaysPane {
    let state: ConsoleState

    /// After so long without an event a gateway counts as silent where the station does not say.
    private static let silentSeconds: Int64 = 300

    func draw(into surface: inout Surface, in rect: Rect) {
        let reports = Self.order(state.gateways, ingest: state.ingest, now: state.now)
        guard !reports.isEmpty else {
            drawEmpty(into: &surface, in: rect)
            return
        }
        let selected = state.gatewayCursor.flatMap { name in reports.firstIndex { $0.gateway == name } } ?? 0
        let ledgerRows = rect.rows >= 20 ? min(14, rect.rows / 3) : 0
        let listRows = rect.rows - ledgerRows
        PanelTitle("Gateways", facts: "silent first, then losses", isFocused: true).draw(on: &surface, in: rect)
        let height = max(1, listRows - 2)
        let first = max(0, selected - height + 1)
        Table(
            columns: Self.columns, rows: reports.dropFirst(first).prefix(height).map(row), cursor: selected - first,
            isFocused: state.menu == nil
        ).draw(on: &surface, in: Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: listRows - 1))
        if ledgerRows > 0 {
            drawLedger(
                reports[selected], into: &surface,
                in: Rect(x: rect.x, y: rect.y + listRows, columns: rect.columns, rows: ledgerRows))
        }
    }

    private func drawEmpty(into surface: inout Surface, in rect: Rect) {
        PanelTitle("Gateways", isFocused: true).draw(on: &surface, in: rect)
        let lines: [StyledLine]
        if let failure = state.gatewaysFailure {
            lines = [StyledLine(failure, .stateBad)]
        } else if state.requests.waiting[.gateways] != nil {
            lines = [StyledLine("Reading…", .textDim)]
        } else {
            lines = [
                StyledLine("No gateway yet: nothing was stored."),
                [
                    .text("vedette import --gateway NAME FILE", .key, .bold),
                    .text(" in a shell reads an eve.json", .textDim),
                ],
            ]
        }
        EmptyState(lines).draw(on: &surface, in: rect)
    }

    // MARK: Rows

    /// Silent first, then by losses, then by name.
    static func order(_ reports: [GatewayReport], ingest: IngestStatus, now: Instant) -> [GatewayReport] {
        reports.sorted { left, right in
            let leftState = standing(of: left, ingest: ingest, now: now)
            let rightState = standing(of: right, ingest: ingest, now: now)
            if leftState != rightState { return leftState < rightState }
            if losses(left) != losses(right) { return losses(left) > losses(right) }
            return left.gateway < right.gateway
        }
    }

    /// How a gateway stands: by the station's word, else by the age of its newest event and its losses.
    static func standing(of report: GatewayReport, ingest: IngestStatus, now: Instant) -> GatewayState {
        if let told = ingest.gateways.first(where: { $0.name == report.gateway }) { return told.state }
        guard let last = report.lastEvent else { return .silent }
        return last.advanced(byMicroseconds: silentSeconds * 1_000_000) < now ? .silent : .live
    }

    private static func losses(_ report: GatewayReport) -> Int {
        report.kernelDrops + report.rejected.values.reduce(0, +)
    }

    private static let columns = [
        TableColumn("T", least: 1, priority: 6),
        TableColumn("gateway", least: 16, best: 24, priority: 1, isLead: true),
        TableColumn("state", least: 8, priority: 2),
        TableColumn("ev/s", least: 6, priority: 5, align: .right),
        TableColumn("lag", least: 6, priority: 8, align: .right),
        TableColumn("last event", least: 10, priority: 3, align: .right),
        TableColumn("events", least: 11, priority: 7, align: .right),
        TableColumn("drop", least: 9, priority: 4, align: .right),
        TableColumn("refused", least: 8, priority: 5, align: .right),
        TableColumn("again", least: 7, priority: 9, align: .right),
        TableColumn("decoder err", least: 11, priority: 10, align: .right),
        TableColumn("memuse", least: 7, priority: 11, align: .right),
        TableColumn("stats", least: 8, priority: 12, align: .right),
    ]

    private func row(_ report: GatewayReport) -> TableRow {
        let standing = Self.standing(of: report, ingest: state.ingest, now: state.now)
        let told = state.ingest.gateways.first { $0.name == report.gateway }
        let refused = report.rejected.values.reduce(0, +)
        let counters = report.counters
        return TableRow([
            .glyph(standing == .silent ? .silent : .unattested), .text(report.gateway),
            .text(standing.word, standing.role, standing == .silent ? [.bold, .reverse] : []),
            standing == .silent ? .blank : .text(told.map { rate($0.rate) } ?? "?"),
            standing == .silent ? .blank : .text(told?.lag.map(lag) ?? "?"),
            .text(age(report.lastEvent), .text), .text(Figure.grouped(report.events)),
            loss(report.countersTime == nil ? nil : report.kernelDrops), loss(refused),
            .text(Figure.grouped(report.duplicates)),
            .text(counters?.decoderErrors.map { Figure.grouped(Int(clamping: $0)) } ?? "?"),
            .text(counters?.memoryUse.map { Figure.compact(Int(clamping: $0)) } ?? "?"),
            .text(age(report.countersTime), .textDim),
        ])
    }

    /// A measured nothing is `0`; what nobody measured is `?`.
    private func loss(_ count: Int?) -> TableEntry {
        guard let count else { return .text("?", .textDim) }
        return .text(Figure.grouped(count), count > 0 ? .stateWarn : .text)
    }

    /// With one decimal while that says something, then short: a number is never cut.
    private func rate(_ perSecond: Double) -> String {
        perSecond < 99.95 ? Figure.decimal(perSecond) : Figure.compact(Int(perSecond.rounded()))
    }

    private func lag(_ microseconds: Int64) -> String {
        let seconds = Double(microseconds) / 1_000_000
        return seconds < 60 ? "\(Figure.decimal(seconds)) s" : Figure.age(seconds: Int(seconds))
    }

    /// An instant to the second with its zone; the ledger needs no fractions.
    private func moment(_ instant: Instant?) -> String {
        guard let instant else { return "?" }
        let text = MomentText(zone: state.zone, now: state.now).full(instant)
        return "\(text.prefix { $0 != "." }) \(state.zone.name)"
    }

    private func age(_ instant: Instant?) -> String {
        guard let instant else { return "?" }
        let seconds = (state.now.microseconds &- instant.microseconds) / 1_000_000
        return seconds < 0 ? "\(Figure.age(seconds: Int(-seconds))) ahead" : Figure.duration(seconds: Int(seconds))
    }

    // MARK: Ledger

    private func drawLedger(_ report: GatewayReport, into surface: inout Surface, in rect: Rect) {
        PanelTitle("Loss ledger: \(report.gateway)", facts: "since the first event").draw(on: &surface, in: rect)
        var lines: [(String, String, Int)] = [
            ("events stored", Figure.grouped(report.events), 0),
            (
                "kernel drops",
                report.countersTime == nil ? "? no stats event yet" : Figure.grouped(report.kernelDrops),
                report.kernelDrops
            ),
        ]
        for reason in Rejection.Reason.allCases {
            let count = report.rejected[reason] ?? 0
            guard count > 0 || reason == .torn || reason == .notJSON else { continue }
            lines.append((reason.words, Figure.grouped(count), count))
        }
        lines += [
            ("lines come again", Figure.grouped(report.duplicates), 0),
            ("first event", moment(report.firstEvent), 0), ("last event", moment(report.lastEvent), 0),
            ("last arrival", moment(report.lastArrival), 0),
        ]
        for (offset, line) in lines.enumerated() where offset + 1 < rect.rows {
            let y = rect.y + 1 + offset
            surface.write(line.0, x: rect.x + 2, y: y, width: 20, style: Style(.textDim))
            surface.write(
                line.1, x: rect.x + 24, y: y, width: rect.columns - 25, style: Style(line.2 > 0 ? .stateWarn : .text))
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
        }
    }
}

extension Rejection.Reason {
    /// What the ledger calls lines refused for this.
    var words: String {
        switch self {
        case .torn: "torn lines"
        case .notJSON: "no JSON"
        case .notAnObject: "no JSON object"
        case .noEventType: "no event_type"
        case .noTimestamp: "no timestamp"
        case .tooLong: "too long"
        case .notUTF8: "no UTF-8"
        case .tooDeep: "nested too deep"
        }
    }
}

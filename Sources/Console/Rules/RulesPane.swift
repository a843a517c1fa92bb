// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Rules

/// The rules of the station, with what each found lately.
struct RulesPane {
    let state: ConsoleState

    private var rules: RulesState { state.rules }

    func draw(into surface: inout Surface, in rect: Rect) {
        let rows = rules.rows
        PanelTitle("Rules", facts: facts(rows.count), isFocused: state.menu == nil && state.editor == nil)
            .draw(on: &surface, in: rect)
        let body = Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: rect.rows - 1)
        guard !rows.isEmpty else {
            EmptyState(emptyLines).draw(on: &surface, in: body)
            return
        }
        let detailRows = rect.rows >= 20 ? 6 : 0
        let height = max(1, body.rows - 1 - detailRows)
        let selected = rows.firstIndex { $0.id == rules.selected?.id } ?? 0
        let first = max(0, min(selected - height / 2, rows.count - height))
        let most = rules.overview?.rules.flatMap(\.series).max()
        Table(
            columns: Self.columns,
            rows: rows.dropFirst(first).prefix(height).map { row($0, most: most) }, cursor: selected - first,
            isFocused: state.menu == nil && state.editor == nil
        ).draw(on: &surface, in: Rect(x: body.x, y: body.y, columns: body.columns - 1, rows: body.rows - detailRows))
        if detailRows > 0 {
            drawDetail(
                rows[selected], into: &surface,
                in: Rect(x: rect.x, y: rect.bottom - detailRows, columns: rect.columns, rows: detailRows))
        }
    }

    private func facts(_ shown: Int) -> StyledLine {
        var line: StyledLine = []
        if rules.failure != nil { line.spans.append(.text("old: the rules could not be read  ", .stateBad, .bold)) }
        let all = rules.rules?.count ?? 0
        if shown != all { line.spans.append(.text("\(shown) of \(all) with \"\(rules.words)\"  ", .stateWarn)) }
        if rules.overview?.isPartial == true { line.spans.append(.text("hits may be missing  ", .stateWarn)) }
        line.spans.append(.text("by \(rules.order.rawValue), hits of 24 h", .textDim))
        return line
    }

    private var emptyLines: [StyledLine] {
        if let failure = rules.failure { return [StyledLine(failure, .stateBad)] }
        guard let all = rules.rules else { return [StyledLine("Reading…", .textDim)] }
        func key(_ command: Command) -> StyledLine.Span {
            .text(state.keys.hint(for: command) ?? command.rawValue, .key, .bold)
        }
        if !all.isEmpty {
            return [
                StyledLine("No rule has \"\(rules.words)\""),
                [key(.filterEdit), .text(" asks for other words", .textDim)],
            ]
        }
        return [
            StyledLine("No rule is kept here yet: this station matches none."),
            [
                key(.ruleNew), .text(" begins one,  ", .textDim), .text("vedette rules add PATH", .key, .bold),
                .text(" in a shell takes files", .textDim),
            ],
        ]
    }

    // MARK: Rows

    private static let columns = [
        TableColumn("on", least: 3, priority: 1),
        TableColumn("level", least: 8, best: 13, priority: 3),
        TableColumn("rule", least: 20, best: 40, priority: 1, grows: true, isLead: true),
        TableColumn("24 h", least: 12, best: 24, priority: 5),
        TableColumn("hits", least: 7, priority: 2, align: .right),
        TableColumn("last", least: 6, priority: 4, align: .right),
        TableColumn("ATT&CK", least: 6, best: 12, priority: 6),
        TableColumn("rev", least: 3, priority: 8, align: .right),
        TableColumn("kind", least: 9, priority: 9),
        TableColumn("changed", least: 8, priority: 10, align: .right),
    ]

    private func row(_ rule: Rule, most: Int?) -> TableRow {
        let found = rules.found(by: rule)
        let isKnown = rules.overview != nil
        let count = found?.count ?? 0
        return TableRow(
            [
                .text(rule.isEnabled ? "on" : "off", rule.isEnabled ? .stateGood : .textDim),
                .text(rule.heading.level.isEmpty ? "-" : rule.heading.level, Self.role(ofLevel: rule.heading.level)),
                .text(rule.heading.title.isEmpty ? rule.id : rule.heading.title),
                isKnown
                    ? .spark(Sparkline(found?.series ?? Array(repeating: 0, count: RulesState.parts), most: most))
                    : .blank,
                .text(isKnown ? Figure.grouped(count) : "?", count > 0 ? .textStrong : .textDim),
                .text(found.map { age($0.last) } ?? (isKnown ? "-" : "?"), .textDim),
                .text(rule.heading.techniques.first ?? rule.heading.tactics.first ?? "", .textDim),
                .text(String(rule.revision), .textDim), .text(rule.kind.rawValue, .textDim),
                .text(age(rule.changed), .textDim),
            ], tone: rule.isEnabled ? .plain : .dim)
    }

    /// The colour of a level; its word is always beside it.
    static func role(ofLevel level: String) -> Role {
        switch level {
        case "critical": .urgencyCritical
        case "high": .urgencyHigh
        case "medium": .urgencyMedium
        case "low": .urgencyLow
        default: .urgencyInfo
        }
    }

    private func age(_ instant: Instant) -> String {
        let seconds = (state.now.microseconds &- instant.microseconds) / 1_000_000
        return seconds < 0 ? "ahead" : Figure.age(seconds: Int(seconds))
    }

    // MARK: The rule under the cursor

    private func drawDetail(_ rule: Rule, into surface: inout Surface, in rect: Rect) {
        PanelTitle(rule.heading.title, facts: rule.id).draw(on: &surface, in: rect)
        let before = rules.found(by: rule).flatMap { found in
            found.before.map { ", \(Figure.grouped($0)) in the 24 h before" }
        }
        let hits = rules.overview == nil ? "?" : Figure.grouped(rules.found(by: rule)?.count ?? 0)
        var lines: [(String, String)] = [
            ("found in 24 h", hits + (before ?? "")),
            (
                "ATT&CK",
                (rule.heading.tactics + rule.heading.techniques).isEmpty
                    ? "-" : (rule.heading.tactics + rule.heading.techniques).joined(separator: "  ")
            ),
            ("tags", rule.heading.tags.isEmpty ? "-" : rule.heading.tags.joined(separator: "  ")),
        ]
        let moments = MomentText(zone: state.zone, now: state.now)
        lines.append(
            ("revision", "\(rule.revision), changed \(moments.short(rule.changed)) \(state.zone.name)"))
        for (offset, line) in lines.enumerated() where offset + 1 < rect.rows {
            let y = rect.y + 1 + offset
            surface.write(line.0, x: rect.x + 2, y: y, width: 16, style: Style(.textDim))
            surface.write(line.1, x: rect.x + 19, y: y, width: rect.columns - 20)
        }
    }
}

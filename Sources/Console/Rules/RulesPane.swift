// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Rules
internal import Triage

/// The rules of the station, with what each found lately.
struct RulesPane {
    let state: ConsoleState

    private var rules: RulesState { state.rules }

    /// How many rows the rule under the cursor has below the list, and the list, in a pane of this height.
    private static func detailRows(of rows: Int) -> Int { rows >= 20 ? 6 : 0 }
    static func listRows(of rows: Int) -> Int { max(1, rows - 2 - detailRows(of: rows)) }

    func draw(into surface: inout Surface, in rect: Rect) {
        PanelTitle("Rules", facts: facts, isFocused: state.menu == nil && state.editor == nil)
            .draw(on: &surface, in: rect)
        let body = Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: rect.rows - 1)
        guard let selected = rules.selected, let cursor = rules.cursorRow else {
            EmptyState(emptyLines).draw(on: &surface, in: body)
            return
        }
        let detailRows = Self.detailRows(of: rect.rows)
        let window = rules.window(rows: Self.listRows(of: rect.rows))
        Table(
            columns: Self.columns, rows: rules.rows[window].map(row), cursor: cursor - window.lowerBound,
            isFocused: state.menu == nil && state.editor == nil
        ).draw(on: &surface, in: Rect(x: body.x, y: body.y, columns: body.columns - 1, rows: body.rows - detailRows))
        if detailRows > 0 {
            drawDetail(
                selected, into: &surface,
                in: Rect(x: rect.x, y: rect.bottom - detailRows, columns: rect.columns, rows: detailRows))
        }
    }

    private var facts: StyledLine {
        var line: StyledLine = []
        if rules.failure != nil { line.spans.append(.text("old: the rules could not be read  ", .stateBad, .bold)) }
        let (all, shown) = (rules.rules?.count ?? 0, rules.shown.count)
        if shown != all { line.spans.append(.text("\(shown) of \(all) with \"\(rules.words)\"  ", .stateWarn)) }
        if rules.order == .cost, rules.measuredCount < shown {
            line.spans.append(.text("\(rules.measuredCount) of \(shown) measured  ", .stateWarn))
        }
        if rules.overview?.isPartial == true { line.spans.append(.text("hits may be missing  ", .stateWarn)) }
        let groups = rules.grouping == .nothing ? "" : " in each \(rules.grouping.rawValue)"
        line.spans.append(.text("by \(rules.order.rawValue)\(groups), hits of 24 h", .textDim))
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
        TableColumn("on", least: 4, priority: 1),
        TableColumn("level", least: 8, best: 13, priority: 3),
        TableColumn("rule", least: 28, best: 32, priority: 1, grows: true, isLead: true),
        TableColumn("24 h", least: 12, best: 24, priority: 5),
        TableColumn("hits", least: 7, priority: 2, align: .right),
        TableColumn("last", least: 6, priority: 4, align: .right),
        TableColumn("ns/event", least: 8, priority: 7, align: .right),
        TableColumn("TP/FP", least: 5, best: 7, priority: 8, align: .right),
        TableColumn("ATT&CK", least: 6, best: 12, priority: 6),
        TableColumn("rev", least: 3, priority: 9, align: .right),
        TableColumn("author", least: 6, best: 8, priority: 10),
        TableColumn("kind", least: 9, priority: 11),
        TableColumn("changed", least: 8, priority: 12, align: .right),
    ]

    private func row(_ row: RulesState.Row) -> TableRow {
        switch row {
        case .group(let name, let count):
            let glyph: StyledLine.Span = .glyph(.unfold, .textDim)
            return TableRow([
                .blank, .blank, .line([glyph, .text(" \(name)", .accent, .bold), .text("  \(count)", .textDim)]),
            ])
        case .rule(let index, _): return self.row(rules.shown[index])
        }
    }

    private func row(_ rule: Rule) -> TableRow {
        let found = rules.found(by: rule)
        let isKnown = rules.overview != nil
        let count = found?.count ?? 0
        return TableRow(
            [
                stateEntry(rule),
                .text(rule.heading.level.isEmpty ? "-" : rule.heading.level, Self.role(ofLevel: rule.heading.level)),
                .text(rule.heading.title.isEmpty ? rule.id : rule.heading.title),
                isKnown
                    ? .spark(
                        Sparkline(found?.series ?? Array(repeating: 0, count: RulesState.parts), most: rules.mostHits))
                    : .blank,
                .text(isKnown ? Figure.grouped(count) : "?", count > 0 ? .textStrong : .textDim),
                .text(found.map { age($0.last) } ?? (isKnown ? "-" : "?"), .textDim),
                costEntry(rule), verdictEntry(rule),
                .text(rule.heading.techniques.first ?? rule.heading.tactics.first ?? "", .textDim),
                .text(String(rule.revision), .textDim), .text(rule.author, .textDim),
                .text(rule.kind.rawValue, .textDim),
                .text(age(rule.changed), .textDim),
            ], tone: rule.isEnabled ? .plain : .dim)
    }

    /// A rule that gave up may have missed something, which is said beside its state.
    private func stateEntry(_ rule: Rule) -> TableEntry {
        let word: StyledLine.Span =
            rule.isEnabled ? .text("on", .stateGood) : .text("off", .textDim)
        guard rules.limitHits(of: rule) != nil else { return .line([word]) }
        return .line([word, .text("!", .stateWarn, .bold)])
    }

    /// True and false positives among the matches that people have archived.
    private func verdictEntry(_ rule: Rule) -> TableEntry {
        guard let verdicts = rules.verdicts[rule.id] else { return .text("-", .textDim) }
        let isMostlyFalse = verdicts.falsePositives > verdicts.truePositives
        return .text(
            "\(Figure.grouped(verdicts.truePositives))/\(Figure.grouped(verdicts.falsePositives))",
            isMostlyFalse ? .stateWarn : .text)
    }

    private func costEntry(_ rule: Rule) -> TableEntry {
        guard let cost = rules.cost(of: rule) else { return .text("?", .textDim) }
        guard let nanoseconds = cost.nanoseconds else { return .text("-", .textDim) }
        return .text(nanoseconds < 1_000_000 ? Figure.grouped(nanoseconds) : Self.words(nanoseconds: nanoseconds))
    }

    private static func words(nanoseconds: Int) -> String {
        nanoseconds < 1_000_000
            ? "\(Figure.grouped(nanoseconds)) ns" : "\(Figure.grouped(nanoseconds / 1_000_000)) ms"
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

    /// How the newest push stands at the gateways, for rules that sensors get; nothing before the first push.
    private func pushed(_ rule: Rule) -> [(String, String)] {
        guard rule.kind == .signature || rule.kind == .threshold, let told = state.pushes.told else { return [] }
        return [("at gateways", told)]
    }

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
        lines.insert(("cost", costWords(rule)), at: 1)
        if let limit = limitWords(rule, moments) { lines[1] = ("gave up", limit) }
        lines.append(
            ("revision", "\(rule.revision), changed \(moments.short(rule.changed)) \(state.zone.name)"))
        for (offset, line) in (pushed(rule) + lines).enumerated() where offset + 1 < rect.rows {
            let y = rect.y + 1 + offset
            surface.write(line.0, x: rect.x + 2, y: y, width: 16, style: Style(.textDim))
            surface.write(line.1, x: rect.x + 19, y: y, width: rect.columns - 20)
        }
    }

    /// What is said of a rule whose expressions were given up.
    private func limitWords(_ rule: Rule, _ moments: MomentText) -> String? {
        guard let hits = rules.limitHits(of: rule) else { return nil }
        let times = hits.count == 1 ? "once" : "\(Figure.grouped(hits.count)) times since \(moments.short(hits.first))"
        return "\(times), last \(moments.short(hits.last)). Make its expressions simpler"
    }

    private func costWords(_ rule: Rule) -> String {
        guard let cost = rules.cost(of: rule) else { return "not measured yet" }
        guard let nanoseconds = cost.nanoseconds else {
            return rule.kind == .sigma
                ? "not known: it looks at matches of others, or at no event that is stored"
                : "only Sigma rules are measured"
        }
        if cost.events == 0 { return "nothing, as no event here is of its log source" }
        return "\(Self.words(nanoseconds: nanoseconds)) an event beside its reading, on "
            + "\(Figure.grouped(cost.events)) stored here"
    }
}

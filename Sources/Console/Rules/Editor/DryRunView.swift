// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Rules

/// The figures of a dry run: a chart of what is kept, gained and lost, with a table; or three rows of words.
struct DryRunView {
    let state: RuleEditorState
    let zone: DisplayZone
    let glyphs: GlyphSet

    /// Cells of the table at the right of the chart.
    private static let tableColumns = 27

    func draw(into surface: inout Surface, in rect: Rect, withChart: Bool) {
        guard !rect.isEmpty else { return }
        PanelTitle("Dry run, \(state.window.words)", facts: facts(columns: rect.columns - 26))
            .draw(on: &surface, in: Rect(x: rect.x, y: rect.y, columns: rect.columns, rows: 1))
        guard let run = state.dryRun else {
            surface.write(waiting, x: rect.x + 1, y: rect.y + 1, width: rect.columns - 2, style: Style(.textDim))
            return
        }
        drawSummary(run, into: &surface, in: Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: 1))
        if withChart {
            let room = rect.columns - Self.tableColumns - 3
            let chart = Rect(x: rect.x, y: rect.y + 2, columns: room, rows: rect.rows - 2)
            DryRunChart(run: run, zone: zone).draw(into: &surface, in: chart)
            drawTable(
                run, into: &surface,
                in: Rect(x: rect.right - Self.tableColumns, y: rect.y + 2, columns: Self.tableColumns, rows: 8))
        } else if rect.rows > 2 {
            drawRow(run, into: &surface, in: Rect(x: rect.x, y: rect.y + 2, columns: rect.columns, rows: 1))
        }
    }

    // MARK: Words

    /// What stands there before there are figures.
    private var waiting: String {
        switch state.kind {
        case .sigma: state.hasErrors ? "Runs once the text has no errors" : "Runs when keys pause"
        case .signature, .threshold: "None: this works in the sensors, not on what is stored"
        case .indicators: "None for lists: what they match is found as events come"
        }
    }

    private func facts(columns: Int) -> StyledLine {
        var pieces: [PieceRow.Piece] = []
        if let run = state.dryRun {
            if state.isDryRunStale { pieces.append(.init(StyledLine("stale", .stateWarn, .bold), priority: 1)) }
            let words = "\(Figure.grouped(run.scanned)) of \(Figure.grouped(run.total)) \(run.subject)"
            let how = run.isExact ? "exact" : run.scanned < run.total ? "partial" : "estimated"
            let role: Role = state.isDryRunStale || !run.isExact ? .textDim : .stateGood
            let seconds = state.isDryRunStale ? "" : ", \(Figure.decimal(run.seconds)) s"
            pieces.append(.init(StyledLine("\(words), \(how)\(seconds)", role), priority: 2))
        }
        var windows: StyledLine = [
            .text(state.keys.words(for: .editorWindow, in: [.ruleEditor]) ?? "", .key)
        ]
        for window in DryRun.Window.allCases {
            let isChosen = window == state.window
            windows.spans.append(.text(window == .day ? " " : "  "))
            windows.spans.append(.text(window.label, isChosen ? .textStrong : .textDim, isChosen ? .bold : []))
        }
        pieces.append(.init(windows, priority: 3))
        return PieceRow(pieces, gap: 3).fitting(max(0, columns), glyphs: glyphs).line
    }

    private func drawSummary(_ run: DryRun, into surface: inout Surface, in rect: Rect) {
        let room = rect.columns - 2
        // Neither of the two is ever left out: they get shorter, and are cut where even that is too long.
        var (fires, warning) = (fires(run, isShort: false), warning(run, isShort: false))
        func need() -> Int {
            let columns = warning.columns(glyphs: glyphs)
            return fires.columns(glyphs: glyphs) + (columns > 0 ? columns + 2 : 0)
        }
        if need() > room { warning = self.warning(run, isShort: true) }
        if need() > room { fires = self.fires(run, isShort: true) }
        let warningColumns = min(warning.columns(glyphs: glyphs), room)
        surface.write(warning, x: rect.right - 1 - warningColumns, y: rect.y, width: warningColumns)
        let left = room - (warningColumns > 0 ? warningColumns + 2 : 0)
        let x = rect.x + 1 + surface.write(fires, x: rect.x + 1, y: rect.y, width: left)
        let legend = Histogram.legend(
            [("kept", figure(run.kept, run)), ("gained", figure(run.gained, run)), ("lost", figure(run.lost, run))],
            parts: DryRunChart.parts, look: surface.look)
        let legendColumns = legend.columns(glyphs: glyphs)
        guard x + 3 + legendColumns <= rect.x + 1 + left else { return }
        surface.write(legend, x: x + 3, y: rect.y, width: legendColumns)
    }

    /// `! 2 of the lost are true positives`; empty if none is.
    private func warning(_ run: DryRun, isShort: Bool) -> StyledLine {
        let count = run.truePositivesLost
        guard count > 0 else { return [] }
        let plural = count == 1 ? "" : "s"
        let words =
            isShort
            ? "\(figure(count, run)) true positive\(plural) lost"
            : "\(figure(count, run)) of the lost \(count == 1 ? "is a" : "are") true positive\(plural)"
        return [.glyph(.warning, .stateBad, .bold), .text(" "), .text(words, .dryLost, .bold)]
    }

    /// `would fire 48 times on 2 gateways, not 61`.
    private func fires(_ run: DryRun, isShort: Bool) -> StyledLine {
        let matches = run.edit.matches
        let count = "\(matches.map { figure($0, run) } ?? "?") time\(matches == 1 ? "" : "s")"
        var line: StyledLine = [.text(isShort ? "fires " : "would fire ", .textDim), .text(count, .textStrong, .bold)]
        if let gateways = run.edit.gateways, !isShort {
            let words = " on \(figure(gateways, run)) gateway\(gateways == 1 ? "" : "s")"
            line.spans.append(.text(words, .textDim))
        }
        if let saved = run.saved?.matches {
            line.spans.append(.text(saved == matches ? ", as saved" : ", not \(Figure.grouped(saved))", .textDim))
        }
        return line
    }

    private func figure(_ count: Int, _ run: DryRun) -> String { mark(run) + Figure.grouped(count) }

    /// What says that a count is not exact: `≥` while not all was looked at, `~` where it is estimated.
    private func mark(_ run: DryRun) -> String {
        run.isExact ? "" : run.scanned < run.total ? String(glyphs[.atLeast]) : "~"
    }

    // MARK: Table

    private struct Row {
        var label: String
        var saved: Int?
        var edit: Int?
        /// Whether less is a loss.
        var isLoss = false
        /// Whether it counts what was looked at, so that it says when that is not all.
        var isCount = true
    }

    private func rows(_ run: DryRun) -> [Row] {
        let all = Row(
            label: "in \(run.window.label == "7 d" ? "7 days" : run.window.words)", saved: run.saved?.matches,
            edit: run.edit.matches)
        let day = Row(label: "in 24 h", saved: run.saved?.matchesLastDay, edit: run.edit.matchesLastDay)
        return [all] + (run.window == .day ? [] : [day]) + [
            Row(label: "gateways", saved: run.saved?.gateways, edit: run.edit.gateways),
            Row(label: "true pos", saved: run.saved?.truePositives, edit: run.edit.truePositives, isLoss: true),
            Row(label: "false pos", saved: run.saved?.falsePositives, edit: run.edit.falsePositives),
            Row(
                label: "ns/event", saved: run.saved?.nanosecondsPerEvent, edit: run.edit.nanosecondsPerEvent,
                isCount: false),
        ]
    }

    private func style(of row: Row) -> Style {
        let lost = row.isLoss && (row.edit ?? .max) < (row.saved ?? .min)
        return Style(lost ? .dryLost : .textStrong).with(.bold)
    }

    private func text(_ count: Int?) -> String { count.map { Figure.compact($0) } ?? "?" }

    private func edited(_ row: Row, _ run: DryRun) -> String {
        row.edit != nil && row.isCount ? mark(run) + text(row.edit) : text(row.edit)
    }

    private func drawTable(_ run: DryRun, into surface: inout Surface, in rect: Rect) {
        let rows = rows(run)
        let width = max(4, rows.flatMap { [text($0.saved), edited($0, run)] }.map(\.count).max() ?? 4)
        let saved = state.revision.map { "saved rev \($0)" } ?? "not saved"
        surface.write("\(saved)   this edit", x: rect.x, y: rect.y, width: rect.columns, style: Style(.textDim))
        let label = rows.map(\.label.count).max().map { max(9, $0) } ?? 9
        for (offset, row) in rows.prefix(rect.rows - 1).enumerated() {
            let y = rect.y + 1 + offset
            surface.write(row.label, x: rect.x, y: y, width: label, style: Style(.textDim))
            surface.write(StyledLine(text(row.saved)), x: rect.x + label + 1, y: y, width: width, align: .right)
            surface.write(.arrow, x: rect.x + label + width + 2, y: y, style: Style(.border))
            let edit: StyledLine = StyledLine([.text(edited(row, run), style(of: row))])
            surface.write(edit, x: rect.x + label + width + 4, y: y, width: width, align: .right)
        }
    }

    /// The table as one row of words.
    private func drawRow(_ run: DryRun, into surface: inout Surface, in rect: Rect) {
        let order = [1, 0, 3, 2, 4, 5]
        let pieces = rows(run).enumerated().map { index, row in
            PieceRow.Piece(
                [
                    .text("\(row.label) ", .textDim), .text("\(text(row.saved)) "), .glyph(.arrow, .border), .text(" "),
                    .text(edited(row, run), style(of: row)),
                ], priority: index < order.count ? order[index] : 9)
        }
        let line = PieceRow(pieces, gap: 3).fitting(rect.columns - 2, glyphs: glyphs).line
        surface.write(line, x: rect.x + 1, y: rect.y, width: rect.columns - 2)
    }
}

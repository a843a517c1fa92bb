// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Triage

/// The second row: time range, chips and totals; on an open event the way to it; or the text that is being typed.
struct BarView {
    let state: ConsoleState

    private var glyphs: GlyphSet { state.look.glyphs }
    private var isNarrow: Bool { state.size.columns < 100 }

    func draw(into surface: inout Surface, row: Int) {
        let rect = Rect(x: 0, y: row, columns: state.size.columns, rows: 1)
        if let editor = state.editor {
            EditorView(editor: editor, state: state).draw(into: &surface, in: rect)
            return
        }
        if let lost = lost {
            surface.write(lost, x: 1, y: row, width: rect.columns - 2)
            return
        }
        let left = state.place.depth == .event ? eventCrumbs : crumbs + period
        let right = state.place.depth == .event ? eventFacts : totals
        let room = rect.columns - 2
        // The way to an event goes before the second form of its time.
        let wanted = left.columns(glyphs: glyphs)
        let factRoom = state.place.depth == .event ? max(room / 2, min(room - wanted - 2, room * 3 / 5)) : room * 3 / 5
        let (facts, factColumns, _) = right.fitting(factRoom, glyphs: glyphs)
        surface.write(facts, x: rect.right - 1 - factColumns, y: row, width: factColumns)
        var x = 1
        let leftRoom = room - factColumns - (factColumns > 0 ? 1 : 0)
        x += surface.write(left, x: x, y: row, width: leftRoom)
        // A page is about all events of its value.
        guard state.place.depth != .event, state.place.depth != .entity, state.showsEvents, x < leftRoom else { return }
        let chips = state.place.chips.map { Chip($0.label, isNegative: $0.isNegative, isEnabled: $0.isEnabled) }
        if chips.isEmpty {
            let hint = "no filter   \(state.keys.hint(for: .filterEdit) ?? ":filter") to filter"
            if leftRoom - x > 30 {
                surface.write("  " + hint, x: x, y: row, width: leftRoom - x, style: Style(.textDim))
            }
            return
        }
        ChipRow(chips).draw(on: &surface, in: Rect(x: x + 2, y: row, columns: max(0, leftRoom - x - 1), rows: 1))
    }

    /// That the station is gone, which goes before all that the row tells else: the picture below it is an old one.
    private var lost: StyledLine? {
        guard let since = state.station?.lostSince else { return nil }
        let time = MomentText(zone: state.zone, now: state.now).clock(since, withSeconds: true)
        return [
            .text(" STATION LOST \(time) ", HeaderView.silentStyle), .text("  trying again", .text),
            .text("  what you see is as it was then", .textDim),
        ]
    }

    // MARK: Left

    private var crumbs: StyledLine {
        let name: String
        switch state.place.depth {
        case .matrix: name = "matrix"
        case .list: name = "events"
        case .overview, .event: return []
        case .entity: return [.text("page of \(state.place.entity?.kind ?? "")  ", .textDim)]
        }
        return [
            .text(state.place.pane.title, .textDim), .text(" "), .glyph(.crumb, .textDim), .text(" \(name)  ", .text),
        ]
    }

    private var period: StyledLine {
        if state.showsDevices { return deviceCrumbs }
        if state.showsJobs { return jobCounts }
        guard state.showsEvents else { return [.text(state.place.pane.title, .textStrong, .bold)] }
        let moments = MomentText(zone: state.zone, now: state.present)
        let range = state.range
        var line: StyledLine = []
        if let label = state.place.period.label {
            line.spans.append(.text(isNarrow ? label.replacingPrefix("last ") : label, .textStrong, .bold))
            guard !isNarrow else { return line }
            line.spans.append(.text(" \(moments.short(range.start)) ", .textDim))
            line.spans += [
                .glyph(.arrow, .textDim),
                .text(state.place.period.isLive ? " now" : " \(moments.short(range.end))", .textDim),
            ]
        } else {
            let isShort = range.length < 120_000_000
            let end = isShort ? moments.seconds(range.end) : moments.short(range.end)
            line.spans.append(
                .text(isShort ? moments.seconds(range.start) : moments.short(range.start), .textStrong, .bold))
            line.spans += [
                .text(" "), .glyph(.arrow, .textStrong, .bold),
                .text(" \(state.place.period.isLive ? "now" : end)", .textStrong, .bold),
            ]
        }
        if let width = state.bucketLabel, !isNarrow { line.spans.append(.text(", \(width)", .textDim)) }
        return line
    }

    private var eventCrumbs: StyledLine {
        let crumb: [StyledLine.Span] = [.text(" "), .glyph(.crumb, .textDim), .text(" ")]
        var line: StyledLine = [.text(state.place.pane.title, .textDim)]
        line.spans += crumb + [.text("events", .textDim)] + crumb
        let row = state.event?.row
        let name = row?.alert?.signature ?? row?.type ?? "event"
        line.spans += [.text(name, .textStrong, .bold)]
        if let index = state.list.window.index(of: state.place.event), !state.list.window.hasAbove {
            line.spans += crumb
            let of =
                state.list.total.map { " of \(state.list.totalIsPartial ? "at least " : "")\(Figure.grouped($0))" }
                ?? ""
            line.spans.append(.text("event \(Figure.grouped(index + 1))\(of)"))
        }
        return line
    }

    // MARK: Right

    private var eventFacts: PieceRow {
        guard let row = state.event?.row else { return PieceRow([]) }
        let moments = MomentText(zone: state.zone, now: state.now)
        let age = (state.now.microseconds &- row.time.microseconds) / 1_000_000
        var pieces = [PieceRow.Piece(StyledLine("\(moments.full(row.time)) \(state.zone.name)", .text), priority: 1)]
        if row.flags.contains(.zoneAssumed) {
            pieces.append(.init(StyledLine("zone assumed", .stateWarn), priority: 2))
        }
        if age >= 0 { pieces.append(.init(StyledLine("\(Figure.age(seconds: Int(age))) ago", .textDim), priority: 3)) }
        return PieceRow(pieces)
    }

    private var totals: PieceRow {
        if state.place.pane == .gateways, state.place.depth == .overview { return gatewayTotals }
        if state.showsDevices { return deviceTotals }
        if state.showsJobs { return jobTotals }
        guard state.showsEvents, let (count, isPartial) = state.shownTotal else { return PieceRow([]) }
        let isOfAlerts =
            state.place.pane == .alerts || state.place.pane == .inbox && state.place.depth == .overview
        let noun = isOfAlerts ? "alerts" : "events"
        var pieces: [PieceRow.Piece] = []
        let number = Figure.grouped(count)
        var total: StyledLine = isPartial ? [.glyph(.atLeast, .stateWarn, .bold)] : []
        total.spans.append(.text(isNarrow ? number : "\(number) \(noun)", .textStrong, .bold))
        pieces.append(.init(total, priority: 1))
        if let age = state.loadingAge, age >= 300 {
            pieces.append(
                .init(
                    [.glyph(.ellipsis, .textDim), .text(" \(Figure.decimal(Double(age) / 1000)) s", .textDim)],
                    priority: 4))
            if let reached = state.scanReached {
                let moments = MomentText(zone: state.zone, now: state.present)
                pieces.append(
                    .init(StyledLine("lines read back to \(moments.short(reached))", .stateWarn), priority: 2))
            }
        } else if state.shownFailure != nil {
            pieces.append(.init(StyledLine("old", .stateBad, .bold), priority: 2))
        } else {
            pieces.append(
                .init(StyledLine(isPartial ? "partial" : "exact", isPartial ? .stateWarn : .textDim), priority: 5))
        }
        if let hidden = state.hidden, state.place.hiddenFilter != nil {
            let names = state.place.chips.filter { $0.isEnabled && $0.isNegative }
            let by = names.count == 1 ? names[0].label : "\(names.count) chips"
            let text = "\(hidden.isPartial ? "at least " : "")+\(Figure.grouped(hidden.count)) hidden"
            pieces.append(.init(StyledLine(isNarrow ? text : "\(text) by \(by)", .urgencyHigh), priority: 3))
        }
        if state.place.pane == .inbox, state.place.depth == .overview, let page = state.inbox.page {
            let groups = page.groupCount == 1 ? "1 group" : "\(Figure.grouped(page.groupCount)) groups"
            pieces.append(.init(StyledLine(groups, .text), priority: 2))
            if page.muted > 0, state.inbox.view.muted == .hidden {
                pieces.append(.init(StyledLine("+\(Figure.grouped(page.muted)) muted", .urgencyHigh), priority: 3))
            }
            if page.others > 0 {
                pieces.append(.init(StyledLine("+\(Figure.grouped(page.others)) elsewhere", .urgencyHigh), priority: 3))
            }
        }
        if state.place.pane == .events, !isNarrow {
            pieces.append(.init(StyledLine("stats not counted", .textDim), priority: 6))
        }
        return PieceRow(pieces)
    }

    private var gatewayTotals: PieceRow {
        let rows = state.gatewayRows
        let number = "\(Figure.grouped(rows.count)) \(rows.count == 1 ? "gateway" : "gateways")"
        var pieces = [PieceRow.Piece(StyledLine(number, .textStrong, .bold), priority: 1)]
        for gatewayState in GatewayState.allCases {
            let count = rows.count { $0.state == gatewayState }
            guard count > 0 else { continue }
            pieces.append(.init([.text("\(count) ", .text), .text(gatewayState.word, gatewayState.role)], priority: 2))
        }
        return PieceRow(pieces)
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}

extension ConsoleState {
    /// How many events the place on the screen shows, and whether that is a lower bound; `nil` while it is not known.
    var shownTotal: (count: Int, isPartial: Bool)? {
        switch place.depth {
        case .overview:
            switch place.pane {
            case .alerts: overviews.alerts.map { ($0.total.total, $0.isPartial) }
            case .events: overviews.events.map { ($0.total, $0.isPartial) }
            case .inbox: inbox.page.map { ($0.alerts + $0.matches, $0.isPartial) }
            default: nil
            }
        case .matrix: overviews.matrix.map { ($0.total, $0.isPartial) }
        case .entity: page?.profile.map { ($0.events, $0.isPartial) }
        case .list, .event: list.total.map { ($0, list.totalIsPartial || list.window.isPartial) }
        }
    }

    /// How long the question behind the screen has waited, in milliseconds.
    var loadingAge: Int? {
        requests.age(of: place.depth < .list ? .overview : .page, now: now)
    }

    /// How far back raw lines were gone through for the screen, while they are; `nil` once all of its range was.
    var scanReached: Instant? {
        guard let reached = requests.waiting[place.depth < .list ? .overview : .page]?.reached else { return nil }
        return reached > range.start ? reached : nil
    }

    var shownFailure: String? { place.depth < .list ? overviews.failure : list.failure }

    /// The width of a bucket of the histogram on the screen.
    var bucketLabel: String? {
        guard place.depth == .overview else { return nil }
        let grid = place.pane == .alerts ? overviews.alerts?.grid : place.pane == .events ? overviews.events?.grid : nil
        return grid.map { BucketWidth(microseconds: $0.width).label }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

/// The first row: name, tabs, and at the right what must never be missed.
struct HeaderView {
    let state: ConsoleState

    static let silentStyle = Style(.ink, on: .stateSilent, .bold)
    /// After so long without a word from the station the numbers are stale.
    private static let staleSeconds: Int64 = 10

    func draw(into surface: inout Surface, row: Int) {
        let columns = state.size.columns
        var name: StyledLine = [.text("vedette", .textStrong, .bold)]
        if columns >= 140, !state.site.isEmpty { name.spans.append(.text(" \(state.site)", .textDim)) }
        if columns >= 140, let station = state.station {
            name.spans.append(.text("  \(station.person), \(station.role)", .textDim))
        }
        let tabs = Pane.allCases.map { pane in
            HeaderBar.Tab(pane.rawValue, pane.title, badge: badge(of: pane))
        }
        let facts = facts(isWide: columns >= 140)
        HeaderBar(
            name: name, tabs: tabs, current: state.place.pane.rawValue - 1, form: form(tabs, facts), facts: facts
        ).draw(on: &surface, in: Rect(x: 0, y: row, columns: columns, rows: 1))
    }

    private func badge(of pane: Pane) -> HeaderBar.Tab.Badge {
        switch pane {
        case .gateways: .wrong(state.troubledGateways)
        case .devices: .wrong(state.troubledDevices)
        default: .none
        }
    }

    /// Names only where they leave room for silence, liveness and the clock.
    private func form(_ tabs: [HeaderBar.Tab], _ facts: PieceRow) -> HeaderBar.TabForm {
        let columns = state.size.columns
        let names =
            tabs.reduce(10) { $0 + $1.name.utf8.count + 5 } + (state.troubledGateways > 0 ? 4 : 0)
            + (state.troubledDevices > 0 ? 4 : 0)
        let glyphs = state.look.glyphs
        let needed = facts.pieces.filter { $0.priority <= 3 }.reduce(0) { $0 + $1.line.columns(glyphs: glyphs) + 2 }
        if columns >= 100, names + needed <= columns { return .names }
        return columns >= 76 ? .digits : .bare
    }

    private func facts(isWide: Bool) -> PieceRow {
        var pieces: [PieceRow.Piece] = []
        if let rate = state.ingest.rate {
            let words = (state.ingest.isCatchingUp ? "reading " : "") + Figure.rate(rate)
            pieces.append(.init(StyledLine(words, .textDim), priority: 6))
        }
        if state.ingest.drops > 0 {
            pieces.append(.init(StyledLine("drops \(Figure.compact(state.ingest.drops))", .stateWarn), priority: 5))
        }
        if state.silentCount > 0 {
            pieces.append(.init([.text(" \(state.silentCount) SILENT ", Self.silentStyle)], priority: 1))
        }
        let clock = StyledLine(clock(isWide: isWide), .text)
        if isWide {
            pieces += [.init(liveness(isWide: true), priority: 3), .init(clock, priority: 2)]
        } else {
            pieces.append(.init(liveness(isWide: false) + [.text(" ")] + clock, priority: 2))
        }
        return PieceRow(pieces)
    }

    private func liveness(isWide: Bool) -> StyledLine {
        if state.hasLostStation { return StyledLine(isWide ? "station lost" : "LOST", .stateBad, .bold) }
        if state.freeze != nil {
            let count = Figure.grouped(state.arrivedSinceFreeze)
            return [
                .glyph(.frozen, .stateWarn, .bold),
                .text(isWide ? " frozen +\(count)" : " +\(count)", .stateWarn, .bold),
            ]
        }
        if let heard = state.ingest.heard {
            let silence = (state.now.microseconds &- heard.microseconds) / 1_000_000
            if silence >= Self.staleSeconds {
                return [.text("stale \(Figure.age(seconds: Int(silence)))", .stateWarn, .bold)]
            }
        }
        if !state.place.period.isLive { return StyledLine(isWide ? "fixed time" : "fixed", .textDim) }
        if state.ingest.heard == nil { return StyledLine(isWide ? "no intake" : "", .textDim) }
        return isWide ? [.glyph(.live), .text(" live", .stateGood)] : [.glyph(.live)]
    }

    private func clock(isWide: Bool) -> String {
        let clock = MomentText(zone: state.zone, now: state.now).clock(state.now, withSeconds: true)
        return isWide ? "\(clock) \(state.zone.name)" : clock + (state.zone.isUTC ? "Z" : "")
    }
}

extension ConsoleState {
    /// How many gateways are silent, by whoever knows: the station's word, or the activity that the overview shows.
    var silentCount: Int { ingest.silentCount }

    /// How many gateways want attention.
    var troubledGateways: Int { ingest.gateways.count { $0.state < .live } }
}

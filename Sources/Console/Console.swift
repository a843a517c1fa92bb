// SPDX-License-Identifier: Apache-2.0

package import Canvas
internal import EVE
internal import Query

/// The screen as a pure function of the state.
package enum Console {
    /// The whole screen at `size`. Any size and any state draw; what does not fit folds away or is cut.
    package static func draw(_ state: ConsoleState, size: Size) -> Surface {
        var state = state
        state.size = size
        var surface = Surface(size: size, look: state.look)
        if let editor = state.ruleEditor, state.showsRuleEditor { return drawRule(editor, state, into: surface) }
        let layout = state.layout
        guard layout.fits else {
            drawTiny(state, into: &surface)
            return surface
        }
        drawBody(state, into: &surface, in: layout.body)
        if let menu = state.menu { MenuView(menu: menu, state: state).draw(into: &surface) }
        HeaderView(state: state).draw(into: &surface, row: layout.headerRow)
        BarView(state: state).draw(into: &surface, row: layout.barRow)
        FooterView(state: state).draw(into: &surface, layout: layout)
        return surface
    }

    private static func drawBody(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        switch state.place.depth {
        case .list: EventListView(state: state).draw(into: &surface)
        case .event: EventView(state: state).draw(into: &surface, in: rect)
        case .matrix: state.matrixView.draw(into: &surface, in: rect)
        case .entity: drawOverview(state, into: &surface, in: rect)
        case .overview:
            switch state.place.pane {
            case .alerts, .events: drawOverview(state, into: &surface, in: rect)
            case .gateways: GatewaysPane(state: state).draw(into: &surface, in: rect)
            case .rules: RulesPane(state: state).draw(into: &surface, in: rect)
            case .inbox: InboxPane(state: state).draw(into: &surface, in: rect)
            case .devices where !state.deviceRows.isEmpty: DevicesPane(state: state).draw(into: &surface, in: rect)
            case .devices where state.devices.summaries == nil:
                DevicesPane.drawUnread(state, into: &surface, in: rect)
            case .devices: AbsentPane(keys: state.keys).draw(into: &surface, in: rect)
            case .jobs: JobsPane(state: state).draw(into: &surface, in: rect)
            }
        }
    }

    /// The editor of a rule has the whole screen but the header.
    private static func drawRule(
        _ editor: RuleEditorState, _ state: ConsoleState, into surface: consuming Surface
    ) -> Surface {
        var surface = surface
        guard state.layout.fits else {
            drawTiny(state, into: &surface)
            return surface
        }
        RuleEditorView(editor, now: state.now, zone: state.zone).draw(into: &surface)
        if let menu = state.menu { MenuView(menu: menu, state: state).draw(into: &surface) }
        HeaderView(state: state).draw(into: &surface, row: state.layout.headerRow)
        return surface
    }

    private static func drawOverview(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        let context = state.drawContext
        if let view = state.overviewView {
            view.draw(into: &surface, in: rect, context: context)
            return
        }
        let lines: [StyledLine]
        switch context.freshness {
        case .failed(let reason):
            lines = [StyledLine(reason, .stateBad), StyledLine("`vedette doctor` checks the store", .textDim)]
        case .loading, .current: lines = [StyledLine("Counting…", .textDim)]
        }
        PanelTitle(state.place.entity?.text ?? state.place.pane.title, isFocused: true).draw(on: &surface, in: rect)
        EmptyState(lines).draw(on: &surface, in: rect)
    }

    /// Too small for panes: the size that is needed, and what must never be missed.
    private static func drawTiny(_ state: ConsoleState, into surface: inout Surface) {
        let least = ScreenLayout.least
        var line: StyledLine = []
        if state.silentCount > 0 {
            line.spans += [.text(" \(state.silentCount) SILENT ", HeaderView.silentStyle), .text(" ")]
        }
        if let high = state.overviews.alerts?.total.high, high > 0 {
            line.spans.append(.text("\(Figure.grouped(high)) sev 1  ", .severity1, .bold))
        }
        line.spans.append(
            .text("needs \(least.columns)x\(least.rows), has \(state.size.columns)x\(state.size.rows)", .text))
        surface.write(line, x: 0, y: 0, width: state.size.columns)
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Devices
internal import EVE
internal import Query

/// The gateways with their state, and what is known and was lost of the one under the cursor.
struct GatewaysPane {
    let state: ConsoleState

    func draw(into surface: inout Surface, in rect: Rect) {
        let rows = state.gatewayRows
        guard !rows.isEmpty else {
            drawEmpty(into: &surface, in: rect)
            return
        }
        let selected = state.gatewayCursor.flatMap { name in rows.firstIndex { $0.name == name } } ?? 0
        let text = GatewayText(zone: state.zone, now: state.now)
        let ledger = GatewayLedger(row: rows[selected], fleet: state.fleet, text: text)
        let (listRows, ledgerRows, factRows) = Self.shares(of: rect.rows, extra: ledger.extraRows)
        drawList(
            rows, selected, text, into: &surface, in: Rect(x: rect.x, y: rect.y, columns: rect.columns, rows: listRows))
        // The lowest row of each panel above another stays blank, where there is room for that.
        let blank = rect.rows >= 30 ? 1 : 0
        ledger.draw(
            into: &surface,
            in: Rect(x: rect.x, y: rect.y + listRows, columns: rect.columns, rows: max(0, ledgerRows - blank)))
        GatewayFacts(
            row: rows[selected], text: text, registryFailure: state.fleet.enrolledFailure,
            trust: state.devices.history.state(of: rows[selected].name, at: state.now)
        ).draw(
            into: &surface,
            in: Rect(x: rect.x, y: rect.y + listRows + ledgerRows, columns: rect.columns, rows: factRows))
    }

    /// How many rows the list, the ledger and the facts get; on a low screen there is the list alone.
    private static func shares(of rows: Int, extra: Int) -> (list: Int, ledger: Int, facts: Int) {
        if rows >= 30 { return (rows - 16 - extra, 8 + extra, 8) }
        if rows >= 18 { return (rows - 10 - extra, 5 + extra, 5) }
        return (rows, 0, 0)
    }

    private func drawList(
        _ rows: [GatewayRow], _ selected: Int, _ text: GatewayText, into surface: inout Surface, in rect: Rect
    ) {
        PanelTitle("Gateways", facts: state.fleet.order.words, isFocused: true).draw(on: &surface, in: rect)
        let height = max(1, rect.rows - 2)
        let first = max(0, selected - height + 1)
        let columns = GatewayColumns(fleet: state.fleet, text: text, trust: state.devices.history)
        Table(
            columns: GatewayColumns.all, rows: rows.dropFirst(first).prefix(height).map(columns.row),
            cursor: selected - first, isFocused: state.menu == nil, sort: GatewayColumns.sort(by: state.fleet.order)
        ).draw(on: &surface, in: Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: rect.rows - 1))
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
                [
                    .text("vedette gateways invite NAME", .key, .bold),
                    .text(" lets one send over the network", .textDim),
                ],
            ]
        }
        EmptyState(lines).draw(on: &surface, in: rect)
    }
}

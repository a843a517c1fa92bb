// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Canvas
internal import Devices
internal import EVE

/// The devices with their states, and all that is known of the one under the cursor: beside each other where there is room, else the half that
/// has the keys.
struct DevicesPane {
    let state: ConsoleState

    /// From so many columns and rows up both halves are shown.
    private static let wideColumns = 110
    private static let wideRows = 20

    private var text: GatewayText { GatewayText(zone: state.zone, now: state.now) }
    private var hasKeys: Bool { state.menu == nil && state.editor == nil }

    func draw(into surface: inout Surface, in rect: Rect) {
        let rows = state.deviceRows
        guard let device = state.selectedDevice else { return }
        let list = DeviceList(
            rows: rows, selected: rows.firstIndex { $0.name == device.name } ?? 0, text: text,
            isFocused: state.devices.focus == .list, hasKeys: hasKeys)
        guard rect.columns >= Self.wideColumns, rect.rows >= Self.wideRows else {
            drawNarrow(list, device, into: &surface, in: rect)
            return
        }
        let left = rect.columns >= 150 ? 46 : 38
        drawLeft(list, into: &surface, in: Rect(x: rect.x, y: rect.y, columns: left, rows: rect.rows))
        drawDetail(
            device, into: &surface,
            in: Rect(x: rect.x + left + 2, y: rect.y, columns: rect.columns - left - 2, rows: rect.rows))
    }

    /// Nothing was read yet, or nothing can be.
    static func drawUnread(_ state: ConsoleState, into surface: inout Surface, in rect: Rect) {
        PanelTitle("Devices", isFocused: true).draw(on: &surface, in: rect)
        let body = Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: rect.rows - 1)
        let line = state.devices.failure.map { StyledLine($0, .stateBad) } ?? StyledLine("Reading…", .textDim)
        EmptyState([line]).draw(on: &surface, in: body)
    }

    // MARK: Halves

    private func drawNarrow(_ list: DeviceList, _ device: DeviceSummary, into surface: inout Surface, in rect: Rect) {
        guard state.devices.focus == .list else { return drawDetail(device, into: &surface, in: rect) }
        let below = rect.rows >= 14 ? 4 : 0
        list.draw(
            into: &surface, in: Rect(x: rect.x, y: rect.y, columns: rect.columns, rows: rect.rows - below))
        guard below > 0 else { return }
        let head = Rect(x: rect.x, y: rect.bottom - below, columns: rect.columns, rows: below)
        let marked = state.selectedDetail?.markedEvents
        DeviceHead(device: device, text: text, isFocused: false, markedEvents: marked)
            .draw(into: &surface, in: head)
    }

    private func drawLeft(_ list: DeviceList, into surface: inout Surface, in rect: Rect) {
        let hasFacts = rect.rows >= 30
        let facts = hasFacts ? 12 : 0
        list.draw(into: &surface, in: Rect(x: rect.x, y: rect.y, columns: rect.columns, rows: rect.rows - facts))
        guard hasFacts, let detail = state.selectedDetail else { return }
        let keys = Rect(x: rect.x, y: rect.bottom - facts + 1, columns: rect.columns, rows: 5)
        DeviceRecord(detail: detail, text: text).drawKeys(into: &surface, in: keys)
        let record = Rect(x: rect.x, y: keys.bottom + 1, columns: rect.columns, rows: 5)
        DeviceRecord(detail: detail, text: text).drawRecord(into: &surface, in: record)
    }

    /// From above: the state, the checks, the registers, the log, the history and the readings; what has no room is left out from the end.
    private func drawDetail(_ device: DeviceSummary, into surface: inout Surface, in rect: Rect) {
        let isFocused = state.devices.focus == .checks
        let detail = state.selectedDetail
        let head = DeviceHead(
            device: device, text: text, isFocused: isFocused, markedEvents: detail?.markedEvents)
        head.draw(into: &surface, in: Rect(x: rect.x, y: rect.y, columns: rect.columns, rows: 3))
        var rest = Rect(x: rect.x, y: rect.y + 4, columns: rect.columns, rows: rect.rows - 4)
        guard let detail else {
            let line = state.devices.detailFailure.map { StyledLine($0, .stateBad) } ?? StyledLine("Reading…", .textDim)
            surface.write(line, x: rest.x + 1, y: rest.y, width: rest.columns - 2)
            return
        }
        let rows = detail.checkRows
        // Where all cannot be shown, the checks leave room for the registers.
        let room = max(4, rest.rows - (rest.rows >= 12 ? 6 : 0))
        let count = rows.isEmpty ? 1 : min(rows.count + 1, room)
        DeviceChecks(rows: rows, selected: state.devices.check, isFocused: isFocused && hasKeys)
            .draw(into: &surface, in: Rect(x: rest.x, y: rest.y, columns: rest.columns, rows: count))
        rest = rest.below(count + 1)
        guard rest.rows >= 3 else { return }
        let registers = DeviceRegisters(detail: detail)
        let registerRows = min(registers.rows, rest.rows)
        registers.draw(into: &surface, in: rest.top(registerRows))
        rest = rest.below(registerRows + 1)
        guard rest.rows >= 3 else { return }
        let wanted = rest.rows >= 15 ? 9 : 7
        let log = DeviceLog(detail: detail)
        let logRows = min(log.rows, rest.rows - wanted - 1)
        if logRows >= 2 {
            log.draw(into: &surface, in: rest.top(logRows))
            rest = rest.below(logRows + 1)
        }
        drawTimes(detail, into: &surface, in: rest)
    }

    /// History and readings beside each other, or above each other.
    private func drawTimes(_ detail: DeviceDetail, into surface: inout Surface, in rect: Rect) {
        let history = DeviceHistory(detail: detail, text: text)
        guard rect.columns >= 70 else {
            history.draw(into: &surface, in: rect.top(min(5, rect.rows)))
            let rest = rect.below(6)
            if rest.rows >= 4 { DeviceReadings(detail: detail, text: text).draw(into: &surface, in: rest) }
            return
        }
        let left = 40
        history.draw(into: &surface, in: Rect(x: rect.x, y: rect.y, columns: left, rows: rect.rows))
        DeviceReadings(detail: detail, text: text).draw(
            into: &surface,
            in: Rect(x: rect.x + left + 2, y: rect.y, columns: rect.columns - left - 2, rows: rect.rows))
    }
}

extension Rect {
    /// The first rows of it.
    fileprivate func top(_ rows: Int) -> Rect { Rect(x: x, y: y, columns: columns, rows: max(0, rows)) }

    /// What is left below so many rows.
    fileprivate func below(_ rows: Int) -> Rect {
        Rect(x: x, y: y + rows, columns: columns, rows: max(0, self.rows - rows))
    }
}

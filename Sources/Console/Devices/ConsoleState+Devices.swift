// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Devices
internal import EVE
internal import Query

extension ConsoleState {
    /// How long what is shown of devices is good enough, in microseconds.
    private static let deviceRest: Int64 = 3_000_000

    /// Every device, the worst first.
    var deviceRows: [DeviceSummary] { devices.summaries ?? [] }

    /// The device under the cursor.
    var selectedDevice: DeviceSummary? {
        let rows = deviceRows
        return rows.first { $0.name == devices.cursor } ?? rows.first
    }

    /// All that is known of it; `nil` until it was read.
    var selectedDetail: DeviceDetail? { selectedDevice.flatMap { devices.detail(of: $0.name) } }

    /// Whether the devices pane is on the screen.
    var showsDevices: Bool { place.pane == .devices && place.depth == .overview }

    /// How many devices are not to be believed, or do not answer.
    var troubledDevices: Int { ingest.devices?.wrong ?? 0 }

    // MARK: Asking

    mutating func loadDevices() -> [Effect] {
        dirty.remove(.devices)
        return ask(.devices, for: .devices)
    }

    var isDeviceDue: Bool {
        guard requests.waiting[.devices] == nil else { return false }
        guard let answered = answeredAt[.devices] else { return true }
        return dirty.contains(.devices) || answered.advanced(byMicroseconds: Self.deviceRest) <= now
    }

    /// Asks how far gateways could be believed, where a state has changed since that was asked, or it could not be told then.
    mutating func loadTrust() -> [Effect] {
        guard let tally = ingest.devices, tally.changes != devices.historyChanges else { return [] }
        if devices.historyFailure != nil, let answered = answeredAt[.trust],
            answered.advanced(byMicroseconds: Self.deviceRest) > now
        {
            return []
        }
        devices.historyChanges = tally.changes
        dirty.insert(.devices)
        return ask(.trust, for: .trust)
    }

    /// Asks for the device that the open event came from.
    mutating func loadReporter(_ gateway: String) -> [Effect] {
        guard devices.history.state(of: gateway, at: now) != nil else { return [] }
        // A gateway is the device of its name in small letters.
        return ask(.device(gateway.lowercased()), for: .reporter)
    }

    mutating func take(_ found: [DeviceSummary]) -> [Effect] {
        devices.summaries = found.sorted { ($0.state.rank, $0.name) < ($1.state.rank, $1.name) }
        devices.failure = nil
        return loadDetail()
    }

    /// Asks for the device under the cursor.
    private mutating func loadDetail() -> [Effect] {
        guard showsDevices, let device = selectedDevice else { return [] }
        return ask(.device(device.name), for: .device)
    }

    mutating func take(_ detail: DeviceDetail?, for slot: Slot) {
        if slot == .reporter {
            devices.reporter = detail
            return
        }
        let isOther = detail?.summary.name != devices.detail?.summary.name
        let isNewer = detail?.summary.evidence != devices.detail?.summary.evidence
        devices.detail = detail
        devices.moveDraft(to: detail)
        devices.detailFailure = nil
        if isOther || isNewer && devices.focus == .list { devices.check = detail?.firstTrouble ?? 0 }
        devices.check = min(devices.check, max(0, (detail?.checkRows.count ?? 0) - 1))
    }

    // MARK: Keys

    mutating func moveDeviceCursor(_ step: CursorStep) -> [Effect] {
        let rows = deviceRows
        if devices.focus == .checks {
            let count = selectedDetail?.checkRows.count ?? 0
            devices.check = Self.moved(devices.check, step, count: count)
            return []
        }
        guard !rows.isEmpty else { return [] }
        let old = rows.firstIndex { $0.name == selectedDevice?.name } ?? 0
        let next = rows[Self.moved(old, step, count: rows.count)].name
        guard next != devices.cursor else { return [] }
        devices.cursor = next
        return loadDetail()
    }

    private static func moved(_ index: Int, _ step: CursorStep, count: Int) -> Int {
        guard count > 0 else { return 0 }
        let target: Int =
            switch step {
            case .by(let rows): index + rows
            case .page(let pages): index + pages * 10
            case .first: 0
            case .last: count - 1
            }
        return min(max(0, target), count - 1)
    }

    /// Enter: from the list into the checks, and there the check in full.
    mutating func openDevice() -> [Effect] {
        guard let device = selectedDevice else { return remark("There is no device") }
        devices.cursor = device.name
        guard devices.focus == .checks else {
            devices.focus = .checks
            return selectedDetail == nil ? loadDetail() : []
        }
        guard selectedDetail?.checkRows.isEmpty == false else { return remark("It has shown no evidence yet") }
        return open(Menu(.deviceCheck))
    }

    /// Tab, and back.
    mutating func turnDeviceFocus() -> [Effect] {
        devices.focus = devices.focus == .list ? .checks : .list
        return []
    }

    /// Esc in the checks: the list again; `nil` where it has the keys.
    mutating func leaveDevice() -> [Effect]? {
        guard showsDevices, devices.focus == .checks else { return nil }
        if notices.dismiss() { return [] }
        devices.focus = .list
        return []
    }

    /// `p`: the events of its gateway.
    mutating func showDeviceEvents() -> [Effect] {
        guard let device = selectedDevice else { return remark("There is no device") }
        return go { place in
            place.pane = .events
            place.depth = .list
            place.chips = BarChip.split(Entity.gateway(device.gateway).filter)
            place.sort = .time
            place.isDescending = true
        }
    }

    /// What `y` copies of the pane.
    var deviceRow: PanelRow? {
        guard let device = selectedDevice else { return nil }
        let meaning = RowMeaning.nothing(
            reason: "a device has no events of its own, p lists those of its gateway")
        if devices.focus == .checks, let row = selectedDetail?.checkRows[safe: devices.check] {
            let check = row.check
            let parts = [
                row.step.rawValue, check?.outcome.word ?? "not judged", check?.reason?.rawValue ?? "",
                check?.expected?.description ?? "", check?.found?.description ?? "",
            ]
            return PanelRow(identity: row.step.rawValue, meaning: meaning, text: parts.joined(separator: "\t"))
        }
        let parts = [
            device.name, device.gateway, device.state.word, device.state.reason?.rawValue ?? "", device.since.rfc3339,
            device.evidence.map { "e-\($0)" } ?? "",
        ]
        return PanelRow(identity: device.name, meaning: meaning, text: parts.joined(separator: "\t"))
    }
}

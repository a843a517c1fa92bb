// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Canvas
internal import Devices
internal import EVE

/// The list of devices, the worst first.
struct DeviceList {
    let rows: [DeviceSummary]
    let selected: Int
    let text: GatewayText
    let isFocused: Bool
    let hasKeys: Bool

    private static let columns = [
        TableColumn("T", least: 1, priority: 1),
        TableColumn("device", least: 14, best: 26, priority: 1, isLead: true),
        TableColumn("state", least: 10, priority: 2),
        TableColumn("age", least: 6, priority: 3, align: .right),
        TableColumn("gateway", least: 14, best: 22, priority: 4),
        TableColumn("reason", least: 16, best: 44, priority: 5, grows: true),
        TableColumn("evidence", least: 9, priority: 6, align: .right),
        TableColumn("policy", least: 6, priority: 7, align: .right),
        TableColumn("class", least: 10, best: 16, priority: 8),
        TableColumn("starts", least: 6, priority: 9, align: .right),
    ]

    func draw(into surface: inout Surface, in rect: Rect) {
        PanelTitle("Devices", facts: "worst first", isFocused: isFocused).draw(on: &surface, in: rect)
        let isNarrow = rect.columns < 60
        let heads = isNarrow ? 0 : 1
        let height = max(1, rect.rows - 1 - heads)
        // A row that tells how many are below takes the place of one of them.
        let isCut = rows.count > height && height > 2
        let shown = isCut ? height - 1 : height
        let first = max(0, min(selected - shown / 2, rows.count - shown))
        Table(
            columns: isNarrow ? Array(Self.columns.prefix(4)) : Self.columns,
            rows: rows.dropFirst(first).prefix(shown).map(row), cursor: selected - first,
            isFocused: isFocused && hasKeys, showsHeads: !isNarrow
        ).draw(on: &surface, in: Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: heads + shown))
        guard isCut else { return }
        let below = rows.count - first - shown
        let words = [first > 0 ? "\(Figure.grouped(first)) above" : nil, below > 0 ? told(below) : nil]
            .compactMap(\.self).joined(separator: ", ")
        surface.write(
            words, x: rect.x + 3, y: rect.bottom - 1, width: rect.columns - 4, style: Style(.textDim))
    }

    /// How many follow, and of what: those at the end are all trusted where it goes well.
    private func told(_ count: Int) -> String {
        let words = Set(rows.suffix(count).map(\.state.word))
        return "\(Figure.grouped(count)) \(words.count == 1 ? "\(words.first ?? "") " : "")below"
    }

    private func row(_ device: DeviceSummary) -> TableRow {
        TableRow([
            .line([device.state.span]), .text(device.name),
            .text(device.state.word, device.state.role, device.state.marksEvents ? [.bold] : []),
            .text(DeviceText.age(of: device, text)), .text(device.gateway, .textDim),
            .text(DeviceText.reason(of: device), device.state.reason == nil ? .textDim : device.state.role),
            .text(device.evidence.map { "e-\($0)" } ?? "none", .textDim),
            .text(device.policyVersion > 0 ? String(device.policyVersion) : "none", .textDim),
            .text(device.deviceClass, .textDim), .text(device.resetCount.map { String($0) } ?? "?", .textDim),
        ])
    }
}

/// What the pane says of a device in few words.
enum DeviceText {
    /// How old the evidence of one that holds is, and since when the others are as they are.
    static func age(of device: DeviceSummary, _ text: GatewayText) -> String {
        switch device.state {
        case .trusted, .flagged: short(device.evidenceTime ?? device.since, text)
        case .unattested, .unknown: "never"
        case .untrusted, .silent, .revoked: short(device.since, text)
        }
    }

    /// How long ago, in the greatest unit.
    static func short(_ instant: Instant, _ text: GatewayText) -> String {
        let (distance, overflow) = text.now.microseconds.subtractingReportingOverflow(instant.microseconds)
        return overflow ? "?" : Figure.age(seconds: Int(max(0, distance) / 1_000_000))
    }

    static func reason(of device: DeviceSummary) -> String {
        if let reason = device.state.reason { return reason.words }
        return device.fault
    }

    /// A TPM's firmware as two numbers, as makers write it: TPM2_PT_FIRMWARE_VERSION_1 and _2 (TPM 2.0 Library, part 2, 6.13).
    static func firmware(_ version: UInt64) -> String {
        "\(version >> 48).\(version >> 32 & 0xFFFF).\(version >> 16 & 0xFFFF).\(version & 0xFFFF)"
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Devices
internal import EVE

/// A device's keys, and what the record keeps of it.
struct DeviceRecord {
    let detail: DeviceDetail
    let text: GatewayText

    func drawKeys(into surface: inout Surface, in rect: Rect) {
        PanelTitle("Keys of \(detail.summary.name)", facts: "\(detail.keys.count)").draw(on: &surface, in: rect)
        guard !detail.keys.isEmpty else {
            surface.write(
                "none enrolled", x: rect.x + 1, y: rect.y + 1, width: rect.columns - 2, style: Style(.textDim))
            return
        }
        for (offset, key) in detail.keys.prefix(max(0, rect.rows - 1)).enumerated() {
            line(key.role, StyledLine(key.words), y: rect.y + 1 + offset, into: &surface, in: rect)
        }
    }

    func drawRecord(into surface: inout Surface, in rect: Rect) {
        PanelTitle("Record").draw(on: &surface, in: rect)
        let lines: [(String, StyledLine)] = [
            ("enrolled", enrolled), ("quotes", quotes), ("chain", chain), ("firmware", firmware),
        ]
        for (offset, fact) in lines.prefix(max(0, rect.rows - 1)).enumerated() {
            line(fact.0, fact.1, y: rect.y + 1 + offset, into: &surface, in: rect)
        }
    }

    private func line(_ label: String, _ value: StyledLine, y: Int, into surface: inout Surface, in rect: Rect) {
        surface.write(label, x: rect.x + 1, y: y, width: 9, style: Style(.textDim))
        surface.write(value, x: rect.x + 11, y: y, width: rect.columns - 12)
    }

    private var enrolled: StyledLine {
        guard let time = detail.enrolledAt else { return StyledLine("by nobody", .textDim) }
        return StyledLine("\(text.moment(time).prefix(10)) by \(detail.enrolledBy)")
    }

    private var quotes: StyledLine {
        let failed = detail.failed
        return [
            .text("\(Figure.grouped(detail.held)) held, "),
            .text("\(Figure.grouped(failed)) did not", failed > 0 ? .stateWarn : .text),
        ]
    }

    /// A record that was changed behind the verifier's back proves nothing.
    private var chain: StyledLine {
        detail.unbrokenTo.map { StyledLine("unbroken to entry \(Figure.grouped($0))") }
            ?? StyledLine("BROKEN: vedette attest recheck", .stateBad, .bold)
    }

    private var firmware: StyledLine {
        let firmware = detail.summary.firmware.map(DeviceText.firmware) ?? "not told"
        let starts = detail.summary.resetCount.map { ", starts \(Figure.grouped(Int($0)))" } ?? ""
        return StyledLine(firmware + starts)
    }
}

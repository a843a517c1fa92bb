// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Canvas
internal import Devices
internal import EVE

/// The device, since when it is in its state and why, and what that means for its gateway's events: three rows.
struct DeviceHead {
    let device: DeviceSummary
    let text: GatewayText
    let isFocused: Bool
    /// How many events its state marks; `nil` where nobody counted.
    var markedEvents: Int?

    func draw(into surface: inout Surface, in rect: Rect) {
        PanelTitle(device.name, facts: StyledLine(facts, .textDim), isFocused: isFocused).draw(on: &surface, in: rect)
        guard rect.rows > 2 else { return }
        let words = ": \(device.state.explanation)"
        let state: StyledLine = [
            device.state.span, .text(" \(device.state.word) ", device.state.role, .bold),
            .text("since \(text.seconds(device.since))", .text), .text(words, .text),
        ]
        surface.write(state, x: rect.x + 1, y: rect.y + 1, width: rect.columns - 2)
        surface.write(consequence, x: rect.x + 3, y: rect.y + 2, width: rect.columns - 4, style: Style(.textDim))
    }

    private var facts: String {
        guard let evidence = device.evidence else { return "no evidence yet" }
        let time = device.evidenceTime.map { "  \(text.seconds($0))" } ?? ""
        return
            "evidence e-\(evidence)\(time)   policy \(device.policyVersion > 0 ? String(device.policyVersion) : "none")"
    }

    private var consequence: String {
        if device.state.marksEvents {
            let fault = device.fault.isEmpty ? "" : "; its gateway says: \(device.fault)"
            guard device.isGateway else {
                return "on \(device.gateway), whose events are marked by its own state\(fault)"
            }
            let events =
                switch markedEvents {
                case nil: "its events since then are"
                case 0?: "none of its events came since then; those that do are"
                case 1?: "its one event since then is"
                case let count?: "its \(Figure.grouped(count)) events since then are"
                }
            return "\(events) marked, not hidden\(fault)"
        }
        if !device.fault.isEmpty { return "its gateway says, unproven: \(device.fault)" }
        let age = device.evidenceTime.map { ", evidence \(text.age($0)) old" } ?? ""
        let kind = device.deviceClass.isEmpty ? "" : ", class \(device.deviceClass)"
        return "on \(device.gateway)\(kind)\(age)"
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Access
internal import Canvas
internal import Devices
internal import Query

extension ConsoleState {
    mutating func performDevice(_ command: Command) -> [Effect]? {
        switch command {
        case .deviceQuote: quoteDevice()
        case .deviceRecheck: recheckDevice()
        case .deviceLog: open(Menu(.deviceLog))
        case .deviceAccept: startAcceptance()
        case .deviceRevoke: startRevocation()
        case .panelNext where showsDevices, .panelPrevious where showsDevices: turnDeviceFocus()
        case .viewLeave: leaveDevice()
        default: nil
        }
    }

    /// Why nothing can be done about a device now.
    func reasonAgainstDevice(_ command: Command) -> String? {
        let right: Right
        switch command {
        case .deviceQuote: right = .triage
        case .deviceAccept, .deviceRevoke: right = .vouch
        case .deviceRecheck, .deviceLog: right = .look
        default: return nil
        }
        guard showsDevices else { return "only the devices pane, 6, has it" }
        guard let device = selectedDevice else { return "there is no device" }
        if let reason = reasonOfRole(right) { return reason }
        switch command {
        case .deviceQuote: return device.state == .unknown ? "nobody enrolled it" : reasonOfRevoked(device)
        case .deviceRevoke: return device.state == .unknown ? "nobody enrolled it" : reasonOfRevoked(device)
        case .deviceRecheck: return device.evidence == nil ? "it has shown no evidence yet" : nil
        case .deviceLog:
            return selectedDetail?.events.isEmpty == false ? nil : "its newest evidence came without an event log"
        case .deviceAccept:
            if let reason = reasonOfRevoked(device) { return reason }
            guard let detail = selectedDetail, device.evidence != nil else { return "it has shown no evidence yet" }
            return detail.registers.isEmpty ? "its newest evidence came without values" : nil
        default: return nil
        }
    }

    private func reasonOfRevoked(_ device: DeviceSummary) -> String? {
        device.state == .revoked ? "it is revoked; only a new enrolment brings it back" : nil
    }

    /// What the role lacks, where a station in another process said which one it is: it would refuse.
    func reasonOfRole(_ right: Right) -> String? {
        guard let station, let role = Access.Role(rawValue: station.role), !role.may(right) else { return nil }
        return "it needs the role \(right.least.rawValue), you are \(role.rawValue)"
    }

    // MARK: At once

    private mutating func quoteDevice() -> [Effect] {
        selectedDevice.map { [.device(.quote(device: $0.name))] } ?? []
    }

    private mutating func recheckDevice() -> [Effect] {
        selectedDevice.map { [.device(.recheck(device: $0.name))] } ?? []
    }

    mutating func take(_ outcome: DeviceOutcome) -> [Effect] {
        switch outcome {
        case .refused(let reason): return fail(reason)
        case .done(let line):
            notices.add(Notice(.done, line), now: now)
            return showsDevices ? loadDevices() : []
        }
    }

    // MARK: Accepting

    /// `A`: the difference first.
    private mutating func startAcceptance() -> [Effect] {
        guard let detail = selectedDetail, let evidence = detail.summary.evidence else { return [] }
        devices.draft = .accept(
            device: detail.summary.name, evidence: evidence, policyVersion: detail.summary.policyVersion, comment: "")
        devices.draftRegisters = detail.registers
        // States change meanwhile, and rows with them.
        devices.cursor = detail.summary.name
        return open(Menu(.deviceAccept))
    }

    /// Enter on the difference: why? It is of the evidence that was looked at, though newer may have come.
    mutating func askForAcceptance() -> [Effect] {
        guard devices.draft != nil else { return [] }
        editor = FilterEditor(.acceptComment)
        return []
    }

    mutating func acceptReference(because comment: String) -> [Effect] {
        guard case .accept(let device, let evidence, let version, _) = devices.draft else { return closeEditor() }
        if let reason = Self.reasonAgainst(text: comment, what: "An acceptance") { return fail(reason) }
        devices.draft = nil
        return closeEditor() + [
            .device(.accept(device: device, evidence: evidence, policyVersion: version, comment: Self.trimmed(comment)))
        ]
    }

    // MARK: Revoking

    /// `X`: sure? Nothing takes it back.
    private mutating func startRevocation() -> [Effect] {
        guard let device = selectedDevice else { return [] }
        devices.draft = .revoke(device: device.name, reason: "")
        devices.cursor = device.name
        return open(Menu(.deviceRevoke))
    }

    mutating func askForRevocation() -> [Effect] {
        guard devices.draft != nil else { return [] }
        editor = FilterEditor(.revokeReason)
        return []
    }

    mutating func revokeDevice(because reason: String) -> [Effect] {
        guard case .revoke(let device, _) = devices.draft else { return closeEditor() }
        if let fault = Self.reasonAgainst(text: reason, what: "A revocation") { return fail(fault) }
        devices.draft = nil
        return closeEditor() + [.device(.revoke(device: device, reason: Self.trimmed(reason)))]
    }

    private static func trimmed(_ text: String) -> String {
        let rest = text.drop(while: \.isWhitespace)
        guard let last = rest.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(rest[...last])
    }

    private static func reasonAgainst(text: String, what: String) -> String? {
        guard text.contains(where: { !$0.isWhitespace }) else { return "\(what) needs a reason. Write one, Esc leaves" }
        let count = text.utf8.count
        return count <= DeviceDeed.textLimit
            ? nil : "The reason has \(count) bytes, \(DeviceDeed.textLimit) are allowed; shorten it"
    }
}

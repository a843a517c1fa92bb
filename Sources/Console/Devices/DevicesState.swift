// SPDX-License-Identifier: Apache-2.0

internal import Attestation
package import Devices
internal import EVE

/// What the console knows of devices that prove their state.
package struct DevicesState: Sendable {
    /// Which half of the pane has the keys.
    enum Focus: Sendable, Hashable {
        case list, checks
    }

    /// How each device stands, the worst first; `nil` until it was read.
    package var summaries: [DeviceSummary]?
    /// Why that could not be read.
    package var failure: String?
    /// The device under the cursor, by name.
    package var cursor: String?
    /// All that is known of a device; of that under the cursor once it was read.
    package var detail: DeviceDetail?
    /// Why that could not be read.
    package var detailFailure: String?
    /// The check under the cursor, counted among `checkRows`.
    var check = 0
    var focus = Focus.list
    /// How far gateways could be believed, over time.
    package var history = TrustHistory()
    /// The changes that `history` was asked for; `nil` where it is to be asked for whatever they are.
    var historyChanges: Int64?
    /// Why it could not be read; `nil` once it was.
    var historyFailure: String?
    /// The device that the open event came from.
    package var reporter: DeviceDetail?
    /// What is being looked at before it is accepted or revoked.
    var draft: DeviceDeed?
    /// The values that are being looked at.
    var draftRegisters: [DeviceDetail.Register] = []

    package init() {}

    /// Newer evidence of the very values that are being looked at is as good: devices may quote each minute.
    mutating func moveDraft(to detail: DeviceDetail?) {
        guard case .accept(let device, _, let version, let comment) = draft, let detail,
            detail.summary.name == device, detail.summary.policyVersion == version,
            detail.registers == draftRegisters, let evidence = detail.summary.evidence
        else { return }
        draft = .accept(device: device, evidence: evidence, policyVersion: version, comment: comment)
    }

    /// The detail where it is of this device.
    func detail(of name: String) -> DeviceDetail? { detail?.summary.name == name ? detail : nil }
}

/// One step of the appraisal as the pane lists it.
struct CheckRow: Sendable, Hashable {
    /// From 1.
    var number: Int
    var step: Check.Step
    /// `nil` for a step that was not taken, as one before it failed.
    var check: Check?
}

extension DeviceDetail {
    /// The steps of the newest evidence in order, then those that it did not come to; empty before the first.
    var checkRows: [CheckRow] {
        guard !checks.isEmpty else { return [] }
        let taken = Set(checks.map(\.step))
        let hasFailed = checks.contains { $0.outcome == .failed }
        let rest = hasFailed ? Check.Step.allCases.filter { !taken.contains($0) } : []
        let all = checks.map { ($0.step, Optional($0)) } + rest.map { ($0, nil) }
        return all.enumerated().map { CheckRow(number: $0 + 1, step: $1.0, check: $1.1) }
    }

    /// The row of the first check that failed or flagged; 0 where all held.
    var firstTrouble: Int {
        checkRows.firstIndex { $0.check?.outcome == .failed }
            ?? checkRows.firstIndex { $0.check?.outcome == .flagged } ?? 0
    }

    /// Registers of which the policy says something else than was found.
    var changed: [Register] { registers.filter { !$0.expected.isEmpty && !$0.expected.contains($0.found) } }
}

// SPDX-License-Identifier: Apache-2.0

package import EVE

/// How a device stands, in one row.
package struct DeviceSummary: Sendable, Hashable, Codable {
    package var name: String
    /// The gateway whose agent answers for it; the same name for the gateway itself.
    package var gateway: String
    /// Which reference values are meant for it, such as `camera B`; the policy is kept by class.
    package var deviceClass: String
    package var state: DeviceState
    /// Since when it is in this state.
    package var since: Instant
    /// Number and time of the newest evidence; `nil` before the first.
    package var evidence: Int?
    package var evidenceTime: Instant?
    package var policyVersion: Int
    package var resetCount: UInt32?
    package var firmware: UInt64?
    /// What its gateway says keeps its TPM from answering; empty where nothing does. Bounded, visible ASCII, not proven.
    package var fault: String

    /// Whether it is the gateway itself, by whose state the gateway's events are marked.
    package var isGateway: Bool { name == gateway.lowercased() }

    package init(
        name: String, gateway: String, deviceClass: String = "", state: DeviceState, since: Instant,
        evidence: Int? = nil, evidenceTime: Instant? = nil, policyVersion: Int = 0, resetCount: UInt32? = nil,
        firmware: UInt64? = nil, fault: String = ""
    ) {
        self.name = name
        self.gateway = gateway
        self.deviceClass = deviceClass
        self.state = state
        self.since = since
        self.evidence = evidence
        self.evidenceTime = evidenceTime
        self.policyVersion = policyVersion
        self.resetCount = resetCount
        self.firmware = firmware
        self.fault = fault
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Attestation
package import EVE

/// A device as the store has it.
package struct DeviceStanding: Sendable, Hashable {
    package var name: String
    package var gateway: String
    package var deviceClass = ""
    /// The keys that it has now; `nil` for one that its gateway only tells of.
    package var enrolment: Int?
    package var state = DeviceState.unknown
    package var since: Instant
    package var evidence: Int?
    package var evidenceTime: Instant?
    package var policyVersion = 0
    package var clock: TPMClock?
    package var fault = ""
    /// How many quotes held, and how many did not.
    package var held = 0
    package var failed = 0

    package init(name: String, gateway: String, since: Instant) {
        self.name = name
        self.gateway = gateway
        self.since = since
    }

    package var isRevoked: Bool { state == .revoked }

    /// Takes over what a judged quote says of it, but for the state.
    package mutating func take(_ entry: RecordEntry) {
        guard let quote = entry.quote else { return }
        evidence = entry.number
        evidenceTime = entry.time
        policyVersion = entry.policyVersion
        clock = quote.provenClock ?? clock
        if quote.verdict == .reject { failed += 1 } else { held += 1 }
    }

    /// It in one row. Where nobody has asked for longer than it may be silent, the last good state is not shown: it is not known any more.
    package func summary(at now: Instant, silentAfter: Int) -> DeviceSummary {
        let end = evidenceTime?.advanced(byMicroseconds: Int64(silentAfter) * 1_000_000)
        let isStale = end.map { $0 < now } ?? false
        let isOverdue = isStale && state.needsEvidence
        return DeviceSummary(
            name: name, gateway: gateway, deviceClass: deviceClass, state: isOverdue ? .silent : state,
            since: isOverdue ? end ?? since : since, evidence: evidence, evidenceTime: evidenceTime,
            policyVersion: policyVersion, resetCount: clock?.resetCount, firmware: clock?.firmware, fault: fault)
    }
}

extension DeviceState {
    /// Whether it holds only as long as evidence comes.
    package var needsEvidence: Bool {
        switch self {
        case .trusted, .flagged: true
        case .unknown, .unattested, .untrusted, .silent, .revoked: false
        }
    }
}

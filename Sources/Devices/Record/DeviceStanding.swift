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

/// What a person wants of the process that listens.
package struct DeviceWish: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case enrol, quote
    }

    package var number = 0
    package var kind: Kind
    package var device: String
    /// Of an enrolment: its gateway, empty for the one that tells of it; its class.
    package var gateway: String
    package var deviceClass: String
    /// Whether the operator vouches for the endorsement key, and whether keys that the device has may be replaced.
    package var pins: Bool
    package var replaces: Bool
    package var person: String
    package var time: Instant

    package init(
        kind: Kind, device: String, gateway: String = "", deviceClass: String = "", pins: Bool = false,
        replaces: Bool = false, person: String, time: Instant
    ) {
        self.kind = kind
        self.device = device
        self.gateway = gateway
        self.deviceClass = deviceClass
        self.pins = pins
        self.replaces = replaces
        self.person = person
        self.time = time
    }

    /// What became of it.
    package struct Answer: Sendable, Hashable {
        package var isDone: Bool
        package var words: String
        /// The number of the entry of the record, if it made one.
        package var entry: Int?

        package init(isDone: Bool, words: String, entry: Int? = nil) {
            self.isDone = isDone
            self.words = words
            self.entry = entry
        }
    }
}

/// A reading that was judged.
package struct TakenReading: Sendable, Hashable {
    package var device: String
    package var enrolment: Int
    /// When it came, by the event's own time.
    package var time: Instant
    package var verdict: Verdict
    package var reason: Reason
    /// What was signed.
    package var message: [UInt8]
    /// `nil` for a bare value.
    package var reading: SignedReading?
    package var missing: UInt64

    package init(
        device: String, enrolment: Int, time: Instant, verdict: Verdict, reason: Reason, message: [UInt8],
        reading: SignedReading?, missing: UInt64
    ) {
        self.device = device
        self.enrolment = enrolment
        self.time = time
        self.verdict = verdict
        self.reason = reason
        self.message = message
        self.reading = reading
        self.missing = missing
    }
}

/// A reading that was kept.
package struct StoredReading: Sendable, Hashable {
    package var number: Int
    package var time: Instant
    /// `nil` for a bare value.
    package var boot: UInt64?
    package var sequence: UInt64?
    package var channel: String
    package var value: Double?
    package var missing: Int
    package var verdict: Verdict
    package var reason: Reason

    package init(
        number: Int, time: Instant, boot: UInt64?, sequence: UInt64?, channel: String, value: Double?, missing: Int,
        verdict: Verdict, reason: Reason
    ) {
        self.number = number
        self.time = time
        self.boot = boot
        self.sequence = sequence
        self.channel = channel
        self.value = value
        self.missing = missing
        self.verdict = verdict
        self.reason = reason
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Attestation
package import EVE

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

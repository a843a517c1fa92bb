// SPDX-License-Identifier: Apache-2.0

package import Attestation
package import EVE

/// One entry of the record: what was done or judged. Entries are never changed; each holds a hash of itself and all before it.
package struct RecordEntry: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Keys of a device were taken, or an operator took them back.
        case enrol, revoke
        /// A class got other reference values.
        case policy
        /// A quote was judged.
        case quote
        /// A device did not answer for longer than it may.
        case silent
        /// Whether a signed reading may be inscribed in a register.
        case register
        /// Evidence of quotes was let go of: of old ones that held, or of a device with too many event logs.
        case thinned
        /// A pseudonym was given to a device that is not named; somebody was told whose one is.
        case pseudonym, disclose
    }

    /// A quote that was judged.
    package struct Quote: Sendable, Hashable {
        package var nonce: [UInt8]
        package var terms: QuoteTerms
        package var verdict: Verdict
        package var reason: Reason
        package var checks: [Check]
        /// What the quote said of the TPM's clock, if it was authentic.
        package var clock: TPMClock?
        /// As it came; `nil` once it was thinned.
        package var evidence: QuoteEvidence?

        package init(
            nonce: [UInt8], terms: QuoteTerms, verdict: Verdict, reason: Reason, checks: [Check], clock: TPMClock?,
            evidence: QuoteEvidence?
        ) {
            self.nonce = nonce
            self.terms = terms
            self.verdict = verdict
            self.reason = reason
            self.checks = checks
            self.clock = clock
            self.evidence = evidence
        }
    }

    /// 0 before it is kept.
    package var number = 0
    package var time: Instant
    /// Empty for what is of no single device.
    package var device: String
    package var kind: Kind
    /// Whose keys it is about.
    package var enrolment: Int?
    package var deviceClass: String
    package var policyVersion: Int
    /// The state that the device came to by it.
    package var state: DeviceState?
    /// Who did it; empty where nobody did.
    package var person: String
    /// In words.
    package var words: String
    package var quote: Quote?
    /// What no other entry may have again, beside the nonces of quotes: the SHA-256 of a reading that was let into a register.
    package var mark: [UInt8]?

    package init(
        time: Instant, device: String, kind: Kind, enrolment: Int? = nil, deviceClass: String = "",
        policyVersion: Int = 0, state: DeviceState? = nil, person: String = "", words: String = "", quote: Quote? = nil
    ) {
        self.time = time
        self.device = device
        self.kind = kind
        self.enrolment = enrolment
        self.deviceClass = deviceClass
        self.policyVersion = policyVersion
        self.state = state
        self.person = person
        self.words = words
        self.quote = quote
    }
}

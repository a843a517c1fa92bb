// SPDX-License-Identifier: Apache-2.0

package import Attestation
package import AttesterProtocol
package import Devices
package import EVE

/// A question for a quote, with all that its answer is judged by.
package struct QuoteQuestion: Sendable {
    package let enrolment: DeviceEnrolment
    package let policy: DevicePolicy?
    package let nonce: [UInt8]
    package let terms: QuoteTerms

    package init(enrolment: DeviceEnrolment, policy: DevicePolicy?, nonce: [UInt8], terms: QuoteTerms) {
        self.enrolment = enrolment
        self.policy = policy
        self.nonce = nonce
        self.terms = terms
    }

    /// The entry of the record that an answer comes to; `nil` where it is no quote.
    ///
    /// - Parameters:
    ///   - age: seconds from the question to the answer.
    ///   - prior: what the key said of its clock before.
    package func entry(
        for answer: AttesterAnswer.Content, age: Double, prior: TPMClock?, keys: AttestationKeys, at now: Instant
    ) -> RecordEntry? {
        guard case .quoted(let attest, let signature, let key, let values, let log) = answer else { return nil }
        // A log that was not asked for proves nothing, and would be kept.
        let evidence = QuoteEvidence(
            attest: attest, signature: signature, keyArea: key, values: Self.values(values),
            eventLog: terms.explained.isEmpty ? nil : log)
        var terms = terms
        terms.age = age
        terms.prior = prior
        let result = terms.result(for: evidence, nonce: nonce, of: enrolment, policy: policy, keys: keys)
        return RecordEntry(
            time: now, device: enrolment.device, kind: .quote, enrolment: enrolment.number,
            deviceClass: enrolment.deviceClass, policyVersion: result.policyVersion, state: result.state,
            quote: RecordEntry.Quote(
                nonce: nonce, terms: terms, verdict: result.verdict, reason: result.reason, checks: result.checks,
                clock: result.quote?.clock, evidence: evidence))
    }

    /// Values as they were said; what names no bank, or a register twice, stays in as a value that nobody asked for.
    private static func values(_ said: [AttesterAnswer.Value]) -> [PCR: [UInt8]] {
        var values: [PCR: [UInt8]] = [:]
        for value in said {
            let register = PCR(AlgorithmID(bank: value.bank) ?? AlgorithmID(rawValue: 0), value.register)
            let isTwice = values[register] != nil
            values[isTwice ? PCR(AlgorithmID(rawValue: 0), value.register) : register] = value.bytes
        }
        return values
    }
}

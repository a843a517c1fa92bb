// SPDX-License-Identifier: Apache-2.0

package import Attestation
internal import Crypto

/// What a quote was judged by, beside the keys, the policy and the nonce: with the evidence, all that its verdict follows from.
package struct QuoteTerms: Sendable, Hashable, Codable {
    /// Registers that were asked for, of one bank.
    package struct Bank: Sendable, Hashable, Codable {
        /// The bank by the number of its hash.
        package var bank: UInt16
        package var registers: [Int]

        package init(bank: UInt16, registers: [Int]) {
            self.bank = bank
            self.registers = registers
        }
    }

    package var selection: [Bank]
    /// Registers that the event log had to explain.
    package var explained: [Int]
    /// The most seconds between question and answer, and how many it took.
    package var mostAge: Double
    package var age: Double
    /// What the key said of its clock before.
    package var prior: TPMClock?

    package init(selection: [Bank], explained: [Int], mostAge: Double, age: Double, prior: TPMClock?) {
        self.selection = selection
        self.explained = explained
        self.mostAge = mostAge
        self.age = age
        self.prior = prior
    }

    /// The question that they were, with a nonce.
    package func challenge(nonce: [UInt8]) -> QuoteChallenge {
        let selection = selection.compactMap { bank in
            AlgorithmID(rawValue: bank.bank).digest.map { PCRSelection($0, bank.registers) }
        }
        return QuoteChallenge(nonce: nonce, selection: selection, mostAge: mostAge)
    }

    /// The verdict that follows, from keys, policy, evidence and a nonce that was not used before: who asked looks that up first.
    package func result(
        for evidence: QuoteEvidence, nonce: [UInt8], of enrolment: DeviceEnrolment, isRevoked: Bool = false,
        policy: DevicePolicy?, keys: AttestationKeys
    ) -> AttestationResult {
        let appraisal = Appraisal(
            policy: AppraisalPolicy(
                version: policy?.version ?? 0, reference: policy?.reference ?? [:], explained: explained),
            enrolled: EnrolledKey(
                name: enrolment.attestationName, qualifiedName: enrolment.qualifiedName, isRevoked: isRevoked),
            prior: prior)
        return appraisal.result(for: evidence, answering: challenge(nonce: nonce), age: age, keys: keys)
    }
}

extension AttestationResult {
    /// How a device stands by it. What is authentic and cannot be compared with anything is flagged, not trusted.
    package var state: DeviceState {
        switch verdict {
        case .reject: .untrusted(reason)
        case .flag: .flagged(reason)
        case .accept: policyVersion == 0 ? .flagged(.noReference) : .trusted
        }
    }

}

extension RecordEntry.Quote {
    /// What the key says of its clock from now on: that of an authentic quote which did not go back in time.
    package var provenClock: TPMClock? {
        reason == .resetCountRollback || reason == .clockRollback ? nil : clock
    }
}

extension DeviceState {
    /// The state of a word and the text of a reason, as files keep it.
    package init?(word: String, reason: String) {
        switch (word, Reason(rawValue: reason)) {
        case ("unknown", _): self = .unknown
        case ("unattested", _): self = .unattested
        case ("trusted", _): self = .trusted
        case ("silent", _): self = .silent
        case ("revoked", _): self = .revoked
        case ("flagged", let reason?): self = .flagged(reason)
        case ("untrusted", let reason?): self = .untrusted(reason)
        default: return nil
        }
    }
}

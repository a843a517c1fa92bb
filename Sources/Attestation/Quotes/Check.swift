// SPDX-License-Identifier: Apache-2.0

/// One step of an appraisal and how it went.
package struct Check: Sendable, Hashable, Codable {
    /// The steps, in the order in which they are taken; the first that fails ends the appraisal.
    package enum Step: String, Sendable, Hashable, CaseIterable, Codable {
        case key, keyQuality = "key quality", signature, structure, nonce, age, signer, selection, values, digest
        case counters, eventLog = "event log", reference, clock

        /// What it looks for, in a few words; where it passed, that is what was found.
        package var words: String {
            switch self {
            case .key: "the enrolled AK"
            case .keyQuality: "restricted, in its TPM"
            case .signature: "by the AK, as it signs"
            case .structure: "a TPM's quote, whole"
            case .nonce: "ours, unused"
            case .age: "in time"
            case .signer: "its place at enrolment"
            case .selection: "the registers asked for"
            case .values: "one for each register"
            case .digest: "of these values"
            case .counters: "not lower than before"
            case .eventLog: "leads to these values"
            case .reference: "as the policy wants"
            case .clock: "no time was lost"
            }
        }
    }

    package enum Outcome: String, Sendable, Hashable, Codable {
        case passed, flagged, failed
        /// There was nothing to compare with.
        case skipped
    }

    package let step: Step
    package let outcome: Outcome
    /// What a flag or a failure is called.
    package let reason: Reason?
    package let expected: Finding?
    package let found: Finding?

    package init(
        _ step: Step, _ outcome: Outcome, reason: Reason? = nil, expected: Finding? = nil, found: Finding? = nil
    ) {
        self.step = step
        self.outcome = outcome
        self.reason = reason
        self.expected = expected
        self.found = found
    }
}

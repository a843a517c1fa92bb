// SPDX-License-Identifier: Apache-2.0

/// What an appraisal came to (RFC 9334, section 8.4).
package struct AttestationResult: Sendable {
    package let verdict: Verdict
    /// The first check that failed; else the first flag; else `ok`.
    package let reason: Reason
    /// The steps that were taken.
    package let checks: [Check]
    /// The edition of the policy.
    package let policyVersion: Int
    /// What is proven; `nil` unless the quote itself was good, even where the policy then refused it.
    package let quote: VerifiedQuote?
    /// Events of the log that went into quoted values, with digests of quoted banks alone; their data only where it is what was measured.
    package let events: [EventLog.Event]
}

/// The check of evidence, all in one order (TPM 2.0 quotes), without clock, randomness, or memory of what came before: these are given.
package struct Appraisal: Sendable {
    package var policy: AppraisalPolicy
    package var enrolled: EnrolledKey
    /// What the same key last said of its clock.
    package var prior: TPMClock?

    package init(policy: AppraisalPolicy, enrolled: EnrolledKey, prior: TPMClock? = nil) {
        self.policy = policy
        self.enrolled = enrolled
        self.prior = prior
    }

    /// Appraises an answer to `challenge`.
    ///
    /// - Parameters:
    ///   - age: seconds since the question was sent.
    ///   - isUsed: whether an answer with this nonce was taken before.
    ///   - keys: checked keys, which it adds to.
    package func result(
        for evidence: QuoteEvidence, answering challenge: QuoteChallenge, age: Double, isUsed: Bool = false,
        keys: AttestationKeys = AttestationKeys()
    ) -> AttestationResult {
        var course = Course()
        do {
            let key = try attester(evidence, keys, &course.checks)
            let hash = try course.checks.take(.signature) { () throws(FailedCheck) in
                try key.verify(evidence.signature, of: evidence.attest)
            }
            let quote = try VerifiedQuote(
                evidence, signedWith: hash, answering: challenge, enrolled: enrolled, age: age, isUsed: isUsed,
                checks: &course.checks)
            course.quote = quote
            try appraise(quote, log: evidence.eventLog, &course)
            return result(course, course.firstFlag == nil ? .accept : .flag, course.firstFlag ?? .ok)
        } catch {
            return result(course, .reject, error.reason)
        }
    }

    /// What was gathered on the way.
    private struct Course {
        var checks = Checklist()
        var firstFlag: Reason?
        var quote: VerifiedQuote?
        var events: [EventLog.Event] = []

        /// Notes a flag of the newest step.
        mutating func flag(_ reason: Reason, found: Finding? = nil) {
            checks.flag(reason, found: found)
            firstFlag = firstFlag ?? reason
        }
    }

    private func result(_ course: Course, _ verdict: Verdict, _ reason: Reason) -> AttestationResult {
        AttestationResult(
            verdict: verdict, reason: reason, checks: course.checks.checks, policyVersion: policy.version,
            quote: course.quote, events: course.events)
    }

    private func attester(
        _ evidence: QuoteEvidence, _ keys: AttestationKeys, _ checks: inout Checklist
    ) throws(FailedCheck) -> AttestationKey {
        let (area, name) = try checks.take(.key) { () throws(FailedCheck) in
            let area = try PublicArea(sized: evidence.keyArea)
            let name = try area.name()
            guard name == enrolled.name else {
                throw FailedCheck(.akUnknown, expected: .bytes(enrolled.name), found: .bytes(name))
            }
            guard !enrolled.isRevoked else { throw FailedCheck(.akRevoked, found: .bytes(name)) }
            return (area, name)
        }
        return try checks.take(.keyQuality) { () throws(FailedCheck) in try keys.key(area, name: name) }
    }

    private func appraise(_ quote: VerifiedQuote, log: [UInt8]?, _ course: inout Course) throws(FailedCheck) {
        let prior = prior
        var moved: Reason?
        try course.checks.take(.counters, if: prior != nil) { () throws(FailedCheck) in
            if let prior { moved = try quote.clock.follow(prior) }
        }
        if let moved { course.flag(moved, found: .text("\(quote.clock.words)")) }
        var events: [EventLog.Event] = []
        try course.checks.take(.eventLog, if: !policy.explained.isEmpty || log != nil) { () throws(FailedCheck) in
            events = try explain(quote, log)
        }
        course.events = events
        try course.checks.take(.reference, if: !policy.reference.isEmpty) { () throws(FailedCheck) in
            try policy.check(quote.values)
        }
        try course.checks.take(.clock) { () throws(FailedCheck) in }
        if !quote.clock.isSafe { course.flag(.clockUnsafe) }
    }

    /// Replays the log and compares it with the registers that it has to explain.
    private func explain(_ quote: VerifiedQuote, _ bytes: [UInt8]?) throws(FailedCheck) -> [EventLog.Event] {
        guard let bytes else {
            throw FailedCheck(.eventLogMismatch, expected: .text("an event log"), found: .text("none"))
        }
        let log = try EventLog(bytes)
        for bank in quote.selection {
            for index in policy.explained {
                guard let value = quote.values[PCR(bank.bank, index)] else {
                    throw FailedCheck(
                        .pcrPolicy, expected: .text("PCR \(index) in the quote"), found: .text("not quoted"))
                }
                try log.require(value, of: PCR(bank.bank, index))
            }
        }
        try log.checkData()
        return log.proven(by: policy.explained, of: quote.selection.map(\.bank))
    }
}

extension TPMClock {
    /// It in one line.
    package var words: String {
        "reset \(resetCount), restart \(restartCount), firmware 0x\(String(firmware, radix: 16))"
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Attestation
package import Devices
package import EVE
internal import Store

extension DeviceDesk {
    /// What accepting the newest quote of a device as good would change for its class.
    package struct Lesson: Sendable {
        package var device: String
        package var deviceClass: String
        /// The entry of the record that it is from.
        package var evidence: Int
        /// The edition that it changes; 0 for none.
        package var before: Int
        package var reference: [PCR: Set<[UInt8]>]
        package var difference: PolicyDifference
    }

    /// Looks at what the newest authentic quote of a device shows, against the policy of its class.
    ///
    /// - Parameter adds: whether values that are good now stay good.
    /// - Throws: `DeskFailure`.
    package func lesson(from device: String, adds: Bool) throws(DeskFailure) -> Lesson {
        guard let standing = try ofStore({ () throws(AttestationFailure) in try store.device(device) }),
            let number = standing.enrolment
        else { throw .store(.refused(.unknown(device))) }
        guard !standing.isRevoked else { throw .store(.refused(.revoked(device))) }
        let entries = try ofStore { () throws(AttestationFailure) in
            try store.entries(of: device, limit: 1, quotesOnly: true)
        }
        guard let entry = entries.first, entry.enrolment == number, let quote = entry.quote,
            let evidence = quote.evidence,
            let enrolment = try ofStore({ () throws(AttestationFailure) in try store.enrolment(number) })
        else { throw .noQuote(device) }
        // The policy is what is to become another one; the rest must hold.
        let result = quote.terms.result(
            for: evidence, nonce: quote.nonce, of: enrolment, policy: nil, keys: AttestationKeys())
        guard result.verdict != .reject, let proven = result.quote else { throw .notAuthentic(device, result.reason) }
        let policy = try ofStore { () throws(AttestationFailure) in try store.policy(of: standing.deviceClass) }
        let before = policy?.reference ?? [:]
        var after = before
        for (register, values) in AppraisalPolicy.learned(from: proven, version: 0).reference {
            after[register] = adds ? (before[register] ?? []).union(values) : values
        }
        guard after.values.allSatisfy({ $0.count <= DevicePolicy.valueLimit }) else { throw .tooManyValues }
        return Lesson(
            device: device, deviceClass: standing.deviceClass, evidence: entry.number, before: policy?.version ?? 0,
            reference: after, difference: PolicyDifference(from: before, to: after))
    }

    /// Makes what a lesson shows the reference of its class.
    ///
    /// - Throws: `DeskFailure`.
    package func learn(_ lesson: Lesson, comment: String, at now: Instant) throws(DeskFailure) -> DevicePolicy {
        guard !comment.allSatisfy(\.isWhitespace) else { throw .noComment }
        let policy = DevicePolicy(
            deviceClass: lesson.deviceClass, version: 0, registers: DevicePolicy.registers(of: lesson.reference),
            comment: "\(comment) (from evidence \(lesson.evidence) of \(lesson.device))", person: person, time: now)
        return try ofStore { () throws(AttestationFailure) in try store.setPolicy(policy, before: lesson.before) }
    }

    /// The same, if policy and values are still those that the person has looked at. Newer evidence of the same values is as good: devices quote each
    /// minute, and a comment takes longer.
    ///
    /// - Parameter evidence: the number of what was looked at.
    /// - Throws: `DeskFailure`.
    package func accept(
        _ device: String, evidence: Int, policyVersion: Int, comment: String, at now: Instant
    ) throws(DeskFailure) -> DevicePolicy {
        let lesson = try lesson(from: device, adds: false)
        guard lesson.before == policyVersion, try hasSameValues(lesson, evidence) else {
            throw .changed(device, lesson.evidence, lesson.before)
        }
        return try learn(lesson, comment: comment, at: now)
    }

    private func hasSameValues(_ lesson: Lesson, _ evidence: Int) throws(DeskFailure) -> Bool {
        guard lesson.evidence != evidence else { return true }
        let numbers = [lesson.evidence, evidence]
        var values: [[PCR: [UInt8]]] = []
        for number in numbers {
            let entry = try ofStore { () throws(AttestationFailure) in try store.entry(number) }
            guard let entry, entry.device == lesson.device, let shown = entry.quote?.evidence?.values else {
                return false
            }
            values.append(shown)
        }
        return values[0] == values[1]
    }
}

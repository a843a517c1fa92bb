// SPDX-License-Identifier: Apache-2.0

package import Attestation
internal import Crypto
package import Devices
package import EVE
package import Store

extension DeviceDesk {
    // MARK: Reference values

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

    /// The same, if evidence and policy are still those that the person has looked at.
    ///
    /// - Throws: `DeskFailure`.
    package func accept(
        _ device: String, evidence: Int, policyVersion: Int, comment: String, at now: Instant
    ) throws(DeskFailure) -> DevicePolicy {
        let lesson = try lesson(from: device, adds: false)
        guard lesson.evidence == evidence, lesson.before == policyVersion else {
            throw .changed(device, lesson.evidence, lesson.before)
        }
        return try learn(lesson, comment: comment, at: now)
    }

    // MARK: Verdicts again

    /// What a recomputed verdict came to.
    package struct Recheck: Sendable {
        /// An entry whose evidence comes to something else now.
        package struct Difference: Sendable {
            package var entry: Int
            package var device: String
            package var recorded: String
            package var computed: String
        }

        package var checked = 0
        /// Entries whose evidence was thinned.
        package var withoutEvidence = 0
        package var differences: [Difference] = []
        /// How far the chain is unbroken, its newest hash, and what is wrong behind.
        package var unbrokenTo = 0
        package var head: [UInt8] = []
        package var fault: String?

        package var isGood: Bool { differences.isEmpty && fault == nil }
    }

    /// Computes verdicts anew from the evidence that was kept, of a device or of all; `progress` is called after each page of entries.
    ///
    /// - Throws: `DeskFailure`.
    package func recheck(_ device: String?, progress: (Int) -> Void = { _ in }) throws(DeskFailure) -> Recheck {
        var recheck = Recheck()
        let chain = try ofStore { () throws(AttestationFailure) in try store.chain() }
        (recheck.unbrokenTo, recheck.head, recheck.fault) = (chain.unbrokenTo, chain.head, chain.fault)
        let keys = AttestationKeys()
        var enrolments: [Int: DeviceEnrolment] = [:]
        var policies: [String: DevicePolicy] = [:]
        for policy in try ofStore({ () throws(AttestationFailure) in try store.policies() }) {
            policies["\(policy.version) \(policy.deviceClass)"] = policy
        }
        var before = Int.max
        while true {
            let number = before
            let page = try ofStore { () throws(AttestationFailure) in
                try store.entries(of: device, before: number, limit: 256, quotesOnly: true)
            }
            guard let last = page.last else { return recheck }
            before = last.number
            for entry in page {
                guard let quote = entry.quote, let number = entry.enrolment else { continue }
                guard let evidence = quote.evidence else {
                    recheck.withoutEvidence += 1
                    continue
                }
                if enrolments[number] == nil {
                    enrolments[number] = try ofStore { () throws(AttestationFailure) in try store.enrolment(number) }
                }
                guard let enrolment = enrolments[number] else { continue }
                let result = quote.terms.result(
                    for: evidence, nonce: quote.nonce, of: enrolment,
                    policy: policies["\(entry.policyVersion) \(entry.deviceClass)"],
                    isUsed: quote.reason == .replay, keys: keys)
                recheck.checked += 1
                guard result.verdict != quote.verdict || result.reason != quote.reason || result.checks != quote.checks
                else { continue }
                recheck.differences.append(
                    .init(
                        entry: entry.number, device: entry.device,
                        recorded: "\(quote.verdict.rawValue) (\(quote.reason.rawValue))",
                        computed: "\(result.verdict.rawValue) (\(result.reason.rawValue))"))
            }
            progress(recheck.checked)
        }
    }

    // MARK: The register

    /// Whether a signed reading may be inscribed in a register.
    package struct Inscription: Sendable {
        package var mayBe: Bool
        /// Why not; `ok` if it may.
        package var reason: Reason
        package var words: String
        package var state: DeviceState
        /// The newest evidence of the device, and the entry of the record that says that it was let in.
        package var evidence: Int?
        package var entry: Int?
        package var reading: SignedReading?
    }

    /// Judges a reading of a device for a register, now. Each may be inscribed once; that it was is noted in the record.
    ///
    /// What is asked: the device is trusted, or flagged for nothing but a restart; the reading is by its sensor key, says which device, start and number it is
    /// of; it came among the events, or is newer than all that did.
    /// - Throws: `DeskFailure`.
    package func inscription(
        of message: [UInt8], signature: [UInt8], device: String, at now: Instant
    ) throws(DeskFailure) -> Inscription {
        guard let standing = try ofStore({ () throws(AttestationFailure) in try store.device(device) }),
            let number = standing.enrolment,
            let enrolment = try ofStore({ () throws(AttestationFailure) in try store.enrolment(number) })
        else { throw .store(.refused(.unknown(device))) }
        let shown = standing.summary(at: now, silentAfter: options.silentAfterSeconds)
        func refused(_ reason: Reason, _ words: String? = nil) -> Inscription {
            Inscription(
                mayBe: false, reason: reason, words: words ?? reason.words, state: shown.state,
                evidence: standing.evidence, entry: nil, reading: nil)
        }
        switch shown.state {
        case .trusted, .flagged(.rebooted): break
        case .revoked: return refused(.akRevoked)
        default: return refused(shown.state.reason ?? .stale, "\(device) is \(shown.state.word) now")
        }
        guard let sensor = enrolment.sensor, let area = try? PublicArea(sized: sensor.area),
            let key = try? SensorKey(checking: area)
        else { return refused(.keyUnknown) }
        let appraisal = ReadingAppraisal(enrolled: .init(device: device, keyName: sensor.name))
        let result = appraisal.result(message: message, signature: signature, key: key)
        guard result.verdict != .reject, let reading = result.reading else { return refused(result.reason) }
        let position = ReadingAppraisal.Position(boot: reading.boot, sequence: reading.sequence)
        let newest = try ofStore { () throws(AttestationFailure) in try store.position(of: number) }
        // It may have come among the events before; then it must be the very same.
        if let newest, position <= newest {
            let isKnown = try ofStore { () throws(AttestationFailure) in
                try store.hasReading(message, of: number, at: position)
            }
            guard isKnown else { return refused(.replay) }
        }
        var entry = RecordEntry(
            time: now, device: device, kind: .register, enrolment: number, deviceClass: standing.deviceClass,
            policyVersion: standing.policyVersion, person: person,
            words:
                "reading \(reading.sequence) of start \(reading.boot), channel \(reading.channel), on evidence \(standing.evidence ?? 0)"
        )
        entry.mark = SHA256.digest(of: message)
        do throws(AttestationFailure) {
            let entry = entry
            return Inscription(
                mayBe: true, reason: .ok, words: Reason.ok.words, state: shown.state, evidence: standing.evidence,
                entry: try store.note(entry), reading: reading)
        } catch {
            guard case .refused(.inscribed) = error else { throw .store(error) }
            return refused(.replay, "it was inscribed already")
        }
    }

    // MARK: Failures

    /// Why something about devices was not done.
    package enum DeskFailure: Error, Sendable, Hashable {
        case store(AttestationFailure)
        /// No quote of a device's keys is kept.
        case noQuote(String)
        /// The newest quote of a device does not hold for this reason.
        case notAuthentic(String, Reason)
        case noComment
        case tooManyValues
        /// There is newer evidence, or another policy, than the person has looked at.
        case changed(String, Int, Int)

        /// One line for a person.
        package var message: String {
            switch self {
            case .store(let failure): failure.message
            case .noQuote(let device):
                "there is no quote of \(device) whose evidence is kept; 'vedette attest quote \(device)' asks for one"
            case .notAuthentic(let device, let reason):
                "the newest quote of \(device) teaches nothing: \(reason.words)"
            case .changed(let device, let evidence, let version):
                "\(device) has evidence \(evidence) and version \(version) of its policy by now; look at it again"
            case .noComment: "a comment is wanted: why these values are good"
            case .tooManyValues:
                "a register would have more than \(DevicePolicy.valueLimit) good values; leave --add out"
            }
        }
    }

    func ofStore<Value>(_ body: () throws(AttestationFailure) -> Value) throws(DeskFailure) -> Value {
        do throws(AttestationFailure) { return try body() } catch { throw .store(error) }
    }
}

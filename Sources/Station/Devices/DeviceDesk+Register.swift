// SPDX-License-Identifier: Apache-2.0

package import Attestation
internal import AttesterProtocol
internal import Crypto
package import Devices
package import EVE
internal import Store

extension DeviceDesk {
    /// Whether a signed reading may be inscribed in a register.
    package struct Inscription: Sendable {
        package var mayBe: Bool
        /// Why not; `ok` if it may.
        package var reason: Reason
        package var words: String
        /// How the device stands; `nil` for a pseudonym, whose device is not known.
        package var state: DeviceState?
        /// The newest evidence of the device, or the entry that a pseudonym was issued by; and the entry of the record that says that it was let in.
        package var evidence: Int?
        package var entry: Int?
        package var reading: SignedReading?
    }

    /// Judges a reading of a device for a register, now. Each may be inscribed once; that it was is noted in the record.
    ///
    /// A pseudonym stands for a device that was trusted when it was issued and was not found to be untrusted since.
    ///
    /// What is asked: the device is trusted, or flagged for nothing but a restart; the reading is by its sensor key, says which device, start and number it is
    /// of; it came among the events, or is newer than all that did.
    /// - Throws: `DeskFailure`.
    package func inscription(
        of message: [UInt8], signature: [UInt8], device: String, at now: Instant
    ) throws(DeskFailure) -> Inscription {
        if PseudonymName.isOne(device) {
            return try inscription(of: message, signature: signature, pseudonym: device, at: now)
        }
        guard let standing = try ofStore({ () throws(AttestationFailure) in try store.device(device) }),
            let number = standing.enrolment,
            let enrolment = try ofStore({ () throws(AttestationFailure) in try store.enrolment(number) })
        else { throw .store(.refused(.unknown(device))) }
        let shown = standing.summary(at: now, silentAfter: options.silentAfterSeconds)
        var answer = Inscription(
            mayBe: false, reason: .ok, words: "", state: shown.state, evidence: standing.evidence, entry: nil,
            reading: nil)
        switch shown.state {
        case .trusted, .flagged(.rebooted): break
        case .revoked: return answer.refused(.akRevoked)
        default: return answer.refused(shown.state.reason ?? .stale, "\(device) is \(shown.state.word) now")
        }
        let known = enrolment.sensor.map { KnownKey(area: $0.area, name: $0.name, number: number, device: device) }
        try decide(known, message, signature, &answer) { reading in
            RecordEntry(
                time: now, device: device, kind: .register, enrolment: number, deviceClass: standing.deviceClass,
                policyVersion: standing.policyVersion, person: person,
                words: "\(reading.inWords), on evidence \(standing.evidence ?? 0)")
        }
        return answer
    }

    /// The same of a pseudonym: it is valid now and was not taken back. Which device it is of is not known here, so that it is not asked how that stands now: one
    /// that is silent, or flagged for whatever, since it got the pseudonym is let in by it; one that was found to be untrusted, or was revoked, has lost it.
    private func inscription(
        of message: [UInt8], signature: [UInt8], pseudonym name: String, at now: Instant
    ) throws(DeskFailure) -> Inscription {
        guard let pseudonym = try ofStore({ () throws(AttestationFailure) in try store.pseudonym(name) }) else {
            throw .store(.refused(.noPseudonym(name)))
        }
        var answer = Inscription(
            mayBe: false, reason: .ok, words: "", state: nil, evidence: pseudonym.entry, entry: nil, reading: nil)
        guard pseudonym.revoked == nil else { return answer.refused(.certificateRevoked) }
        guard pseudonym.isValid(at: now) else { return answer.refused(.certificateTime) }
        let known = KnownKey(
            area: pseudonym.area, name: pseudonym.keyName, number: pseudonym.readingKey, device: name)
        try decide(known, message, signature, &answer) { reading in
            RecordEntry(
                time: now, device: name, kind: .register, person: person,
                words: "\(reading.inWords), on entry \(pseudonym.entry)")
        }
        return answer
    }

    /// The key that a reading must be by.
    private struct KnownKey {
        var area: [UInt8]
        var name: [UInt8]
        /// What readings by it are kept under.
        var number: Int
        /// Whom they must name.
        var device: String
    }

    /// Judges the reading itself, and notes that it is let in by the entry that is made of it.
    private func decide(
        _ known: KnownKey?, _ message: [UInt8], _ signature: [UInt8], _ answer: inout Inscription,
        noting make: (SignedReading) -> RecordEntry
    ) throws(DeskFailure) {
        guard let known, let area = try? PublicArea(sized: known.area), let key = try? SensorKey(checking: area) else {
            return answer.refuse(.keyUnknown)
        }
        let appraisal = ReadingAppraisal(enrolled: .init(device: known.device, keyName: known.name))
        let result = appraisal.result(message: message, signature: signature, key: key)
        guard result.verdict != .reject, let reading = result.reading else { return answer.refuse(result.reason) }
        let position = ReadingAppraisal.Position(boot: reading.boot, sequence: reading.sequence)
        let newest = try ofStore { () throws(AttestationFailure) in try store.position(of: known.number) }
        // It may have come among the events before; then it must be the very same.
        if let newest, position <= newest {
            let isKnown = try ofStore { () throws(AttestationFailure) in
                try store.hasReading(message, of: known.number, at: position)
            }
            guard isKnown else { return answer.refuse(.replay) }
        }
        var entry = make(reading)
        entry.mark = SHA256.digest(of: message)
        do throws(AttestationFailure) {
            answer.entry = try store.note(entry)
            answer.mayBe = true
            answer.words = Reason.ok.words
            answer.reading = reading
        } catch {
            guard case .refused(.inscribed) = error else { throw .store(error) }
            answer.refuse(.replay, "it was inscribed already")
        }
    }
}

extension DeviceDesk.Inscription {
    fileprivate mutating func refuse(_ reason: Reason, _ words: String? = nil) { self = refused(reason, words) }

    /// The answer no.
    fileprivate func refused(_ reason: Reason, _ words: String? = nil) -> Self {
        var answer = self
        answer.reason = reason
        answer.words = words ?? reason.words
        return answer
    }
}

extension SignedReading {
    fileprivate var inWords: String { "reading \(sequence) of start \(boot), channel \(channel)" }
}

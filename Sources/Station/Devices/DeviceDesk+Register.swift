// SPDX-License-Identifier: Apache-2.0

package import Attestation
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
}

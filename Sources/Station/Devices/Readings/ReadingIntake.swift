// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import AttesterProtocol
internal import Devices
internal import EVE
internal import Identifier
internal import Store

/// Takes signed readings out of what gateways send: each is judged once, and kept before its line is. The ingest thread alone uses it.
///
/// A line whose commit a crash undid comes again; its reading is then there already, and is kept once.
final class ReadingIntake {
    private let store: AttestationStore
    private var waiting: [Waiting] = []
    /// How many came while too many waited, and are counted once anything can be kept.
    private var overflow = 0
    private var isBroughtForward = false
    private var token: Int64?
    /// By the Name of the key.
    private var enrolled: [[UInt8]: Known] = [:]
    /// What could not be done last, in one line; empty while all is well.
    private(set) var trouble = ""

    /// A reading that was not judged yet.
    private struct Waiting {
        /// `nil` for a line that is none.
        var line: ReadingLine?
        var time: Instant
        var gateway: String
    }

    /// A key that readings may be by.
    private struct Known {
        /// What readings by it are kept under.
        var number: Int
        /// The device, or the pseudonym.
        var device: String
        /// Whose device it is now.
        var gateway: String
        var key: SensorKey
        var pseudonym: Pseudonym?
    }

    /// Readings that wait while they cannot be kept; more than these are only counted.
    private let waitingLimit: Int
    /// What these are counted as.
    static let overflow = "too-many"

    init(directory: String, waitingLimit: Int = 100_000) {
        store = AttestationStore(directory: directory)
        self.waitingLimit = waitingLimit
    }

    /// Looks for readings in the decoded lines of a gateway.
    func look(_ batch: EventBatch, of gateway: String) {
        guard let kind = batch.symbols.firstIndex(of: ReadingLine.eventType) else { return }
        for event in batch.events where event.type.isPresent && Int(event.type.index) == kind {
            guard waiting.count < waitingLimit else {
                overflow += 1
                continue
            }
            let line = try? ReadingLine.read(Array(batch.bytes[event.raw]))
            waiting.append(Waiting(line: line, time: event.time, gateway: gateway))
        }
    }

    private func reading(_ one: Waiting, _ known: [[UInt8]: Known]) -> AttestationStore.WaitingReading {
        func refused(_ device: String, _ reason: String) -> AttestationStore.WaitingReading {
            .init(
                device: device, enrolment: nil, refusal: reason, time: one.time, message: [], signature: [],
                isBare: false)
        }
        guard let found = one.line else { return refused("", Reason.malformed.rawValue) }
        guard let known = known[found.key], known.device == found.device else {
            return refused("", Reason.keyUnknown.rawValue)
        }
        // Who has another gateway's readings cannot play them as its own.
        guard known.gateway == one.gateway else { return refused(known.device, "other-gateway") }
        if let pseudonym = known.pseudonym {
            guard pseudonym.revoked == nil else { return refused(known.device, Reason.certificateRevoked.rawValue) }
            // A value that was measured before it began waited for it at the agent.
            guard !pseudonym.isOver(at: one.time, slack: PseudonymOwners.slackSeconds) else {
                return refused(known.device, Reason.certificateTime.rawValue)
            }
        }
        return .init(
            device: found.device, enrolment: known.number, time: one.time, message: found.message,
            signature: found.signature,
            // A bare value says under which pseudonym it is as little as when.
            isBare: found.isBare && known.pseudonym == nil)
    }

    /// Looks up the keys that devices have now, where a person has changed anything.
    private func reload() throws(AttestationFailure) {
        let newest = try store.orderToken()
        guard newest != token else { return }
        var gateways: [Int: String] = [:]
        for device in try store.devices() where !device.isRevoked {
            if let number = device.enrolment { gateways[number] = device.gateway }
        }
        var known: [[UInt8]: Known] = [:]
        for enrolment in try store.currentEnrolments() {
            guard let gateway = gateways[enrolment.number], let sensor = enrolment.sensor,
                let area = try? PublicArea(sized: sensor.area),
                let key = try? SensorKey(checking: area), key.name == sensor.name
            else { continue }
            known[sensor.name] = Known(
                number: enrolment.number, device: enrolment.device, gateway: gateway, key: key)
        }
        enrolled = known
        token = newest
    }

    /// All keys that readings which wait may be by: those of devices, and of pseudonyms as they are in this moment.
    private func allKnown() throws(AttestationFailure) -> [[UInt8]: Known] {
        try reload()
        var known = enrolled
        let others = Set(waiting.compactMap { $0.line?.key }.filter { known[$0] == nil })
        for pseudonym in try store.pseudonyms(withKeys: others) {
            guard let area = try? PublicArea(sized: pseudonym.area), let key = try? SensorKey(checking: area) else {
                continue
            }
            known[pseudonym.keyName] = Known(
                number: pseudonym.readingKey, device: pseudonym.name, gateway: pseudonym.gateway, key: key,
                pseudonym: pseudonym)
        }
        return known
    }

    /// Judges and keeps what waits, by the keys that devices have now. What cannot be kept, or whose keys cannot be read, waits on, and keeps no event from
    /// being stored.
    func keep() {
        do throws(AttestationFailure) {
            if !isBroughtForward {
                try store.bringForward()
                isBroughtForward = true
            }
            guard let last = waiting.last else {
                trouble = ""
                return
            }
            let known = try allKnown()
            let byNumber = Dictionary(known.values.map { ($0.number, $0) }) { one, _ in one }
            var readings = waiting.map { reading($0, known) }
            if overflow > 0 {
                readings.append(
                    .init(
                        device: "", enrolment: nil, refusal: Self.overflow, count: overflow, time: last.time,
                        message: [], signature: [], isBare: false))
            }
            try store.takeReadings(readings) { reading, position in
                guard let number = reading.enrolment, let known = byNumber[number] else {
                    return .refused(.keyUnknown)
                }
                let appraisal = ReadingAppraisal(
                    enrolled: .init(device: known.device, keyName: known.key.name), last: position)
                return appraisal.result(
                    message: reading.message, signature: reading.signature, key: known.key, isBare: reading.isBare)
            }
            waiting.removeAll()
            overflow = 0
            trouble = ""
        } catch {
            let uncounted = overflow > 0 ? "; \(overflow) will never be judged" : ""
            trouble = "readings: \(waiting.count) wait\(uncounted): \(error.message)"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import AttesterProtocol
internal import Devices
internal import EVE
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
    private var enrolled: [[UInt8]: Enrolled] = [:]
    /// What could not be done last, in one line; empty while all is well.
    private(set) var trouble = ""

    /// A reading that was not judged yet.
    private struct Waiting {
        /// `nil` for a line that is none.
        var line: ReadingLine?
        var time: Instant
        var gateway: String
    }

    private struct Enrolled {
        var enrolment: DeviceEnrolment
        /// Whose device it is now.
        var gateway: String
        var key: SensorKey
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

    private func reading(_ one: Waiting) -> AttestationStore.WaitingReading {
        func refused(_ device: String, _ reason: String) -> AttestationStore.WaitingReading {
            .init(
                device: device, enrolment: nil, refusal: reason, time: one.time, message: [], signature: [],
                isBare: false)
        }
        guard let found = one.line else { return refused("", Reason.malformed.rawValue) }
        guard let enrolled = enrolled[found.key], enrolled.enrolment.device == found.device else {
            return refused("", Reason.keyUnknown.rawValue)
        }
        // Who has another gateway's readings cannot play them as its own.
        guard enrolled.gateway == one.gateway else {
            return refused(enrolled.enrolment.device, "other-gateway")
        }
        return .init(
            device: found.device, enrolment: enrolled.enrolment.number, time: one.time, message: found.message,
            signature: found.signature, isBare: found.isBare)
    }

    /// Looks up the keys that devices have now, where a person has changed anything.
    private func reload() throws(AttestationFailure) {
        let newest = try store.orderToken()
        guard newest != token else { return }
        var gateways: [Int: String] = [:]
        for device in try store.devices() where !device.isRevoked {
            if let number = device.enrolment { gateways[number] = device.gateway }
        }
        var known: [[UInt8]: Enrolled] = [:]
        for enrolment in try store.currentEnrolments() {
            guard let gateway = gateways[enrolment.number], let sensor = enrolment.sensor,
                let area = try? PublicArea(sized: sensor.area),
                let key = try? SensorKey(checking: area), key.name == sensor.name
            else { continue }
            known[sensor.name] = Enrolled(enrolment: enrolment, gateway: gateway, key: key)
        }
        enrolled = known
        token = newest
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
            try reload()
            let byEnrolment = Dictionary(enrolled.values.map { ($0.enrolment.number, $0) }) { one, _ in one }
            var readings = waiting.map { reading($0) }
            if overflow > 0 {
                readings.append(
                    .init(
                        device: "", enrolment: nil, refusal: Self.overflow, count: overflow, time: last.time,
                        message: [], signature: [], isBare: false))
            }
            try store.takeReadings(readings) { reading, position in
                guard let number = reading.enrolment, let known = byEnrolment[number] else {
                    return .refused(.keyUnknown)
                }
                let appraisal = ReadingAppraisal(
                    enrolled: .init(device: known.enrolment.device, keyName: known.key.name), last: position)
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

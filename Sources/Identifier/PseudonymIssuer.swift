// SPDX-License-Identifier: Apache-2.0

internal import Attestation
package import AttesterProtocol
package import Collector
internal import Crypto
package import Devices
package import EVE
package import Store

/// The identifier's privacy CA: gives devices that are trusted keys for readings under names of chance, and takes them back. One thread uses it.
///
/// The steps: the device's TPM makes a key and certifies it by the enrolled attestation key; whose the new name is goes to `identifier.db`, what everybody may
/// know of it to `attest.db`; then the device gets the certificate. What ends in between leaves a name that nobody signs under; one that does not get to its device is taken back.
package struct PseudonymIssuer {
    private enum Stage {
        case certification(nonce: [UInt8])
        /// It is in `identifier.db`.
        case noted(Pseudonym)
        case delivery(Delivery)
    }

    /// A device as a gateway tells of it.
    private struct Place: Hashable {
        var gateway: String
        var device: String
    }

    private struct Course {
        var device: String
        var gateway: String
        var enrolment: DeviceEnrolment
        var stage: Stage

        var place: Place { Place(gateway: gateway, device: device) }
    }

    /// A certificate on its way to a device, which may be asked something else just now.
    private struct Delivery {
        var place: Place
        var enrolment: DeviceEnrolment
        var pseudonym: Pseudonym
        var end: Double
    }

    private let options: DeviceOptions
    private let directory: String
    private let store: AttestationStore
    private let record: IdentifierStore
    private let owners: PseudonymOwners
    /// By gateway: the devices that want one, as it told last, and were not seen to since.
    private var wanted: [String: Set<String>] = [:]
    /// By gateway: the devices of which it told since the last round that they want none.
    private var content: [String: Set<String>] = [:]
    /// By device: before this it is not asked again, in monotonic seconds.
    private var next: [String: Double] = [:]
    /// By the ticket of the question that is open.
    private var courses: [Int: Course] = [:]
    private var deliveries: [Delivery] = []
    /// Names of those that did not get to their devices, to be taken back.
    private var undelivered: [String] = []
    /// The state of `attest.db` in which devices were looked at last, and how far.
    private var token: Int64?
    private var mark = TrustLoss.Mark()
    /// Why a device has none.
    private var faults: [Place: String] = [:]
    /// What is wrong with the identifier's own record, and with its key.
    private var recordFailure = ""
    private var keyFailure = ""

    /// Seconds between two for a device: an agent that begins again and again wants another one each time.
    package static let pauseSeconds = 300
    /// How many of a device may be valid at once.
    package static let validLimit = 8
    /// Seconds for which a certificate waits for its device, whose gateway may be away for a while.
    private static let patience = 3600.0

    package init(_ options: DeviceOptions, directory: String, store: AttestationStore) {
        self.options = options
        self.directory = directory
        self.store = store
        record = IdentifierStore(directory: directory)
        owners = PseudonymOwners(record: record, store: store)
    }

    /// What could not be done, in one line; empty if all was.
    package var trouble: String {
        for failure in [recordFailure, keyFailure] where !failure.isEmpty { return failure }
        let order = faults.min { ($0.key.device, $0.key.gateway) < ($1.key.device, $1.key.gateway) }
        guard let first = order else { return "" }
        let more = faults.count > 1 ? ", and \(faults.count - 1) more" : ""
        return "no pseudonym for \(first.key.device)\(more): \(first.value)"
    }

    // MARK: Who wants one

    /// Notes what a gateway tells; `nil` where its line was closed.
    package mutating func tell(_ gateway: String, _ hello: AttesterHello?) {
        guard options.pseudonymSeconds != nil else { return }
        let devices = hello?.devices.filter { $0.wantsPseudonym && $0.fault.isEmpty }.map(\.name) ?? []
        wanted[gateway] = devices.isEmpty ? nil : Set(devices)
        let others = hello?.devices.filter { !$0.wantsPseudonym && $0.fault.isEmpty }.map(\.name) ?? []
        content[gateway] = others.isEmpty ? nil : Set(others)
        // Only its own gateway has a say in what is wrong with a device.
        let wanting = Set(hello?.devices.filter(\.wantsPseudonym).map(\.name) ?? [])
        faults = faults.filter { $0.key.gateway != gateway || wanting.contains($0.key.device) }
    }

    /// Has devices want one that do not know that theirs are all good no more: their readings are refused, and they may be trusted again by now.
    private mutating func lookForCutOff(at now: Instant) throws(AttestationFailure) {
        for (gateway, devices) in content {
            for device in devices {
                // Those that attest.db does not know were lost with it.
                let owned = owned(by: device, at: now).map(\.name)
                guard !owned.isEmpty, try store.unrevoked(owned).isEmpty else { continue }
                wanted[gateway, default: []].insert(device)
            }
        }
        content.removeAll()
    }

    /// The pseudonyms of a device that did not end, the newest first; none where they cannot be read.
    private mutating func owned(by device: String, at now: Instant) -> [IdentifierStore.Owner] {
        do throws(AttestationFailure) { return try record.owned(by: device, endingAfter: now) } catch {
            recordFailure = error.message
            return []
        }
    }

    /// Asks devices that want one and may have one for keys, of each gateway so many that quotes have room. One that may not have one is looked at again when its
    /// gateway tells of it again.
    package mutating func ask(_ book: AttestersBook, now: Instant, seconds: Double) throws(AttestationFailure) {
        guard let lifetime = options.pseudonymSeconds else { return }
        try lookForCutOff(at: now)
        for (gateway, devices) in wanted {
            for device in devices where book.canAsk(device, at: gateway, leavesHalf: true) {
                guard try !ask(device, gateway, lifetime, book, now: now, seconds: seconds) else { continue }
                wanted[gateway]?.remove(device)
            }
            if wanted[gateway]?.isEmpty ?? false { wanted[gateway] = nil }
        }
    }

    /// Asks a device; whether it is still to be asked.
    private mutating func ask(
        _ device: String, _ gateway: String, _ lifetime: Int, _ book: AttestersBook, now: Instant, seconds: Double
    ) throws(AttestationFailure) -> Bool {
        guard next[device] ?? 0 <= seconds, let standing = try store.standing(of: device), standing.gateway == gateway,
            standing.summary(at: now, silentAfter: options.silentAfterSeconds).state == .trusted,
            let number = standing.enrolment, let enrolment = try store.enrolment(number), enrolment.sensor != nil,
            try mayHaveAnother(Place(gateway: gateway, device: device), at: now)
        else { return false }
        let nonce = [UInt8].random(32)
        guard let ticket = book.ask(.pseudonym(nonce: nonce), of: device, at: gateway, leavesHalf: true) else {
            return true
        }
        next[device] = seconds + Double(Self.pauseSeconds)
        courses[ticket] = Course(
            device: device, gateway: gateway, enrolment: enrolment, stage: .certification(nonce: nonce))
        return false
    }

    /// Whether a device has not had one just now, also from a station that ended meanwhile, nor too many.
    private mutating func mayHaveAnother(_ place: Place, at now: Instant) throws(AttestationFailure) -> Bool {
        let owned = owned(by: place.device, at: now)
        let count = try store.unrevoked(owned.map(\.name)).count
        guard count < Self.validLimit else {
            faults[place] = "\(count) of it are valid already; its agent begins anew too often"
            return false
        }
        guard let newest = owned.first else { return recordFailure.isEmpty }
        let age = now.microseconds - newest.issued.microseconds
        return !(0..<Int64(Self.pauseSeconds) * 1_000_000).contains(age)
    }

    // MARK: Answers

    /// Takes an answer; false where it is to no question of this. Where it throws, the same answer may be given again.
    package mutating func take(
        _ answer: AttestersBook.Answer, now: Instant, seconds: Double
    ) throws(AttestationFailure) -> Bool {
        guard let course = courses[answer.ticket] else { return false }
        switch (course.stage, answer.content) {
        case (.noted(let pseudonym), _): try issue(pseudonym, course, now: now, seconds: seconds)
        case (.certification(let nonce), .certified(let attest, let signature, let key)):
            let said = SensorKey.Certification(attest: attest, signature: signature, publicArea: key)
            if let pseudonym = note(said, course, nonce, at: now) {
                courses[answer.ticket]?.stage = .noted(pseudonym)
                try issue(pseudonym, course, now: now, seconds: seconds)
            }
        case (.delivery, .taken): faults[course.place] = nil
        // It may have taken it, and takes the same again.
        case (.delivery(let delivery), nil): deliveries.append(delivery)
        case (_, .fault(let fault)): giveUp(course, fault)
        case (_, nil): giveUp(course, "it did not answer in time")
        default: giveUp(course, "it answered something else than was asked")
        }
        courses[answer.ticket] = nil
        return true
    }

    private mutating func giveUp(_ course: Course, _ fault: String) {
        faults[course.place] = fault
        if case .delivery(let delivery) = course.stage { undelivered.append(delivery.pseudonym.name) }
    }

    /// Checks a key, gives it a name, and writes down whose that is; `nil` where it may have none.
    private mutating func note(
        _ said: SensorKey.Certification, _ course: Course, _ nonce: [UInt8], at now: Instant
    ) -> Pseudonym? {
        do {
            let pseudonym = try pseudonym(said, course, nonce, at: now)
            try record.add(
                IdentifierStore.Owner(
                    name: pseudonym.name, device: course.device, enrolment: course.enrolment.number,
                    certificate: pseudonym.certificate, issued: now, ends: pseudonym.ends))
            keyFailure = ""
            return pseudonym
        } catch let failed as FailedCheck {
            faults[course.place] = "\(failed.reason.rawValue): \(failed.reason.words)"
        } catch let error as KeyFileError {
            keyFailure = error.message
        } catch let error as AttestationFailure {
            recordFailure = error.message
        } catch {
            faults[course.place] = "\(error)"
        }
        return nil
    }

    private func pseudonym(
        _ said: SensorKey.Certification, _ course: Course, _ nonce: [UInt8], at now: Instant
    ) throws -> Pseudonym {
        let enrolment = course.enrolment
        let attester = try AttestationKey(checking: try PublicArea(sized: enrolment.attestationArea))
        let key = try SensorKey(said, by: attester, nonce: nonce, qualifiedSigner: enrolment.qualifiedName)
        let endorsement = try PublicArea(sized: enrolment.endorsementArea).name()
        // A key that has a name already would tell whose the new one is.
        guard ![attester.name, endorsement, enrolment.sensor?.name].contains(key.name) else {
            throw FailedCheck(.keyAttributes)
        }
        let lifetime = Int64(options.pseudonymSeconds ?? 0) * 1_000_000
        let name = PseudonymName.of(UInt128.random(in: 0...UInt128.max))
        let certificate = try IdentifierKeys.load(directory: directory, now: now).certificate(
            for: try PublicKey(der: key.area.key().der), commonName: name, purpose: .signing,
            serial: CertificateAuthority.serial(),
            lifetime: .init(from: now.hour, to: now.advanced(byMicroseconds: lifetime).nextHour))
        return Pseudonym(
            name: name, gateway: course.gateway, area: said.publicArea, keyName: key.name,
            certificate: certificate.der, begins: certificate.notBefore, ends: certificate.notAfter)
    }

    /// Makes a pseudonym known, and sends it, unless its device is not trusted any more.
    private mutating func issue(
        _ pseudonym: Pseudonym, _ course: Course, now: Instant, seconds: Double
    ) throws(AttestationFailure) {
        do throws(AttestationFailure) {
            try store.issue(
                pseudonym, to: course.device, enrolment: course.enrolment.number,
                silentAfter: options.silentAfterSeconds, at: now)
            // Its key waits no more for the one before.
            drop { $0.place.device == course.device }
            deliveries.append(
                Delivery(
                    place: course.place, enrolment: course.enrolment, pseudonym: pseudonym,
                    end: seconds + Self.patience))
        } catch {
            guard case .refused(let refusal) = error else { throw error }
            faults[course.place] = refusal.message
        }
    }

    /// Sends certificates that are still good to the devices that can take them now, and takes back what does not get there.
    package mutating func deliver(_ book: AttestersBook, now: Instant, seconds: Double) throws(AttestationFailure) {
        // One that does not come back in time wants another one then.
        drop { $0.end <= seconds }
        try store.revoke(pseudonyms: undelivered, at: now)
        undelivered.removeAll()
        let good = Set(try store.unrevoked(deliveries.map(\.pseudonym.name)))
        let waiting = deliveries.filter { good.contains($0.pseudonym.name) }
        deliveries.removeAll()
        for delivery in waiting {
            let question = AttesterQuestion.Content.take(certificate: delivery.pseudonym.certificate)
            let (gateway, device) = (delivery.place.gateway, delivery.place.device)
            // Whether it is still good is not known where whose it is cannot be read.
            if recordFailure.isEmpty, let ticket = book.ask(question, of: device, at: gateway, leavesHalf: true) {
                courses[ticket] = Course(
                    device: device, gateway: gateway, enrolment: delivery.enrolment, stage: .delivery(delivery))
            } else {
                deliveries.append(delivery)
            }
        }
    }

    private mutating func drop(where isOver: (Delivery) -> Bool) {
        undelivered += deliveries.filter(isOver).map(\.pseudonym.name)
        deliveries.removeAll(where: isOver)
    }

    // MARK: Devices that are not believed any more

    /// Takes back what such devices have, where anything has changed since the last time.
    package mutating func withdraw(at now: Instant) throws(AttestationFailure) {
        let newest = try store.changeToken()
        guard newest != token else { return }
        do throws(AttestationFailure) {
            let names = Set(try owners.withdraw(after: &mark, at: now))
            // What is not known to anybody yet must not become so.
            courses = courses.filter { _, course in
                if case .noted(let pseudonym) = course.stage { !names.contains(pseudonym.name) } else { true }
            }
            token = newest
            recordFailure = ""
        } catch {
            // What is wrong with the identifier's own file keeps nobody from being judged.
            recordFailure = error.message
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import AttesterProtocol
package import Collector
internal import Crypto
package import Devices
package import EVE
package import Store

/// The identifier: finds out whose TPM an attestation key is in, and takes the keys of a device, once, when an operator wants it. It judges no quote.
/// One thread uses it.
///
/// The steps: who are you; the endorsement key, by pinned roots or an operator's word; the attestation key's attributes, before anything is made for it;
/// a credential that only this TPM gives out, and only for this key, used once and within a time; the sensor key, certified by the attestation key; all in one transaction.
package struct Identifier {
    /// Where an enrolment stands.
    private enum Stage {
        case identity
        case activation(Candidate, secret: [UInt8])
        case certification(Candidate, nonce: [UInt8])
    }

    /// Keys that were checked so far.
    private struct Candidate {
        var endorsement: EndorsementKey
        var certificate: [UInt8]
        var endorsementArea: [UInt8]
        var attestation: AttestationKey
        var attestationArea: [UInt8]
    }

    private struct Course {
        var wish: DeviceWish
        var gateway: String
        var stage: Stage
    }

    private let options: DeviceOptions
    private let store: AttestationStore
    /// By the ticket of the question that is open.
    private var courses: [Int: Course] = [:]

    package init(_ options: DeviceOptions, store: AttestationStore) {
        self.options = options
        self.store = store
    }

    /// Begins an enrolment; false as long as the device cannot be asked yet.
    package mutating func begin(_ wish: DeviceWish, _ book: AttestersBook) throws(AttestationFailure) -> Result<
        Bool, Refused
    > {
        guard AttesterHello.isName(wish.device) else {
            return .failure(Refused("'\(wish.device)' is no device's name: small letters, digits, '-', '_' and '.'"))
        }
        guard !PseudonymName.isOne(wish.device) else {
            return .failure(Refused("'\(wish.device)' is a pseudonym's name, and no device's"))
        }
        let gateway: String
        if wish.gateway.isEmpty {
            let telling = try store.gateways(tellingOf: wish.device)
            guard telling.count <= 1 else {
                return .failure(
                    Refused(
                        "\(telling.joined(separator: " and ")) tell of \(wish.device); say whose it is by --gateway"))
            }
            guard let one = telling.first else { return .success(false) }
            gateway = one
        } else {
            gateway = wish.gateway
        }
        guard let ticket = book.ask(.identity, of: wish.device, at: gateway) else { return .success(false) }
        courses[ticket] = Course(wish: wish, gateway: gateway, stage: .identity)
        return .success(true)
    }

    /// Why an enrolment ended.
    package struct Refused: Error {
        package let words: String
        init(_ words: String) { self.words = words }
    }

    /// Takes an answer; false where it is to no question of the identifier's. Where it throws, the same answer may be given again.
    package mutating func take(
        _ answer: AttestersBook.Answer, _ book: AttestersBook, now: Instant, finish: (Int, DeviceWish.Answer) -> Void
    ) throws(AttestationFailure) -> Bool {
        guard let course = courses[answer.ticket] else { return false }
        // Where the store cannot take it now, the same answer comes again.
        let outcome = try step(course, answer, book, now)
        courses[answer.ticket] = nil
        switch outcome {
        case .success: break
        case .failure(let refused): finish(course.wish.number, .init(isDone: false, words: refused.words))
        }
        return true
    }

    private mutating func step(
        _ course: Course, _ answer: AttestersBook.Answer, _ book: AttestersBook, _ now: Instant
    ) throws(AttestationFailure) -> Result<Void, Refused> {
        guard let content = answer.content else {
            return .failure(Refused("\(course.wish.device) did not answer in time"))
        }
        switch (course.stage, content) {
        case (.certification(let candidate, _), .fault(let fault)):
            // A device without a sensor key has no readings, and can be believed all the same.
            return try enrol(course, candidate, sensor: nil, note: " without a key for readings (\(fault))", now)
        case (_, .fault(let fault)): return .failure(Refused("\(course.wish.device) cannot answer: \(fault)"))
        case (.identity, .identity(let certificate, let endorsement, let attestation)):
            return identify(course, certificate, endorsement, attestation, book, now)
        case (.activation(let candidate, let secret), .activated(let returned)):
            guard isSameSecret(secret, returned) else {
                return .failure(Refused("\(course.wish.device): \(Reason.credentialNameBinding.words)"))
            }
            let nonce = [UInt8].random(32)
            return ask(.certify(nonce: nonce), course, .certification(candidate, nonce: nonce), book)
        case (.certification(let candidate, let nonce), .certified(let attest, let signature, let key)):
            return try certify(
                course, candidate, nonce, .init(attest: attest, signature: signature, publicArea: key), now)
        default: return .failure(Refused("\(course.wish.device) answered something else than was asked"))
        }
    }

    // MARK: Steps

    /// Judges who it says that it is, and asks for the secret of a credential.
    private mutating func identify(
        _ course: Course, _ certificate: [UInt8], _ endorsement: [UInt8], _ attestation: [UInt8],
        _ book: AttestersBook, _ now: Instant
    ) -> Result<Void, Refused> {
        do {
            let (key, shown) = try endorsementKey(certificate, endorsement, course.wish, now)
            // Activation proves where a key is, not what it may sign: a TPM activates any.
            let attester = try AttestationKey(checking: try PublicArea(sized: attestation))
            guard attester.name != key.name else { throw FailedCheck(.akAttributes) }
            let count = key.area.nameAlgorithm.digest?.count ?? 32
            let secret = [UInt8].random(min(32, count))
            let made = try MadeCredential(secret: secret, for: attester.name, to: key, seed: [UInt8].random(count))
            let candidate = Candidate(
                endorsement: key, certificate: shown, endorsementArea: endorsement, attestation: attester,
                attestationArea: attestation)
            return ask(
                .activate(idObject: made.idObject, secret: made.encryptedSecret), course,
                .activation(candidate, secret: secret), book)
        } catch let failed as FailedCheck {
            return .failure(Refused(Self.words(failed, course.wish.device)))
        } catch let refused as Refused {
            return .failure(refused)
        } catch {
            return .failure(Refused("\(course.wish.device): \(error)"))
        }
    }

    /// The endorsement key by its certificate, or pinned; and the certificate that stands behind it.
    private func endorsementKey(
        _ certificate: [UInt8], _ area: [UInt8], _ wish: DeviceWish, _ now: Instant
    ) throws -> (EndorsementKey, certificate: [UInt8]) {
        if wish.pins { return (try EndorsementKey(pinned: area), []) }
        guard !certificate.isEmpty else {
            throw Refused("the TPM of \(wish.device) has no certificate; --pin takes its key by your word alone")
        }
        let chain: CertificateChain?
        do { chain = try EndorsementRoots.load(options) } catch { throw Refused(error.message) }
        guard let chain else {
            throw Refused(
                "no root is configured ('devices: roots:') that could vouch for the TPM of \(wish.device); --pin takes its key by your word alone"
            )
        }
        let read: Certificate
        do throws(CryptoError) { read = try Certificate(der: certificate) } catch {
            throw FailedCheck(.malformed, found: .text("a certificate that cannot be read"))
        }
        return (try EndorsementKey(certificate: read, publicArea: area, chain: chain, at: now), certificate)
    }

    private mutating func ask(
        _ question: AttesterQuestion.Content, _ course: Course, _ stage: Stage, _ book: AttestersBook
    ) -> Result<Void, Refused> {
        guard let ticket = book.ask(question, of: course.wish.device, at: course.gateway) else {
            return .failure(Refused("\(course.gateway) went away, or answers too much else at once; try again"))
        }
        courses[ticket] = Course(wish: course.wish, gateway: course.gateway, stage: stage)
        return .success(())
    }

    private func certify(
        _ course: Course, _ candidate: Candidate, _ nonce: [UInt8], _ said: SensorKey.Certification, _ now: Instant
    ) throws(AttestationFailure) -> Result<Void, Refused> {
        let name: [UInt8]
        do throws(FailedCheck) {
            name = try SensorKey(said, by: candidate.attestation, nonce: nonce).name
        } catch {
            return .failure(Refused(Self.words(error, course.wish.device)))
        }
        guard name != candidate.attestation.name, name != candidate.endorsement.name else {
            return .failure(Refused("\(course.wish.device): \(Reason.keyAttributes.words)"))
        }
        let sensor = DeviceEnrolment.Sensor(
            area: said.publicArea, name: name, attest: said.attest, signature: said.signature, nonce: nonce)
        return try enrol(course, candidate, sensor: sensor, qualified: said.qualifiedSigner, note: "", now)
    }

    private func enrol(
        _ course: Course, _ candidate: Candidate, sensor: DeviceEnrolment.Sensor?, qualified: [UInt8]? = nil,
        note: String, _ now: Instant
    ) throws(AttestationFailure) -> Result<Void, Refused> {
        let wish = course.wish
        let enrolment = DeviceEnrolment(
            device: wish.device, gateway: course.gateway,
            deviceClass: wish.deviceClass.isEmpty ? wish.device : wish.deviceClass,
            endorsementArea: candidate.endorsementArea, certificate: candidate.certificate,
            fingerprint: candidate.endorsement.fingerprint, attestationArea: candidate.attestationArea,
            attestationName: candidate.attestation.name, qualifiedName: qualified, sensor: sensor, person: wish.person,
            time: now)
        do throws(AttestationFailure) {
            _ = try store.enrol(enrolment, replaces: wish.replaces, wish: wish.number, note: note)
            return .success(())
        } catch {
            guard case .refused(let refusal) = error else { throw error }
            return .failure(Refused(refusal.message))
        }
    }

    private static func words(_ failed: FailedCheck, _ device: String) -> String {
        let found = failed.found.map { ", found \($0)" } ?? ""
        let expected = failed.expected.map { "; expected \($0)" } ?? ""
        return "\(device): \(failed.reason.rawValue): \(failed.reason.words)\(expected)\(found)"
    }
}

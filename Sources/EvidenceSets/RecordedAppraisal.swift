// SPDX-License-Identifier: Apache-2.0

package import Attestation
internal import Crypto
internal import EVE

/// The appraisal of recorded cases, by the same code that appraises devices.
package struct RecordedAppraisal {
    /// What a case came to.
    package struct Outcome: Sendable, Equatable {
        package let verdict: Verdict
        package let reason: Reason

        static let accepted = Outcome(verdict: .accept, reason: .ok)
    }

    private let folder: EvidenceFolder
    private let keys = AttestationKeys()

    /// - Parameter path: the folder that the cases' files are below.
    package init(folder path: String) {
        folder = EvidenceFolder(path: path)
    }

    /// Appraises a case.
    ///
    /// - Throws: an error that tells which file or parameter the set lacks.
    package func outcome(of recorded: EvidenceManifest.Case) throws -> Outcome {
        do {
            switch recorded.kind {
            case "quote": return try quote(recorded)
            case "ak": _ = try attester(recorded)
            case "certify": try certification(recorded)
            case "reading": return try reading(recorded)
            case "ekcert": try endorsement(recorded)
            case "credential": try credential(recorded)
            case "eventlog": try eventLog(recorded)
            default: throw EvidenceFolder.Missing(what: recorded.kind, why: "no kind of evidence")
            }
            return .accepted
        } catch let rejection as FailedCheck {
            return Outcome(verdict: .reject, reason: rejection.reason)
        }
    }

    private func quote(_ recorded: EvidenceManifest.Case) throws -> Outcome {
        let (files, params) = (recorded.files, recorded.params)
        let name = try Self.bytes(params.enrolledAkName, "enrolled_ak_name")
        let enrolled = EnrolledKey(
            name: name, qualifiedName: try params.qualifiedName.map { try Self.bytes($0, "qualified_name") },
            isRevoked: params.revoked?.contains { Hexadecimal.bytes($0) == name } ?? false)
        let prior = params.prior.map {
            TPMClock(clock: $0.clock, resetCount: $0.reset, restartCount: $0.restart, firmware: $0.fw)
        }
        let reference = try EvidenceFolder.registers(params.reference ?? [:])
        let policy = AppraisalPolicy(reference: reference.mapValues { [$0] }, explained: params.logPcrs ?? [])
        let challenge = QuoteChallenge(
            nonce: try Self.bytes(params.nonce, "nonce"), selection: try Self.selection(params.request ?? []),
            mostAge: params.maxAgeS ?? 60)
        let evidence = QuoteEvidence(
            attest: try folder.bytes(files.attest, "attest"), signature: try folder.bytes(files.signature, "signature"),
            keyArea: try folder.bytes(files.akPublic, "ak_public"), values: try folder.registers(files.pcrs),
            eventLog: try files.eventlog.map { try folder.bytes($0, "eventlog") })
        let result = Appraisal(policy: policy, enrolled: enrolled, prior: prior)
            .result(for: evidence, answering: challenge, age: params.ageS ?? 0, keys: keys)
        return Outcome(verdict: result.verdict, reason: result.reason)
    }

    private func attester(_ recorded: EvidenceManifest.Case) throws -> AttestationKey {
        let area = try PublicArea(sized: folder.bytes(recorded.files.akPublic, "ak_public"))
        if let digits = recorded.params.enrolledAkName {
            guard try area.name() == Self.bytes(digits, "enrolled_ak_name") else { throw FailedCheck(.akUnknown) }
        }
        return try AttestationKey(checking: area)
    }

    private func certification(_ recorded: EvidenceManifest.Case) throws {
        let files = recorded.files
        let certification = SensorKey.Certification(
            attest: try folder.bytes(files.attest, "attest"), signature: try folder.bytes(files.signature, "signature"),
            publicArea: try folder.bytes(files.subjectPublic, "subject_public"))
        _ = try SensorKey(
            certification, by: attester(recorded), nonce: Self.bytes(recorded.params.nonce, "nonce"),
            qualifiedSigner: recorded.params.qualifiedName.map { try Self.bytes($0, "qualified_name") })
    }

    private func reading(_ recorded: EvidenceManifest.Case) throws -> Outcome {
        let (files, params) = (recorded.files, recorded.params)
        let enrolled = ReadingAppraisal.Enrolled(
            device: params.device ?? "", keyName: try Self.bytes(params.enrolledKeyName, "enrolled_key_name"))
        var last: ReadingAppraisal.Position?
        if let boot = params.lastBoot, let sequence = params.lastSeq {
            last = ReadingAppraisal.Position(boot: boot, sequence: sequence)
        }
        let result = ReadingAppraisal(enrolled: enrolled, last: last).result(
            message: try folder.bytes(files.message, "message"),
            signature: try folder.bytes(files.signature, "signature"),
            keyArea: try folder.bytes(files.keyPublic, "key_public"), isBare: params.raw ?? false)
        return Outcome(verdict: result.verdict, reason: result.reason)
    }

    private func endorsement(_ recorded: EvidenceManifest.Case) throws {
        let files = recorded.files
        guard let text = recorded.params.time, let time = Instant(text + "Z") else {
            throw EvidenceFolder.Missing(what: "time", why: "no time, as 2026-01-31T00:00:00")
        }
        let chain = CertificateChain(
            roots: try folder.all(files.roots, "roots").flatMap { try Certificate.all(pem: $0) },
            intermediates: try folder.all(files.intermediates, "intermediates")
                .flatMap { try Certificate.all(pem: $0) },
            lists: try folder.all(files.crls, "crls"))
        let certificate: Certificate
        do { certificate = try Certificate(der: folder.bytes(files.cert, "cert")) } catch let error as CryptoError {
            throw FailedCheck(.malformed, found: .text("\(error)"))
        }
        _ = try EndorsementKey(
            certificate: certificate, publicArea: folder.bytes(files.ekPublic, "ek_public"), chain: chain, at: time)
    }

    /// Whether a recorded credential is one for this key under the seed that was used, and was answered by its secret.
    private func credential(_ recorded: EvidenceManifest.Case) throws {
        let (files, params) = (recorded.files, recorded.params)
        let endorsement = try EndorsementKey(pinned: folder.bytes(files.ekPublic, "ek_public")).area
        let name = try PublicArea(sized: folder.bytes(files.akPublic, "ak_public")).name()
        guard let hash = endorsement.nameAlgorithm.digest else { throw FailedCheck(.weakAlgorithm) }
        let secret = try Self.bytes(params.secret, "secret")
        let made = try MadeCredential.idObject(
            secret: secret, seed: Self.bytes(params.seed, "seed"), name: name, hash: hash,
            bits: endorsement.symmetric.bits)
        let returned = try params.returnedSecret.map { try Self.bytes($0, "returned_secret") }
        guard isSameSecret(made, try folder.bytes(files.idObject, "id_object")),
            returned.map({ isSameSecret($0, secret) }) ?? true,
            try params.akName.map({ try Self.bytes($0, "ak_name") == name }) ?? true
        else { throw FailedCheck(.credentialNameBinding) }
    }

    private func eventLog(_ recorded: EvidenceManifest.Case) throws {
        let log = try EventLog(folder.bytes(recorded.files.eventlog, "eventlog"))
        let values = try folder.registers(recorded.files.pcrs)
        for name in recorded.params.banks ?? [] {
            let bank = try EvidenceFolder.algorithm(name)
            let registers = values.keys.filter { $0.bank == bank }.sorted { $0.index < $1.index }
            guard log.banks.contains(bank), !registers.isEmpty else {
                throw FailedCheck(.eventLogMalformed, expected: .text("the bank \(name)"))
            }
            for register in registers { try log.require(values[register] ?? [], of: register) }
        }
        try log.checkData()
    }

    private static func selection(_ request: [EvidenceManifest.Request]) throws -> [PCRSelection] {
        try request.map { one in
            guard let hash = try EvidenceFolder.algorithm(one.bank).digest else {
                throw EvidenceFolder.Missing(what: one.bank, why: "no bank")
            }
            return PCRSelection(hash, one.registers)
        }
    }

    private static func bytes(_ digits: String?, _ what: String) throws -> [UInt8] {
        guard let bytes = digits.flatMap({ Hexadecimal.bytes($0) }) else {
            throw EvidenceFolder.Missing(what: what, why: "no hexadecimal digits")
        }
        return bytes
    }
}

// SPDX-License-Identifier: Apache-2.0

import Attestation
import Crypto
import EVE
import Fixtures
import Testing

@testable import Prover

@Suite("What a TPM proves is accepted", .enabled(if: SoftwareTPM.isExpected, "\(SoftwareTPM.absence)"))
struct ProofTests {
    private let registers = Array(0..<8)

    private func quote(
        _ bench: Bench, _ keys: DeviceKeys, nonce: [UInt8], registers: [Int]? = nil
    ) throws -> QuoteEvidence {
        let selection = [try RegisterSelection(bank: 0x0b, registers: registers ?? self.registers)]
        let proved = try bench.prover.quote(selection, keys, nonce: nonce)
        var values: [PCR: [UInt8]] = [:]
        for value in proved.values { values[PCR(AlgorithmID(rawValue: value.bank), value.index)] = value.value }
        return QuoteEvidence(
            attest: proved.signed.attest, signature: proved.signed.signature, keyArea: proved.attestationArea,
            values: values)
    }

    private func appraise(
        _ evidence: QuoteEvidence, _ keys: DeviceKeys, _ identity: DeviceIdentity, nonce: [UInt8],
        registers: [Int]? = nil,
        policy: AppraisalPolicy = AppraisalPolicy(), prior: TPMClock? = nil
    ) -> AttestationResult {
        let enrolled = EnrolledKey(name: keys.attestationName, qualifiedName: identity.attestationQualifiedName)
        let challenge = QuoteChallenge(
            nonce: nonce, selection: [PCRSelection(.sha256, registers ?? self.registers)], mostAge: 10)
        return Appraisal(policy: policy, enrolled: enrolled, prior: prior).result(
            for: evidence, answering: challenge, age: 0)
    }

    @Test func theWholePathFromCertificateToReading() throws {
        let bench = try Bench()
        let (keys, _) = try bench.provision()
        let identity = try bench.prover.identity(keys)
        let endorsement = try bench.endorsement(identity)
        let attester = try bench.attester(identity)
        #expect(attester.name == keys.attestationName)
        let secret = Bench.chance(32)
        let made = try MadeCredential(
            secret: secret, for: attester.name, to: endorsement, seed: Bench.chance(endorsement.name.count - 2))
        #expect(
            try bench.prover.activate(idObject: made.idObject, encryptedSecret: made.encryptedSecret, keys) == secret)

        let nonce = Bench.chance(32)
        let (signed, area) = try bench.prover.certify(keys, nonce: nonce)
        let sensor = try SensorKey(
            .init(attest: signed.attest, signature: signed.signature, publicArea: area), by: attester, nonce: nonce,
            qualifiedSigner: identity.attestationQualifiedName)
        #expect(sensor.name == keys.sensorName)

        let messages = (0..<3).map { #"{"dev":"gw","boot":1,"seq":\#($0),"ms":\#($0 * 10),"ch":"level","raw":807}"# }
        let signatures = try bench.prover.sign(messages.map { Array($0.utf8) }, keys)
        var readings = ReadingAppraisal(enrolled: .init(device: "gw", keyName: sensor.name))
        for (index, signature) in signatures.enumerated() {
            let result = readings.result(message: Array(messages[index].utf8), signature: signature, key: sensor)
            #expect(result.verdict == .accept)
            readings.last = .init(boot: 1, sequence: UInt64(index))
        }
        #expect(appraise(try quote(bench, keys, nonce: nonce), keys, identity, nonce: nonce).verdict == .accept)
    }

    @Test func aKeyForAPseudonymIsCertifiedAndSignsAsASensorKeyDoes() throws {
        let bench = try Bench()
        let (keys, _) = try bench.provision()
        let attester = try bench.attester(try bench.prover.identity(keys))
        let nonce = Bench.chance(32)
        let (signed, key) = try bench.prover.pseudonymKey(keys, nonce: nonce)
        let sensor = try SensorKey(
            .init(attest: signed.attest, signature: signed.signature, publicArea: key.area), by: attester, nonce: nonce)
        #expect(sensor.name == key.name)
        #expect(key.name != keys.sensorName)
        let message = Array(#"{"dev":"p-x","boot":0,"seq":0,"ms":0,"ch":"level","raw":1}"#.utf8)
        let signature = try bench.prover.sign([message], with: key, keys)[0]
        let appraisal = ReadingAppraisal(enrolled: .init(device: "p-x", keyName: sensor.name))
        #expect(appraisal.result(message: message, signature: signature, key: sensor).verdict == .accept)
        // Each is another key.
        #expect(try bench.prover.pseudonymKey(keys, nonce: nonce).key.name != key.name)
    }

    @Test func theCertifiedKeyOnRSACanBeActivatedToo() throws {
        let bench = try Bench()
        let (keys, _) = try bench.provision()
        let context = try bench.prover.begin(nil)
        let der = try #require(try context.certificate(.rsa2048))
        let key = try context.primary(try EndorsementTemplate.rsa2048.area, under: 0x10b)
        #expect(try Certificate(der: der).isFor(PublicArea(sized: key.area).key()))
        let session = try context.session(keys)
        let attester = try context.attester(keys)
        let secret = Bench.chance(32)
        let made = try MadeCredential(
            secret: secret, for: keys.attestationName, to: EndorsementKey(pinned: key.area), seed: Bench.chance(32))
        let found = try context.activate(
            attester, by: key, idObject: made.idObject, encryptedSecret: made.encryptedSecret, session: session)
        #expect(found == secret)
    }

    @Test func allRegistersOfABankAreQuoted() throws {
        let bench = try Bench()
        let (keys, _) = try bench.provision()
        let identity = try bench.prover.identity(keys)
        let nonce = Bench.chance(20), all = Array(0..<24)
        let evidence = try quote(bench, keys, nonce: nonce, registers: all)
        #expect(evidence.values.count == 24)
        #expect(appraise(evidence, keys, identity, nonce: nonce, registers: all).verdict == .accept)
    }

    @Test func aRegisterThatWasExtendedBehindTheAgentsBackIsSeen() throws {
        let bench = try Bench()
        let (keys, _) = try bench.provision()
        let identity = try bench.prover.identity(keys)
        let first = Bench.chance(32), second = Bench.chance(32)
        let before = appraise(try quote(bench, keys, nonce: first), keys, identity, nonce: first)
        let policy = AppraisalPolicy.learned(from: try #require(before.quote), version: 1)
        try bench.tpm.extend(4)
        let after = appraise(try quote(bench, keys, nonce: second), keys, identity, nonce: second, policy: policy)
        #expect(after.verdict == .reject)
        #expect(after.reason == .pcrPolicy)
    }

    @Test func aResetIsSeenByTheCountersThatAreSigned() throws {
        let bench = try Bench()
        let (keys, _) = try bench.provision()
        let identity = try bench.prover.identity(keys)
        let first = Bench.chance(32), second = Bench.chance(32)
        let before = try #require(appraise(try quote(bench, keys, nonce: first), keys, identity, nonce: first).quote)
        try bench.tpm.reset()
        let evidence = try quote(bench, keys, nonce: second)
        let after = appraise(evidence, keys, identity, nonce: second, prior: before.clock)
        #expect(after.verdict == .flag)
        #expect(after.reason == .rebooted)
        // What is told without proof agrees with what is signed: the attestation key stands under the endorsement hierarchy.
        #expect(try bench.prover.begin(nil).resets().resetCount == #require(after.quote).clock.resetCount)
        // An old answer is none to a new question.
        let old = appraise(try quote(bench, keys, nonce: first), keys, identity, nonce: second)
        #expect(old.reason == .nonce)
    }
}

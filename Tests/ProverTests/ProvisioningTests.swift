// SPDX-License-Identifier: Apache-2.0

import Attestation
import Crypto
import EVE
import Fixtures
import Foundation
import Testing

@testable import Prover

/// A prover with a software TPM of its own, and what a verifier knows of it.
struct Bench {
    let tpm: SoftwareTPM
    let prover: DeviceProver

    init(isCertified: Bool = true, patience: Int64 = 20_000) throws {
        TPMContext.silenceStack()
        tpm = try SoftwareTPM(isCertified: isCertified)
        prover = DeviceProver(try #require(TPMAddress(tpm.address)), patience: patience)
    }

    func provision(_ keys: DeviceKeys? = nil) throws -> (keys: DeviceKeys, steps: [ProvisioningStep]) {
        var steps: [ProvisioningStep] = []
        let kept = try prover.provision(keys) { steps.append($0) }
        return (kept, steps)
    }

    /// What is said of the TPM, as somebody checks it who trusts its maker.
    func endorsement(_ identity: DeviceIdentity) throws -> EndorsementKey {
        let makers = try tpm.makers()
        let chain = CertificateChain(
            roots: try Certificate.all(pem: makers.root), intermediates: try Certificate.all(pem: makers.issuer))
        return try EndorsementKey(
            certificate: Certificate(der: #require(identity.endorsementCertificate)),
            publicArea: identity.endorsementArea, chain: chain,
            at: Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1e6)))
    }

    func attester(_ identity: DeviceIdentity) throws -> AttestationKey {
        try AttestationKey(checking: PublicArea(sized: identity.attestationArea))
    }

    static func chance(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255) } }
}

extension ProverError {
    /// A word for its kind.
    fileprivate var kind: String {
        switch self {
        case .unreachable: "unreachable"
        case .silent: "silent"
        case .broken: "broken"
        case .refused: "refused"
        case .failed: "failed"
        case .credentialNotOurs: "credential"
        case .otherTPM: "other-tpm"
        case .cleared: "cleared"
        case .outOfBounds: "out-of-bounds"
        case .contradiction: "contradiction"
        }
    }
}

func fails(_ kind: String, _ body: () throws -> Void) {
    do {
        try body()
        Issue.record("nothing failed where \(kind) was expected")
    } catch let error as ProverError {
        #expect(error.kind == kind, "\(error.message)")
    } catch {
        Issue.record("\(error)")
    }
}

@Suite("Taking a TPM into use", .enabled(if: SoftwareTPM.isExpected, "\(SoftwareTPM.absence)"))
struct ProvisioningTests {
    @Test func everyStepIsToldInTheOrderOfTheFirstDemonstrator() throws {
        let bench = try Bench()
        let (_, steps) = try bench.provision()
        #expect(
            steps.map(\.command) == [
                "TPM2_GetCapability", "TPM2_Startup", "TPM2_SelfTest", "TPM2_CreatePrimary", "TPM2_StartAuthSession",
                "TPM2_NV_Read",
                "TPM2_CreatePrimary", "TPM2_CreatePrimary", "TPM2_ReadPublic", "TPM2_MakeCredential",
                "TPM2_ActivateCredential",
                "TPM2_Create", "TPM2_Load", "TPM2_ECDH_KeyGen", "TPM2_ECDH_ZGen", "ECC shared secret",
                "TPM2_ECC_Parameters",
                "TPM2_Create", "TPM2_Load", "ECC public key", "TPM2_Certify", "TPM2_Sign", "TPM2_Quote",
            ])
        #expect(steps.contains { $0.description.contains("TPM2_ECC_Parameters: CurveID 3, sz 256, p 32") })
    }

    @Test func keysAreTheSameAgainAlsoAfterResetAndPowerLoss() throws {
        let bench = try Bench()
        let (keys, _) = try bench.provision()
        let before = try bench.prover.identity(keys)
        #expect(try bench.provision(keys).keys == keys)
        try bench.tpm.reset()
        #expect(try bench.prover.identity(keys) == before)
        bench.tpm.stop()
        try bench.tpm.start()
        #expect(try bench.prover.identity(keys) == before)
        #expect(try #require(DeviceKeys(text: keys.text)) == keys)
        let (others, _) = try bench.provision()
        #expect(others.attestationName != keys.attestationName)
    }

    @Test func nothingIsLeftInTheTPM() throws {
        let bench = try Bench()
        let (keys, _) = try bench.provision()
        for _ in 0..<5 {
            _ = try bench.prover.certify(keys, nonce: [1, 2, 3])
            fails("credential") {
                _ = try bench.prover.activate(
                    idObject: counted(counted([1, 2]) + [1]), encryptedSecret: counted([1, 2, 3]), keys)
            }
        }
        let context = try bench.prover.begin(nil)
        #expect(try context.handles(from: 0x8000_0000, to: 0x80ff_ffff, count: 8).isEmpty)
        #expect(try context.handles(from: 0x0200_0000, to: 0x02ff_ffff, count: 8).isEmpty)
    }

    @Test func aCertificateIsPairedWithItsKeyAlsoWhereTheKeyIsToBeMadeAgain() throws {
        let bench = try Bench()
        let context = try bench.prover.begin(nil)
        for template in EndorsementTemplate.allCases {
            guard let der = try context.certificate(template) else { continue }
            let key = try context.primary(try template.area, under: 0x10b)
            let area = try PublicArea(sized: key.area)
            #expect(try Certificate(der: der).isFor(area.key()), "\(template)")
            context.flush(key.reference)
        }
        #expect(try context.certificate(.rsa2048) != nil)
        #expect(try context.certificate(.p384) != nil)
    }

    @Test func aTPMWithoutCertificateHasAKeyToPin() throws {
        let bench = try Bench(isCertified: false)
        let (keys, _) = try bench.provision()
        let identity = try bench.prover.identity(keys)
        #expect(identity.endorsementCertificate == nil)
        let pinned = try EndorsementKey(pinned: identity.endorsementArea)
        let secret = Bench.chance(32)
        let made = try MadeCredential(secret: secret, for: keys.attestationName, to: pinned, seed: Bench.chance(32))
        #expect(
            try bench.prover.activate(idObject: made.idObject, encryptedSecret: made.encryptedSecret, keys) == secret)
    }

    @Test func aCertificateThatIsNoneIsNamed() throws {
        let bench = try Bench(isCertified: false)
        try bench.tpm.certify("01c0000a", by: [0x30, 0x03, 0x02, 0x01, 0x01])
        let (_, steps) = try bench.provision()
        let step = try #require(steps.first { $0.command == "TPM2_NV_Read" })
        #expect(step.found.contains("that is of use") && step.found.contains("0x01c0000a is not read: "), "\(step)")
    }

    @Test func keysThatAreDamagedAreNone() throws {
        let (keys, _) = try Bench().provision()
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            var text = keys.text
            text[Int.random(in: 0..<text.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            if let read = DeviceKeys(text: text) { #expect(read.unique.count == 32) }
        }
        #expect(DeviceKeys(text: []) == nil)
        #expect(DeviceKeys(text: Array(keys.text.dropLast(10))) == nil)
    }
}

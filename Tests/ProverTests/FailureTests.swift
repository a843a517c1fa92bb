// SPDX-License-Identifier: Apache-2.0

import Attestation
import Crypto
import Fixtures
import Testing

@testable import Prover

@Suite("TPMs that do not do what they are asked", .enabled(if: SoftwareTPM.isExpected, "\(SoftwareTPM.absence)"))
struct FailureTests {
    @Test func aTPMThatWasSwappedIsNoticed() throws {
        let bench = try Bench(), other = try Bench()
        let (keys, _) = try bench.provision()
        fails("other-tpm") { _ = try other.prover.identity(keys) }
        fails("other-tpm") {
            _ = try other.prover.quote([RegisterSelection(bank: 0x0b, registers: [0])], keys, nonce: [1])
        }
        fails("other-tpm") { _ = try other.prover.sign([[1]], keys) }
        fails("other-tpm") { _ = try other.prover.certify(keys, nonce: [1]) }
        fails("other-tpm") { _ = try other.prover.provision(keys) { _ in } }
    }

    @Test func aTPMThatWasClearedStillAttests() throws {
        let bench = try Bench()
        let (keys, _) = try bench.provision()
        try bench.tpm.clear()
        fails("cleared") { _ = try bench.prover.sign([[1]], keys) }
        let proved = try bench.prover.quote([RegisterSelection(bank: 0x0b, registers: [0])], keys, nonce: [1])
        #expect(proved.values.count == 1)
        // Its maker's key is made again, too: the certificate outlives the owner.
        _ = try bench.endorsement(try bench.prover.identity(keys))
    }

    /// A foreign credential for an RSA key is answered as a broken TPM answers; one for an ECC key otherwise.
    @Test(arguments: [EndorsementTemplate.rsa2048, .p384])
    func aForeignCredentialIsNoDeadTPM(template: EndorsementTemplate) throws {
        let bench = try Bench(), other = try Bench()
        let (keys, _) = try bench.provision()
        let foreign = try other.prover.begin(nil)
        let key = try foreign.primary(try template.area, under: 0x10b)
        let pinned = try EndorsementKey(pinned: key.area)
        let made = try MadeCredential(
            secret: [1, 2, 3], for: keys.attestationName, to: pinned, seed: Bench.chance(pinned.name.count - 2))
        let context = try bench.prover.begin(nil)
        let own = try context.primary(try template.area, under: 0x10b)
        let session = try context.session(keys)
        let attester = try context.attester(keys)
        fails("credential") {
            _ = try context.activate(
                attester, by: own, idObject: made.idObject, encryptedSecret: made.encryptedSecret, session: session)
        }
    }

    @Test func aCredentialForAnotherKeyOfTheSameTPMIsRefused() throws {
        let bench = try Bench()
        let (keys, _) = try bench.provision(), (others, _) = try bench.provision()
        let endorsement = try bench.endorsement(try bench.prover.identity(keys))
        let made = try MadeCredential(
            secret: [1, 2, 3], for: others.attestationName, to: endorsement,
            seed: Bench.chance(endorsement.name.count - 2))
        fails("credential") {
            _ = try bench.prover.activate(idObject: made.idObject, encryptedSecret: made.encryptedSecret, keys)
        }
    }

    @Test func nobodyThereIsSaidSo() throws {
        let bench = try Bench()
        let (keys, _) = try bench.provision()
        bench.tpm.stop()
        fails("unreachable") { _ = try bench.prover.identity(keys) }
        fails("unreachable") { _ = try DeviceProver(.device(path: "/dev/no-such-tpm")).identity(keys) }
        fails("unreachable") { _ = try DeviceProver(.port(host: "127.0.0.1", port: 1)).identity(keys) }
    }

    @Test func aTPMThatEndsWhileItIsAskedDoesNotEndUs() throws {
        let bench = try Bench()
        let context = try bench.prover.begin(nil)
        bench.tpm.stop()
        fails("broken") { _ = try context.resets() }
    }

    @Test func aTPMThatHangsIsGivenUp() throws {
        let bench = try Bench(patience: 200)
        let (keys, _) = try DeviceProver(bench.prover.address).provisioned()
        bench.tpm.hang()
        fails("silent") {
            _ = try bench.prover.quote([RegisterSelection(bank: 0x0b, registers: [0])], keys, nonce: [1])
        }
    }

    @Test func whatNoTPMHasIsRefusedOrOutOfBounds() throws {
        let bench = try Bench()
        let (keys, _) = try bench.provision()
        fails("out-of-bounds") { _ = try RegisterSelection(bank: 0x0b, registers: [24]) }
        fails("out-of-bounds") { _ = try RegisterSelection(bank: 0x0b, registers: []) }
        fails("out-of-bounds") { _ = try bench.prover.quote([], keys, nonce: [1]) }
        fails("out-of-bounds") {
            _ = try bench.prover.quote([RegisterSelection(bank: 0x0b, registers: [0])], keys, nonce: Bench.chance(500))
        }
        fails("out-of-bounds") { _ = try bench.prover.activate(idObject: [1], encryptedSecret: [2], keys) }
        // A bank that is not there.
        #expect(throws: ProverError.self) {
            _ = try bench.prover.quote([RegisterSelection(bank: 0x04, registers: [0])], keys, nonce: [1])
        }
    }
}

extension DeviceProver {
    fileprivate func provisioned() throws -> (DeviceKeys, [ProvisioningStep]) { (try provision(nil) { _ in }, []) }
}

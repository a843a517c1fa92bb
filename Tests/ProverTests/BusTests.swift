// SPDX-License-Identifier: Apache-2.0

import Attestation
import Crypto
import Fixtures
import Testing

@testable import Prover

/// What somebody reads who listens between the agent and its TPM, which on a board is a bus of four wires.
@Suite("What is said to a TPM is encrypted", .enabled(if: SoftwareTPM.isExpected, "\(SoftwareTPM.absence)"))
struct BusTests {
    private func has(_ tap: TPMTap, _ bytes: [UInt8]) -> Bool {
        (tap.commands + tap.responses).contains { $0.firstRange(of: bytes) != nil }
    }

    @Test func theSecretOfACredentialIsNotOnTheBus() throws {
        let bench = try Bench()
        let (keys, _) = try bench.provision()
        let endorsement = try bench.endorsement(try bench.prover.identity(keys))
        let secret = Bench.chance(32)
        let made = try MadeCredential(
            secret: secret, for: keys.attestationName, to: endorsement, seed: Bench.chance(endorsement.name.count - 2))
        let tap = TPMTap()
        let found = try bench.prover.activate(
            idObject: made.idObject, encryptedSecret: made.encryptedSecret, keys, watch: tap)
        #expect(found == secret)
        #expect(!has(tap, secret))
        // The credential itself is a parameter, too, and is encrypted like the secret in it.
        #expect(!has(tap, made.idObject))
        // The tap does hear: the key's Name's digest comes by in clear.
        #expect(has(tap, Array(keys.attestationName.dropFirst(2))))
    }

    @Test func whatAKeyIsToBeProtectedByIsNotOnTheBusInASession() throws {
        let bench = try Bench()
        let (keys, _) = try bench.provision()
        let secret = Bench.chance(32)
        for isEncrypted in [false, true] {
            let tap = TPMTap()
            let context = try bench.prover.begin(tap)
            let session = isEncrypted ? try context.session(keys) : 0xff
            let storage = try context.storage(keys)
            let made = try context.create(KeyTemplate.agreement, under: storage, secret: secret, session: session)
            let key = try context.load(made.area, made.wrapped, under: storage, secret: secret)
            // Without a session the same is there to be read.
            #expect(has(tap, secret) == !isEncrypted)
            let agreed = try context.generateShared(with: key, session: isEncrypted ? session : 0xfff)
            #expect(has(tap, agreed.shared.coordinates.suffix(32)) == !isEncrypted)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Testing

@testable import Crypto

@Suite("Keys in a TPM, by swtpm", .enabled(if: SoftwareTPM.isExpectedForKeys, "\(SoftwareTPM.absence)"))
struct TPMKeyTests {
    private func problem(_ body: () throws -> Void) -> TPMProblem? {
        guard case .tpm(let problem)? = #expect(throws: CryptoError.self, performing: body) else { return nil }
        return problem
    }

    @Test("sign, and ask for certificates, and are never in the clear in their file")
    func signing() throws {
        let tpm = try SoftwareTPM(isCertified: false)
        let key = try PrivateKey(newIn: tpm.tcti)
        let message = Array("message".utf8)
        #expect(key.publicKey.verifies(try key.signature(of: message), of: message))
        let pem = String(decoding: try key.pem(), as: UTF8.self)
        #expect(pem.hasPrefix("-----BEGIN TSS2 PRIVATE KEY-----\n"))
        let again = try PrivateKey(pem: Array(pem.utf8), tpm: tpm.tcti)
        #expect(again.publicKey == key.publicKey)
        #expect(again.publicKey.verifies(try again.signature(of: message), of: message))
        let request = try CertificateRequest(commonName: "gw-a", key: again)
        #expect(request.publicKey == key.publicKey)
        #expect(try CertificateRequest(pem: request.pem()) == request)
        #expect(try PrivateKey(newIn: tpm.tcti).publicKey != key.publicKey)
        #expect(try tpm.handles() == 0)
    }

    @Test("prove a client in handshakes", arguments: [TLSContext.Versions.from12To13, .only12])
    func handshakes(_ versions: TLSContext.Versions) throws {
        let tpm = try SoftwareTPM(isCertified: false)
        let tls = try TLSCase()
        let identity = try tls.authority.identity("gw-a", purpose: .client, key: PrivateKey(newIn: tpm.tcti))
        let client = try tls.client(identity, versions: versions)
        #expect(client.keyPlace == .tpm(try tpm.tcti))
        for pieces in [Int.max, 1, 700] {
            let pair = try SessionPair(client: client, server: try tls.server())
            pair.settle(pieces: pieces)
            #expect(pair.server.peer?.certificate == identity.chain[0] && pair.clientFailure == nil)
            try pair.client.send(Array("hello".utf8))
            #expect(pair.settle().server == Array("hello".utf8))
        }
        #expect(try tpm.handles() == 0)
    }

    @Test("outlive a TPM without power, and one that was away")
    func restart() throws {
        let tpm = try SoftwareTPM(isCertified: false)
        let tls = try TLSCase()
        let identity = try tls.authority.identity("gw-a", purpose: .client, key: PrivateKey(newIn: tpm.tcti))
        let client = try tls.client(identity)
        tpm.stop()
        let broken = try SessionPair(client: client, server: try tls.server())
        broken.settle()
        guard case .ownKey(.unreachable(try tpm.tcti, _))? = broken.clientFailure else {
            Issue.record("\(String(describing: broken.clientFailure))")
            return
        }
        #expect(broken.client.state == .failed && broken.server.peer == nil)
        try tpm.start()
        let pair = try SessionPair(client: client, server: try tls.server())
        pair.settle()
        #expect(pair.server.peer?.certificate == identity.chain[0])
    }

    @Test("are of no use in another TPM, nor in their own once it is cleared")
    func foreign() throws {
        let tpm = try SoftwareTPM(isCertified: false)
        let key = try PrivateKey(newIn: tpm.tcti)
        let thief = try SoftwareTPM(isCertified: false)
        let stolen = try PrivateKey(pem: key.pem(), tpm: thief.tcti)
        #expect(stolen.publicKey == key.publicKey)
        let refusal = problem { _ = try stolen.signature(of: [1]) }
        guard case .foreignKey(let reason)? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(reason.hasPrefix("tpm:parameter(1)"), "\(reason)")
        #expect(refusal?.description.contains("enrol anew with a token") == true)
        // Its own TPM still does.
        _ = try key.signature(of: [1])
        try tpm.clear()
        guard case .foreignKey? = problem({ _ = try CertificateRequest(commonName: "gw-a", key: key) }) else {
            Issue.record("a cleared TPM took it")
            return
        }
    }

    @Test("cannot be made where no TPM is")
    func nowhere() throws {
        let place = try #require(TCTI("swtpm:path=/nonexistent/socket"))
        let refusal = problem { _ = try PrivateKey(newIn: place) }
        guard case .unreachable(place, _)? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(refusal?.description.hasPrefix("the TPM at swtpm:path=/nonexistent/socket cannot be used: ") == true)
    }

    @Test("cannot be made below an owner's password, nor used, and that is told")
    func owned() throws {
        let tpm = try SoftwareTPM(isCertified: false)
        let key = try PrivateKey(newIn: tpm.tcti)
        try tpm.setOwnerPassword()
        let refusals = [
            problem { _ = try PrivateKey(newIn: tpm.tcti) }, problem { _ = try key.signature(of: [1]) },
        ]
        for (refusal, deed) in zip(refusals, ["make a key", "load its key"]) {
            guard case .failed(deed, let reason)? = refusal else {
                Issue.record("\(String(describing: refusal))")
                continue
            }
            #expect(reason == "authorization failure")
        }
        #expect(try tpm.handles() == 0)
    }

    @Test(
        "tell why they cannot be used however often they were: OpenSSL numbers each use in eight bits, and has no words with one of them"
    )
    func manyRefusals() throws {
        let tpm = try SoftwareTPM(isCertified: false)
        let key = try PrivateKey(newIn: tpm.tcti)
        try tpm.setOwnerPassword()
        for use in 0..<260 {
            guard case .failed(_, "authorization failure")? = problem({ _ = try key.signature(of: [1]) }) else {
                Issue.record("use \(use) was refused with other words, or not at all")
                return
            }
        }
    }

    @Test("leave no object and no session in the TPM, whatever is asked of it from several threads at once")
    func handles() async throws {
        let tpm = try SoftwareTPM(isCertified: false)
        let tcti = try tpm.tcti
        let key = try PrivateKey(newIn: tcti)
        let pem = try key.pem()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let own = try number % 2 == 0 ? key : PrivateKey(pem: pem, tpm: tcti)
                    return try (0..<20).allSatisfy { own.publicKey.verifies(try own.signature(of: [$0]), of: [$0]) }
                }
            }
            for try await isGood in group { #expect(isGood) }
        }
        #expect(try tpm.handles() == 0)
    }
}

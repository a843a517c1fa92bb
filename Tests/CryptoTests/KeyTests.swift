// SPDX-License-Identifier: Apache-2.0

import Crypto
import Testing

@Suite("Private keys and signatures")
struct KeyTests {
    @Test("a key comes back from its PEM")
    func pem() throws {
        let key = try PrivateKey()
        let again = try PrivateKey(pem: key.pem())
        #expect(again.publicKey == key.publicKey)
        #expect(String(decoding: try key.pem(), as: UTF8.self).hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(try PublicKey(der: key.publicKey.der) == key.publicKey)
        #expect(try PrivateKey().publicKey != key.publicKey)
    }

    @Test("a signature is of its message and its key only")
    func signature() throws {
        let key = try PrivateKey()
        let message = Array("the wanted rules of gw-harbour".utf8)
        let signature = try key.signature(of: message)
        #expect(signature.count <= 72)
        #expect(key.publicKey.verifies(signature, of: message))
        #expect(!key.publicKey.verifies(signature, of: message + [0]))
        #expect(try !PrivateKey().publicKey.verifies(signature, of: message))
        #expect(!key.publicKey.verifies([], of: message) && !key.publicKey.verifies([0x30], of: message))
        for index in signature.indices {
            var other = signature
            other[index] ^= 1
            #expect(!key.publicKey.verifies(other, of: message))
        }
        #expect(try key.publicKey.verifies(key.signature(of: []), of: []))
    }

    @Test("what is no key on P-256 says what it is")
    func others() throws {
        #expect(throws: CryptoError.tooLarge(.privateKey, limit: 16 << 10)) {
            try PrivateKey(pem: [UInt8](repeating: 65, count: 20_000))
        }
        #expect(throws: CryptoError.self) { try PrivateKey(pem: []) }
        #expect(throws: CryptoError.self) { try PrivateKey(pem: Array("-----BEGIN PRIVATE KEY-----\nAAAA\n".utf8)) }
        #expect(throws: CryptoError.unsupportedKey(.privateKey, found: "ED25519")) {
            try PrivateKey(pem: Array(Self.ed25519.utf8))
        }
        #expect(throws: CryptoError.unsupportedKey(.privateKey, found: "secp384r1")) {
            try PrivateKey(pem: Array(Self.p384.utf8))
        }
    }

    @Test("a key behind a password is refused, and nobody is asked for it")
    func password() {
        #expect(throws: CryptoError.self) { try PrivateKey(pem: Array(Self.encrypted.utf8)) }
    }

    // Made for these tests by `openssl genpkey`; they are used nowhere else.
    private static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIM3GsBO2FTXkKTVaXq8DGtAI0jwXQf+Cu6FfJCzcq3CM
        -----END PRIVATE KEY-----
        """
    private static let p384 = """
        -----BEGIN PRIVATE KEY-----
        MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDCMCPLpVwHXyJbjcjy8
        WO1VBYG5S0JbN/xPDaF7dGhVdT0EVLHAAqO3M+B5dAdKEyuhZANiAARjCFAsuGBg
        FlvqtDNa1eO2JlaEiqVhRyL7np0vkn5IoycQNyQySZ2DSujcb4PZRzpmwtdJ7WK5
        X7emol/8Gb6rDyx3BswCQU4CkSK3lqxNfqii42ij493CaUMukOkW3LU=
        -----END PRIVATE KEY-----
        """
    private static let encrypted = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhAyKZNPAoTaQICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEPFi1ltpXlPMWsn6KcN/eFcEgZCR
        EylfkZcAsVuGpVIo4L6qSin56ZQPvG0WUsEQ4qKDlRK8ksagNPvdo5JCM9HI2iUU
        Ijw09G9Ft3S0br2DvLX5K1ciRpMZLrdlDyNj2rANIj06/jcqhzxu6wUMIZWv2JNt
        YfK+5mM0wXCrJdTFf/tIQ6k9I1nmf3+pG4T8YFys3cyakYphujkzoSax7idMQps=
        -----END ENCRYPTED PRIVATE KEY-----
        """
}

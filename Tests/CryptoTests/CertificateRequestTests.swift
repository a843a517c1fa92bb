// SPDX-License-Identifier: Apache-2.0

import Crypto
import Fixtures
import Testing

@Suite("Certificate requests")
struct CertificateRequestTests {
    @Test("a request comes back from DER and PEM")
    func readBack() throws {
        let key = try PrivateKey()
        let request = try CertificateRequest(commonName: "gw-harbour", key: key)
        #expect(request.publicKey == key.publicKey && request.commonName == "gw-harbour")
        #expect(try CertificateRequest(der: request.der) == request)
        #expect(try CertificateRequest(pem: request.pem()) == request)
    }

    @Test("no byte of a request can be changed")
    func tampering() throws {
        let request = try CertificateRequest(commonName: "gw-harbour", key: PrivateKey())
        for index in request.der.indices {
            for bit in 0..<8 {
                var bytes = request.der
                bytes[index] ^= 1 << UInt8(bit)
                #expect(throws: CryptoError.self) { try CertificateRequest(der: bytes) }
            }
        }
        for count in 0..<request.der.count {
            #expect(throws: CryptoError.self) { try CertificateRequest(der: Array(request.der.prefix(count))) }
        }
        #expect(throws: CryptoError.self) { try CertificateRequest(der: request.der + [0]) }
    }

    @Test("a request under another name is told from one that is no request")
    func otherName() throws {
        let request = try CertificateRequest(commonName: "gw-harbour", key: PrivateKey())
        var bytes = request.der
        let place = try #require(bytes.firstRange(of: Array("gw-harbour".utf8)))
        bytes.replaceSubrange(place, with: Array("gw-station".utf8))
        #expect(throws: CryptoError.unprovenRequest) { try CertificateRequest(der: bytes) }
        #expect(throws: CryptoError.tooLarge(.request, limit: 16 << 10)) {
            try CertificateRequest(der: [UInt8](repeating: 0, count: 20_000))
        }
    }

    @Test("extensions that a request asks for are not in the certificate")
    func extensions() throws {
        // Made by `openssl req -new` with `basicConstraints = critical,CA:TRUE` and `subjectAltName = DNS:station`.
        let request = try CertificateRequest(pem: Array(Self.asking.utf8))
        let authority = try Authorities.authority()
        let made = try authority.certificate(
            for: request, commonName: "gw-harbour", purpose: .client, serial: 5, lifetime: Authorities.always)
        #expect(made.names.isEmpty && made.commonName == "gw-harbour")
        #expect(made.der.firstRange(of: Array("station".utf8)) == nil)
    }

    private static let asking = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIIBAzCBqgIBADASMRAwDgYDVQQDDAdzdGF0aW9uMFkwEwYHKoZIzj0CAQYIKoZI
        zj0DAQcDQgAEd9yLhedkhcmViDtRWF5JtJLR5myWxNtvCaRoPG9axvykhikXZywY
        yXgP3DQba1QQRfhbGRAiQTmAD14ZupobWKA2MDQGCSqGSIb3DQEJDjEnMCUwDwYD
        VR0TAQH/BAUwAwEB/zASBgNVHREECzAJggdzdGF0aW9uMAoGCCqGSM49BAMCA0gA
        MEUCIGtIzgOipv0BAwE9lKSNji/RuKqJ6WclfAgFcwj2Gq7ZAiEAj7rtAnWaglkr
        x1NZDfF1v4hs+lJ6TYu6uoREFOcMd3E=
        -----END CERTIFICATE REQUEST-----
        """
}

// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Fixtures
import Testing

@Suite("Certificates and authorities")
struct CertificateTests {
    @Test("an authority signs what it is told, and not what a request asks for")
    func signing() throws {
        let authority = try Authorities.authority("Vedette station")
        let key = try PrivateKey()
        let request = try CertificateRequest(commonName: "asks-for-this", key: key)
        let names: [SubjectName] = [
            .dns("gw-harbour.example"), .uri("urn:vedette:gateway:7"), .address(try #require(IPAddress("192.0.2.7"))),
            .address(try #require(IPAddress("2001:db8::7"))),
        ]
        let made = try authority.certificate(
            for: request, commonName: "gw-harbour", names: names, purpose: .client, serial: UInt128.max,
            lifetime: Authorities.past)
        let read = try Certificate(pem: made.pem())
        #expect(read == made)
        #expect(read.commonName == "gw-harbour")
        #expect(read.names == names)
        #expect(read.serial == [UInt8](repeating: 0xFF, count: 16))
        #expect(read.notBefore == Authorities.past.from && read.notAfter == Authorities.past.to)
        #expect(read.fingerprint == Fingerprint(of: read.der))
        #expect(try read.publicKey() == key.publicKey)
        #expect(read.isSigned(by: authority.certificate))
        #expect(try !read.isSigned(by: Authorities.authority("Vedette station").certificate))
        #expect(authority.certificate.isSigned(by: authority.certificate))
    }

    @Test("a certificate for a key without a request signs data, and names no use of TLS")
    func dataSigning() throws {
        let authority = try Authorities.authority("Vedette identifier")
        let key = try PrivateKey()
        let made = try authority.certificate(
            for: key.publicKey, commonName: "p-a", purpose: .signing, serial: 7, lifetime: Authorities.past)
        #expect(try made.publicKey() == key.publicKey && made.isSigned(by: authority.certificate))
        #expect(made.commonName == "p-a" && made.names.isEmpty)
        // keyUsage is there, critical and digitalSignature alone; extKeyUsage is not (RFC 5280, sections 4.2.1.3 and 4.2.1.12).
        let usage: [UInt8] = [0x06, 0x03, 0x55, 0x1d, 0x0f, 0x01, 0x01, 0xff, 0x04, 0x04, 0x03, 0x02, 0x07, 0x80]
        #expect(made.der.contains(usage) && !made.der.contains([0x55, 0x1d, 0x25]))
        #expect(throws: CryptoError.notAnAuthority) { try CertificateAuthority(certificate: made, key: key) }
    }

    @Test("a certificate does not outlive its authority")
    func lifetime() throws {
        let authority = try Authorities.authority()
        let identity = try authority.identity(
            "long", purpose: .server,
            lifetime: .init(from: Authorities.always.from, to: Authorities.future.to))
        #expect(identity.chain[0].notAfter == authority.certificate.notAfter)
        #expect(throws: CryptoError.self) {
            try authority.identity(
                "backwards", purpose: .server, lifetime: .init(from: Authorities.always.to, to: Authorities.always.from)
            )
        }
        #expect(throws: CryptoError.self) { try authority.identity("numberless", purpose: .server, serial: 0) }
    }

    @Test("an authority comes back from what was kept, with its own key only")
    func kept() throws {
        let key = try PrivateKey()
        let authority = try CertificateAuthority(
            commonName: "Station", key: key, serial: 1, lifetime: Authorities.always)
        let again = try CertificateAuthority(certificate: authority.certificate, key: key)
        #expect(try again.identity("a", purpose: .client).chain[0].isSigned(by: authority.certificate))
        #expect(throws: CryptoError.keyOfAnother) {
            try CertificateAuthority(certificate: authority.certificate, key: PrivateKey())
        }
        let gateway = try authority.identity("gw-harbour", purpose: .client)
        #expect(throws: CryptoError.notAnAuthority) {
            try CertificateAuthority(certificate: gateway.chain[0], key: gateway.key)
        }
        #expect(throws: CryptoError.keyOfAnother) {
            try TLSIdentity(certificate: gateway.chain[0], key: key)
        }
    }

    @Test(
        "names that could mean something else are refused",
        arguments: [
            SubjectName.dns("a,DNS:b"), .dns("a b"), .dns(""), .dns("a\0b"), .uri("urn:a\nb"), .uri("ü"),
            .dns(String(repeating: "a", count: 256)),
        ])
    func names(name: SubjectName) throws {
        let authority = try Authorities.authority()
        #expect(throws: CryptoError.self) { try authority.identity("a", names: [name], purpose: .server) }
    }

    @Test("common names have a bound and no control characters", arguments: ["", "a\u{1B}[2J", "a\nb", "a\u{202E}b"])
    func commonNames(name: String) throws {
        let key = try PrivateKey()
        #expect(throws: CryptoError.unusableName(name)) { try CertificateRequest(commonName: name, key: key) }
        #expect(throws: CryptoError.self) {
            try CertificateRequest(commonName: String(repeating: "ü", count: 65), key: key)
        }
        let longest = String(repeating: "ü", count: 64)
        #expect(try CertificateRequest(commonName: longest, key: key).commonName == longest)
    }

    @Test("a PEM text may hold several certificates and words between them")
    func several() throws {
        let all = try (0..<3).map { try Authorities.authority("Authority \($0)").certificate }
        let text = try all.flatMap { try Array("# \($0.commonName ?? "")\n".utf8) + $0.pem() }
        #expect(try Certificate.all(pem: text) == all)
        #expect(try Certificate.all(pem: Array("nothing".utf8)).isEmpty)
        #expect(throws: CryptoError.self) { try Certificate.all(pem: Array(text.dropLast(200))) }
        #expect(throws: CryptoError.self) { try Certificate(pem: []) }
    }

    @Test("a PEM text of more certificates than are taken is refused, not cut")
    func tooMany() throws {
        let one = try Authorities.authority().certificate
        let text = try [[UInt8]](repeating: one.pem(), count: Certificate.countLimit).flatMap(\.self)
        #expect(try Certificate.all(pem: text).count == Certificate.countLimit)
        #expect(throws: CryptoError.tooManyCertificates(limit: Certificate.countLimit)) {
            try Certificate.all(pem: text + one.pem())
        }
    }

    @Test("a fingerprint is read as people copy it")
    func fingerprint() throws {
        let print = try Authorities.authority().certificate.fingerprint
        let text = print.description
        let pairs = stride(from: 0, to: 64, by: 2).map { text.dropFirst($0).prefix(2) }
        #expect(Fingerprint(text) == print && Fingerprint(text.uppercased()) == print)
        #expect(Fingerprint(pairs.joined(separator: ":")) == print)
        #expect(Fingerprint(pairs.joined(separator: "-")) == nil)
        #expect(Fingerprint(text + "0") == nil && Fingerprint(text.dropLast()) == nil && Fingerprint("") == nil)
    }

    @Test("damaged certificates are refused or read, and never more")
    func damaged() throws {
        let identity = try Authorities.authority().identity(
            "gw-harbour", names: [.dns("a.example"), .uri("urn:b")], purpose: .client)
        let der = identity.chain[0].der
        var generator = SeededGenerator(seed: 6)
        for count in 0..<der.count {
            #expect(throws: CryptoError.self) { try Certificate(der: Array(der.prefix(count))) }
        }
        #expect(throws: CryptoError.self) { try Certificate(der: der + [0]) }
        for _ in 0..<3000 {
            var bytes = der
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            guard let read = try? Certificate(der: bytes) else { continue }
            #expect((read.commonName?.unicodeScalars.count ?? 0) <= 64 && read.serial.count <= 20)
            #expect(read.names.count <= 2)
            _ = try? read.publicKey()
        }
    }
}

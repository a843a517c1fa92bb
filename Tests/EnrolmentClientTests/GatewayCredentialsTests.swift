// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Enrolment
import Fixtures
import Foundation
import Testing

@testable import EnrolmentClient

@Suite("A gateway's key and certificate") struct GatewayCredentialsTests {
    private let directory: String

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "vedette-keys-\(UUID().uuidString)").path
    }

    private func remove() { try? FileManager.default.removeItem(atPath: directory) }

    private func credentials(_ authority: CertificateAuthority, port: Int = 5044) throws -> GatewayCredentials {
        let identity = try authority.identity("gw-a", purpose: .client)
        return try GatewayCredentials(
            key: identity.key, certificate: identity.chain[0], authority: authority.certificate,
            enrolment: #require(StationAddress("station:5045")),
            collector: #require(StationAddress(host: "station", port: port)))
    }

    private func save(_ credentials: GatewayCredentials) throws {
        var file = try GatewayCredentials.begin(credentials.identity.key, in: directory)
        try credentials.finish(&file, in: directory)
    }

    private var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
    }

    @Test("they read back from files that only the user may read")
    func files() throws {
        defer { remove() }
        #expect(throws: EnrolmentFailure.notEnrolled(directory: directory)) {
            try GatewayCredentials.load(from: directory)
        }
        let credentials = try credentials(Authorities.authority())
        try save(credentials)
        #expect(names == ["agent.pem", "authority.pem", "station"])
        let loaded = try GatewayCredentials.load(from: directory)
        #expect(loaded.certificate == credentials.certificate && loaded.authority == credentials.authority)
        #expect(loaded.identity.key.publicKey == credentials.identity.key.publicKey)
        #expect(loaded.enrolment == credentials.enrolment && loaded.collector == credentials.collector)
        for name in ["", "/agent.pem"] {
            let mode = try FileManager.default.attributesOfItem(atPath: directory + name)[.posixPermissions] as? Int
            #expect(mode == (name.isEmpty ? 0o700 : 0o600))
        }
        let authority = try Data(contentsOf: URL(filePath: directory + "/authority.pem"))
        #expect(try Certificate(pem: Array(authority)) == credentials.authority)
    }

    @Test("what is begun and not finished leaves what was there, and nothing beside it")
    func unfinished() throws {
        defer { remove() }
        let authority = try Authorities.authority()
        let first = try credentials(authority)
        try save(first)
        do { _ = try GatewayCredentials.begin(try PrivateKey(), in: directory) }
        #expect(names == ["agent.pem", "authority.pem", "station"])
        #expect(try GatewayCredentials.load(from: directory).certificate == first.certificate)
        try save(try credentials(authority, port: 6044))
        let second = try GatewayCredentials.load(from: directory)
        #expect(second.certificate != first.certificate && second.collector.port == 6044)
    }

    @Test("a key, a certificate and an authority that do not belong together are refused")
    func strangers() throws {
        defer { remove() }
        let authority = try Authorities.authority()
        let other = try Authorities.authority()
        let place = try #require(StationAddress("station:1"))
        let identity = try authority.identity("gw-a", purpose: .client)
        #expect(throws: EnrolmentFailure.badAnswer("the certificate is not for this gateway's key")) {
            try GatewayCredentials(
                key: PrivateKey(), certificate: identity.chain[0], authority: authority.certificate, enrolment: place,
                collector: place)
        }
        #expect(throws: EnrolmentFailure.badAnswer("the certificate is not signed by the authority")) {
            try GatewayCredentials(
                key: identity.key, certificate: identity.chain[0], authority: other.certificate, enrolment: place,
                collector: place)
        }
        try save(try credentials(authority))
        let path = directory + "/agent.pem"
        let whole = try String(contentsOfFile: path, encoding: .utf8)
        let foreign = String(decoding: try other.certificate.pem(), as: UTF8.self)
        let own = String(decoding: try authority.certificate.pem(), as: UTF8.self)
        for text in [
            whole.replacing(own, with: foreign), whole.replacing(own, with: ""), "", String(whole.dropFirst(300)),
        ] {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            let failure = #expect(throws: EnrolmentFailure.self) { try GatewayCredentials.load(from: directory) }
            guard case .file(path, _)? = failure else { return #expect(Bool(false), "\(String(describing: failure))") }
        }
    }

    @Test("they are to be renewed after two thirds of their time")
    func renewal() throws {
        let start = Instant(seconds: 1_800_000_000)
        let end = start.advanced(byMicroseconds: 91 * Instant.microsecondsPerDay)
        let renewal = EnrolmentTerms.renewal(from: start, to: end)
        #expect(renewal.microseconds - start.microseconds == 91 * Instant.microsecondsPerDay / 3 * 2)
        let credentials = try credentials(Authorities.authority())
        let certificate = credentials.certificate
        #expect(credentials.renewal == EnrolmentTerms.renewal(from: certificate.notBefore, to: certificate.notAfter))
    }
}

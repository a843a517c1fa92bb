// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Enrolment
import Fixtures
import Foundation
import Glibc
import Synchronization
import Testing

@testable import Collector
@testable import EnrolmentClient
@testable import Station
@testable import Store

@Suite("Enrolment over loopback") struct EnrolmentServiceTests {
    private func refused(_ refusal: EnrolmentRefusal) -> EnrolmentFailure { .refused(refusal.message) }

    @Test("a token gives its gateway a certificate of the station's authority, once")
    func enrolling() throws {
        let scene = try EnrolmentScene()
        let token = try scene.invite("gw-a")
        let enrolled = try scene.client("gw-a").enrol(with: token, at: scene.place)
        let certificate = enrolled.credentials.certificate
        #expect(enrolled.gateway == "gw-a" && certificate.commonName == "gw-a")
        #expect(certificate.isSigned(by: scene.keys.authority.certificate))
        #expect(enrolled.credentials.collector.description == "127.0.0.1:5044")
        let day = Instant.microsecondsPerDay
        let start = scene.time.now.microseconds - certificate.notBefore.microseconds
        #expect(start >= day && start < day + 1_000_000)
        let length = certificate.notAfter.microseconds - certificate.notBefore.microseconds
        #expect(length == (EnrolmentTerms.certificateDays + 1) * day)
        #expect(try GatewayCredentials.load(from: scene.state("gw-a")).certificate == certificate)
        #expect(try scene.registry.gateway(withCertificate: certificate.fingerprint.bytes) == "gw-a")
        #expect(throws: refused(.usedToken(scene.time.now))) {
            try scene.client("other").enrol(with: token, at: scene.place)
        }
        #expect(scene.isEmpty("other"))
        let status = scene.listener.status
        #expect(status.admissions.count == 1 && status.admissions[0].hasPrefix("gw-a enrolled, good until "))
        #expect(status.refused == 1 && status.refusals[0].hasPrefix("127.0.0.1: enrolment: the token was used"))
    }

    @Test("a token that is late, unknown or of a revoked gateway gives nothing")
    func badTokens() throws {
        let scene = try EnrolmentScene()
        let late = try scene.invite("gw-a")
        let end = scene.time.now.advanced(byMicroseconds: 3_600_000_000)
        scene.time.pass(hours: 1)
        #expect(throws: refused(.expiredToken(end))) { try scene.client("gw-a").enrol(with: late, at: scene.place) }
        let station = scene.keys.certificate.fingerprint.bytes
        let unknown = try #require(EnrolmentToken(secret: [UInt8](repeating: 1, count: 20), station: station))
        #expect(throws: refused(.unknownToken)) { try scene.client("gw-a").enrol(with: unknown, at: scene.place) }
        let revoked = try scene.invite("gw-b")
        try scene.registry.revoke("gw-b", by: "ada", at: scene.time.now)
        #expect(throws: refused(.unknownToken)) { try scene.client("gw-b").enrol(with: revoked, at: scene.place) }
        #expect(scene.isEmpty("gw-a") && scene.isEmpty("gw-b"))
        #expect(try scene.registry.gateways().allSatisfy { $0.certificates.isEmpty })
    }

    @Test("a station that is not the token's gets neither the token nor a request")
    func pin() throws {
        let scene = try EnrolmentScene()
        let other = try EnrolmentScene()
        let token = try scene.invite("gw-a")
        let place = try other.place
        #expect(throws: EnrolmentFailure.notTheStation(station: place.description)) {
            try scene.client("gw-a").enrol(with: token, at: place)
        }
        #expect(scene.isEmpty("gw-a"))
        // The token is as good as before.
        #expect(try scene.client("gw-a").enrol(with: token, at: scene.place).gateway == "gw-a")
    }

    @Test("a port where nobody listens, and the one for events, are told from the right one")
    func ports() throws {
        let scene = try EnrolmentScene()
        let token = try scene.invite("gw-a")
        let place = try scene.place
        scene.listener.end()
        let nobody = EnrolmentFailure.unreachable(station: place.description, reason: "Connection refused")
        #expect(throws: nobody) { try scene.client("gw-a").enrol(with: token, at: place) }
        if case .unreachable = nobody {} else { Issue.record("\(nobody)") }
        let access = Collector.Access(
            identity: scene.keys.identity, authority: scene.keys.authority.certificate, gateway: { _ in nil })
        let collector = try Collector(host: "127.0.0.1", port: 0, access: access, queue: CollectedQueue())
        defer { collector.end() }
        let events = try #require(StationAddress(host: "127.0.0.1", port: collector.port))
        let failure = #expect(throws: EnrolmentFailure.self) {
            try scene.client("gw-a").enrol(with: token, at: events)
        }
        // The alert, or the closed connection if that comes first.
        switch failure {
        case .turnedAway?, .unreachable?: break
        default: #expect(Bool(false), "\(String(describing: failure))")
        }
    }

    @Test("a directory that cannot be written costs no token")
    func directory() throws {
        let scene = try EnrolmentScene()
        let token = try scene.invite("gw-a")
        let client = EnrolmentClient(directory: scene.folder.path + "/none/below")
        let failure = #expect(throws: EnrolmentFailure.self) { try client.enrol(with: token, at: scene.place) }
        guard case .file? = failure else { return #expect(Bool(false), "\(String(describing: failure))") }
        #expect(try scene.client("gw-a").enrol(with: token, at: scene.place).gateway == "gw-a")
    }

    @Test("a certificate is renewed for a new key, and the one before stays good")
    func renewing() throws {
        let scene = try EnrolmentScene()
        let first = try scene.enrol("gw-a").credentials
        scene.time.pass(hours: 1)
        let second = try scene.client("gw-a").renew()
        let certificate = second.credentials.certificate
        #expect(second.gateway == "gw-a" && certificate.notAfter > first.certificate.notAfter)
        #expect(try certificate.publicKey() != first.certificate.publicKey())
        #expect(try GatewayCredentials.load(from: scene.state("gw-a")).certificate == certificate)
        for good in [first.certificate, certificate] {
            #expect(try scene.registry.gateway(withCertificate: good.fingerprint.bytes) == "gw-a")
        }
        // Under a new name, with the certificate of the old one.
        try scene.registry.rename("gw-a", to: "gw-b", by: "ada", at: scene.time.now)
        #expect(try scene.client("gw-a").renew().credentials.certificate.commonName == "gw-b")
    }

    @Test("a station whose clock is an hour off the gateway's gives certificates that are taken", arguments: [1, -1])
    func hourOff(hours: Int64) throws {
        let scene = try EnrolmentScene()
        scene.time.pass(hours: hours)
        let enrolled = try scene.enrol("gw-a").credentials
        // The machine's clock is OpenSSL's here, for both sides of the connection.
        #expect(enrolled.certificate.notBefore < SystemClock.now)
        #expect(try scene.client("gw-a").renewIfDue(at: SystemClock.now) == nil)
        let renewed = try scene.client("gw-a").renew().credentials
        #expect(try scene.client("gw-a").renewIfDue(at: renewed.renewal)?.gateway == "gw-a")
    }

    @Test("a certificate is renewed when two thirds of its time are over, and not before")
    func due() throws {
        let scene = try EnrolmentScene()
        let first = try scene.enrol("gw-a").credentials
        let client = scene.client("gw-a")
        #expect(try client.renewIfDue(at: first.renewal.advanced(byMicroseconds: -1))?.gateway == nil)
        let renewed = try #require(try client.renewIfDue(at: first.renewal))
        #expect(renewed.credentials.certificate != first.certificate)
        try scene.registry.revoke("gw-a", by: "ada", at: scene.time.now)
        #expect(throws: refused(.unknownCertificate)) { try client.renewIfDue(at: first.certificate.notAfter) }
    }

    @Test("a watch renews what is due, says so, and ends when it is told to")
    func watch() throws {
        let scene = try EnrolmentScene()
        let first = try scene.enrol("gw-a").credentials
        let said = Mutex<[String]>([])
        var ends: [Int32] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        let late = first.certificate.notAfter
        let watch = RenewalWatch(in: scene.state("gw-a"), stop: ends[0], now: { late }) { line in
            said.withLock { $0.append(line) }
        }
        #expect(eventually { !said.withLock(\.isEmpty) })
        close(ends[1])
        watch.waitForEnd()
        close(ends[0])
        let line = "the certificate of gw-a was renewed, and is good until "
        #expect(said.withLock { $0.count == 1 && $0[0].hasPrefix(line) })
        #expect(try GatewayCredentials.load(from: scene.state("gw-a")).certificate != first.certificate)
    }

    @Test("what is revoked, too much or of another station is not renewed")
    func badRenewals() throws {
        let scene = try EnrolmentScene()
        #expect(throws: EnrolmentFailure.notEnrolled(directory: scene.state("none"))) {
            try scene.client("none").renew()
        }
        try scene.enrol("gw-a")
        for _ in 1..<EnrolmentTerms.certificatesPerDay { _ = try scene.client("gw-a").renew() }
        #expect(throws: refused(.tooManyCertificates("gw-a", EnrolmentTerms.certificatesPerDay))) {
            try scene.client("gw-a").renew()
        }
        let before = try GatewayCredentials.load(from: scene.state("gw-a")).certificate
        try scene.registry.revoke("gw-a", by: "ada", at: scene.time.now)
        #expect(throws: refused(.unknownCertificate)) { try scene.client("gw-a").renew() }
        #expect(try GatewayCredentials.load(from: scene.state("gw-a")).certificate == before)
        // Who was enrolled elsewhere trusts another authority, and is not trusted.
        let other = try EnrolmentScene()
        let moved = try move(other.enrol("gw-a").credentials, to: scene)
        #expect(throws: EnrolmentFailure.notTheStation(station: try scene.place.description)) { try moved.renew() }
    }

    /// The same credentials in a directory that says another place.
    private func move(_ credentials: GatewayCredentials, to scene: EnrolmentScene) throws -> EnrolmentClient {
        let moved = try GatewayCredentials(
            key: credentials.identity.key, certificate: credentials.certificate, authority: credentials.authority,
            enrolment: scene.place, collector: credentials.collector)
        var file = try GatewayCredentials.begin(moved.identity.key, in: scene.state("moved"))
        try moved.finish(&file, in: scene.state("moved"))
        return scene.client("moved")
    }

    /// What the station answers to a request that no client of ours sends.
    private func ask(
        _ scene: EnrolmentScene, _ request: EnrolmentRequest, showing identity: TLSIdentity? = nil
    ) throws -> EnrolmentAnswer {
        try EnrolmentExchange(
            station: scene.place, trust: .pinned(scene.keys.certificate.fingerprint), identity: identity, seconds: 60
        ).outcome(of: request).answer
    }

    private func isRefused(_ answer: EnrolmentAnswer, _ text: String) -> Bool {
        if case .refused(let reason) = answer { reason.contains(text) } else { false }
    }

    @Test("a request that is not signed by its own key gives nothing, and uses nothing up")
    func badRequests() throws {
        let scene = try EnrolmentScene()
        let token = try scene.invite("gw-a")
        let request = try CertificateRequest(commonName: "x", key: PrivateKey())
        var der = request.der
        der[der.count - 1] ^= 1
        let base64 = Data(der).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        let wrong = "-----BEGIN CERTIFICATE REQUEST-----\n\(base64)\n-----END CERTIFICATE REQUEST-----\n"
        let refusal = try ask(scene, EnrolmentRequest(token: token, request: wrong))
        #expect(isRefused(refusal, "not signed by its own key"), "\(refusal)")
        for text in ["", "PEM", String(repeating: "A", count: 20 << 10)] {
            let answer = try ask(scene, EnrolmentRequest(token: token, request: text))
            #expect(isRefused(answer, "request for a certificate is not good"), "\(answer)")
        }
        let pem = String(decoding: try request.pem(), as: UTF8.self)
        let none = try ask(scene, EnrolmentRequest(token: nil, request: pem))
        #expect(isRefused(none, "neither a token nor a certificate"))
        let long = try ask(scene, EnrolmentRequest(token: token, request: String(repeating: "A", count: 33 << 10)))
        #expect(isRefused(long, "more than 32 KiB"))
        #expect(try scene.registry.invited(SHA256.digest(of: token.secret), at: scene.time.now) == "gw-a")
        guard case .issued(let issued) = try ask(scene, EnrolmentRequest(token: token, request: pem)) else {
            return #expect(Bool(false), "a good request was refused")
        }
        // Of the request only the key counts.
        let certificate = try Certificate(pem: Array(issued.certificate.utf8))
        #expect(try certificate.commonName == "gw-a" && certificate.publicKey() == request.publicKey)
    }

    @Test("a certificate of the authority that the registry does not know, and one that has expired, renew nothing")
    func strangers() throws {
        let scene = try EnrolmentScene()
        let key = try PrivateKey()
        let pem = String(decoding: try CertificateRequest(commonName: "x", key: key).pem(), as: UTF8.self)
        let renewal = EnrolmentRequest(token: nil, request: pem)
        let unknown = try scene.keys.authority.identity("gw-a", purpose: .client)
        #expect(try ask(scene, renewal, showing: unknown) == .refused(EnrolmentRefusal.unknownCertificate.message))
        let expired = try scene.keys.authority.identity("gw-a", purpose: .client, lifetime: Authorities.past)
        let foreign = try Authorities.authority().identity("gw-a", purpose: .client)
        for identity in [expired, foreign] {
            let failure = #expect(throws: EnrolmentFailure.self) { try ask(scene, renewal, showing: identity) }
            // The alert, or the closed connection if that comes first.
            switch failure {
            case .turnedAway?, .unreachable?: break
            default: #expect(Bool(false), "\(String(describing: failure))")
            }
        }
    }

    @Test("who asks nothing is ended")
    func idleness() throws {
        var limits = EnrolmentLimits()
        limits.seconds = 1
        let scene = try EnrolmentScene(limits: limits)
        let idle = try IdleConnection(port: scene.listener.port)
        idle.waitForEnd()
        #expect(eventually { scene.listener.status.refusals.contains { $0.contains("no request within 1 s") } })
    }

    @Test("one address has only so many connections at once")
    func crowd() throws {
        var limits = EnrolmentLimits()
        limits.connectionsPerAddress = 2
        let scene = try EnrolmentScene(limits: limits)
        do {
            let idle = try (0..<3).map { _ in try IdleConnection(port: scene.listener.port) }
            #expect(eventually { scene.listener.status.refusals.contains { $0.contains("are 2 connections already") } })
            withExtendedLifetime(idle) {}
        }
        #expect(eventually { (try? scene.enrol("gw-a").gateway) == "gw-a" })
    }
}

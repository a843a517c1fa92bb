// SPDX-License-Identifier: Apache-2.0

import EVE
import Enrolment
import Query
import Testing

@testable import Store

@Suite("The registry of gateways") struct GatewayRegistryTests {
    private static let now = Instant("2026-11-24T12:00:00Z")
    private static let hour: Int64 = 3_600_000_000
    let store: TemporaryStore
    let registry: GatewayRegistry

    init() throws {
        store = try TemporaryStore()
        registry = GatewayRegistry(directory: store.path)
    }

    private static func hash(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }

    private static func certificate(_ number: UInt8) -> IssuedCertificate {
        IssuedCertificate(fingerprint: hash(number), issued: now, expires: now.advanced(byMicroseconds: 90 * 24 * hour))
    }

    private func invite(_ name: String, _ number: UInt8) throws {
        try registry.invite(
            name, secretHash: Self.hash(number), until: Self.now.advanced(byMicroseconds: Self.hour), by: "ada",
            at: Self.now)
    }

    private func enrol(_ number: UInt8, certificate: UInt8, hours: Int64 = 0) throws -> String {
        try registry.enrol(
            Self.certificate(certificate), secretHash: Self.hash(number), from: "192.0.2.1",
            at: Self.now.advanced(byMicroseconds: hours * Self.hour))
    }

    private func renew(_ number: UInt8, of name: String = "gw-a", with old: UInt8, hours: Int64 = 0) throws {
        let time = Self.now.advanced(byMicroseconds: hours * Self.hour)
        let certificate = IssuedCertificate(
            fingerprint: Self.hash(number), issued: time, expires: time.advanced(byMicroseconds: 90 * 24 * Self.hour))
        try registry.renew(certificate, of: name, with: Self.hash(old), from: "192.0.2.1", at: time)
    }

    @Test("a token lets its gateway in once, and its certificate says who it is")
    func once() throws {
        try invite("gw-a", 1)
        #expect(try registry.gateways().map(\.state) == [.invited])
        #expect(try registry.invited(Self.hash(1), at: Self.now) == "gw-a")
        #expect(try enrol(1, certificate: 9) == "gw-a")
        #expect(throws: RegistryFailure.refused(.usedToken(Self.now))) { try enrol(1, certificate: 10) }
        #expect(try registry.gateway(withCertificate: Self.hash(9)) == "gw-a")
        #expect(try registry.gateway(withCertificate: Self.hash(10)) == nil)
        let gateway = try #require(try registry.gateways().first)
        #expect(
            gateway.state == .enrolled && gateway.certificates == [Self.certificate(9)] && gateway.invitationEnds == nil
        )
    }

    @Test("a token that is unknown, late, replaced or of a revoked gateway lets nobody in")
    func refusals() throws {
        #expect(throws: RegistryFailure.refused(.unknownToken)) { try enrol(1, certificate: 9) }
        try invite("gw-a", 1)
        let end = Self.now.advanced(byMicroseconds: Self.hour)
        #expect(throws: RegistryFailure.refused(.expiredToken(end))) { try enrol(1, certificate: 9, hours: 1) }
        try invite("gw-a", 2)
        #expect(throws: RegistryFailure.refused(.unknownToken)) { try enrol(1, certificate: 9) }
        try registry.revoke("gw-a", by: "ada", at: Self.now)
        #expect(throws: RegistryFailure.refused(.unknownToken)) { try enrol(2, certificate: 9) }
        #expect(throws: RegistryFailure.refused(.badName("a/b"))) { try invite("a/b", 3) }
        #expect(throws: RegistryFailure.refused(.unknownGateway("gw-x"))) {
            try registry.revoke("gw-x", by: "ada", at: Self.now)
        }
    }

    @Test("a revoked gateway's certificates are taken no more; a new invitation brings it back")
    func revoking() throws {
        try invite("gw-a", 1)
        _ = try enrol(1, certificate: 9)
        try renew(10, with: 9)
        let before = try registry.changeToken()
        try registry.revoke("gw-a", by: "ada", at: Self.now)
        #expect(try registry.changeToken() != before)
        #expect(try registry.gateway(withCertificate: Self.hash(9)) == nil)
        #expect(try registry.gateway(withCertificate: Self.hash(10)) == nil)
        #expect(try registry.gateways().map(\.state) == [.revoked])
        #expect(throws: RegistryFailure.refused(.unknownCertificate)) { try renew(11, with: 10) }
        try invite("gw-a", 2)
        #expect(try enrol(2, certificate: 12) == "gw-a")
        #expect(try registry.gateway(withCertificate: Self.hash(9)) == nil)
        #expect(try registry.gateway(withCertificate: Self.hash(12)) == "gw-a")
    }

    @Test("a gateway keeps its certificates under another name")
    func renaming() throws {
        try invite("gw-a", 1)
        try invite("gw-b", 2)
        _ = try enrol(1, certificate: 9)
        #expect(throws: RegistryFailure.refused(.nameTaken("gw-b"))) {
            try registry.rename("gw-a", to: "gw-b", by: "ada", at: Self.now)
        }
        try registry.rename("gw-a", to: "gw-c", by: "ada", at: Self.now)
        #expect(try registry.gateway(withCertificate: Self.hash(9)) == "gw-c")
        #expect(try registry.gateways().map(\.name) == ["gw-b", "gw-c"])
    }

    @Test("a gateway renews with a certificate of its own only, so often a day, and what has expired is forgotten")
    func renewing() throws {
        try invite("gw-a", 1)
        try invite("gw-b", 2)
        _ = try enrol(1, certificate: 10)
        _ = try enrol(2, certificate: 50)
        #expect(throws: RegistryFailure.refused(.unknownCertificate)) { try renew(11, of: "gw-b", with: 10) }
        for number in UInt8(11)...17 { try renew(number, with: number - 1) }
        #expect(throws: RegistryFailure.refused(.tooManyCertificates("gw-a", 8))) { try renew(18, with: 17) }
        try renew(51, of: "gw-b", with: 50)
        try renew(18, with: 17, hours: 24)
        #expect(try registry.gateways().first?.certificates.count == 9)
        try renew(19, with: 18, hours: 90 * 24 + 1)
        #expect(try registry.gateways().first?.certificates.map(\.fingerprint) == [Self.hash(19), Self.hash(18)])
    }
}

@Suite("What agents say of themselves") struct AgentVersionTests {
    @Test("the newest version stands with the gateway, bounded, and text that is none is passed over")
    func version() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        let long = String(repeating: "9", count: 100)
        let marks = "1" + String(repeating: "\u{301}", count: 10_000)
        let bounded = "1" + String(repeating: "\u{301}", count: 31)
        for (value, wanted) in [
            ("\"0.1.0\"", "0.1.0"), ("7", "0.1.0"), ("\"\(long)\"", String(long.prefix(32))),
            ("\"\(marks)\"", bounded),
        ] {
            var source = Source(gateway: "gw-a")
            source.lines = [
                Line.event("2026-11-24T10:00:00.000000+0000"),
                Line.event(
                    "2026-11-24T10:00:01.000000+0000", type: "vedette_agent", extra: "\"agent\":{\"version\":\(value)}"),
            ]
            _ = try writer.append([source.part()], arrived: History.now)
            #expect(try store.reader.gateways().first?.agentVersion == wanted)
        }
    }

    @Test("the version of Suricata stands beside it, and stays where an agent cannot ask for it")
    func suricata() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        for (extra, wanted) in [
            ("\"agent\":{\"version\":\"0.1.0\"}", nil),
            ("\"agent\":{\"version\":\"0.1.0\",\"suricata\":{\"running\":true,\"version\":\"7.0.10\"}}", "7.0.10"),
            ("\"agent\":{\"version\":\"0.1.0\",\"suricata\":{\"running\":false}}", "7.0.10"),
            ("\"agent\":{\"suricata\":{\"version\":\"8.0.7\"}}", "8.0.7"), ("\"agent\":{\"suricata\":7}", "8.0.7"),
        ] {
            var source = Source(gateway: "gw-a")
            source.lines = [Line.event("2026-11-24T10:00:01.000000+0000", type: "vedette_agent", extra: extra)]
            _ = try writer.append([source.part()], arrived: History.now)
            let report = try #require(try store.reader.gateways().first)
            #expect(report.suricataVersion == wanted)
            #expect(report.agentVersion == "0.1.0")
        }
    }
}

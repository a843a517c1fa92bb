// SPDX-License-Identifier: Apache-2.0

import Crypto
import Fixtures
import Synchronization
import Testing

@Suite("Which certificates TLS takes")
struct TLSCertificateTests {
    private static let versions = TLSSessionTests.versions

    /// What comes of a handshake; a server has the last word also in TLS 1.3, where the client is done before.
    private func outcome(_ client: TLSContext, _ server: TLSContext) throws -> (TLSFailure?, TLSFailure?, Certificate?)
    {
        let pair = try SessionPair(client: client, server: server)
        pair.settle()
        return (pair.clientFailure, pair.serverFailure, pair.server.shownCertificate)
    }

    @Test("who has none is turned away where one is required, and told why", arguments: versions)
    func none(versions: TLSContext.Versions) throws {
        let tls = try TLSCase()
        let (client, server, shown) = try outcome(tls.client(nil, versions: versions), tls.server())
        #expect(server == .noCertificate && shown == nil)
        #expect(client == .refusedByPeer(TLSAlert(code: versions == .only12 ? 40 : 116)))
    }

    @Test("where one is asked for only, who has none comes in without a name", arguments: versions)
    func optional(versions: TLSContext.Versions) throws {
        let tls = try TLSCase()
        let server = try tls.server(.optional)
        let pair = try SessionPair(client: tls.client(nil, versions: versions), server: server)
        pair.settle()
        #expect(pair.server.peer != nil && pair.server.peer?.certificate == nil && pair.client.peer != nil)
        let named = try SessionPair(client: tls.client(tls.gateway, versions: versions), server: server)
        named.settle()
        #expect(named.server.peer?.certificate == tls.gateway.chain[0])
        let stranger = try Authorities.authority().identity("stranger", purpose: .client)
        #expect(try outcome(tls.client(stranger, versions: versions), server).1 == .unknownAuthority)
    }

    @Test("certificates that are not good are refused, each for its reason", arguments: versions)
    func refused(versions: TLSContext.Versions) throws {
        let tls = try TLSCase()
        let foreign = try Authorities.authority("Station").identity("gw-harbour", purpose: .client)
        let own = try PrivateKey()
        let selfSigned = try CertificateAuthority(
            commonName: "gw-harbour", key: own, serial: 9, lifetime: Authorities.always)
        let cases: [(TLSIdentity, TLSFailure, UInt8)] = [
            (try tls.authority.identity("old", purpose: .client, lifetime: Authorities.past), .certificateExpired, 45),
            (foreign, .unknownAuthority, 48),
            (try TLSIdentity(certificate: selfSigned.certificate, key: own), .unknownAuthority, 48),
            (tls.station, .wrongPurpose, 43),
        ]
        for (identity, failure, alert) in cases {
            let (client, server, shown) = try outcome(tls.client(identity, versions: versions), tls.server())
            #expect(server == failure && shown == identity.chain[0])
            #expect(client == .refusedByPeer(TLSAlert(code: alert)))
        }
    }

    @Test("one that is not valid yet is told from one that has expired")
    func notYet() throws {
        let key = try PrivateKey()
        let authority = try CertificateAuthority(
            commonName: "Station", key: key, serial: 1,
            lifetime: .init(from: Authorities.always.from, to: Authorities.future.to))
        let gateway = try authority.identity("new", purpose: .client, lifetime: Authorities.future)
        let station = try authority.identity("station", purpose: .server)
        let server = try TLSContext(
            serverWith: station, clientsOf: [authority.certificate], isRevoked: { _ in false })
        let client = try TLSContext(clientOf: .authorities([authority.certificate], name: nil), identity: gateway)
        #expect(try outcome(client, server).1 == .certificateNotYetValid)
    }

    @Test("a gateway cannot sign certificates of its own", arguments: versions)
    func gatewayAsAuthority(versions: TLSContext.Versions) throws {
        let tls = try TLSCase()
        let key = try PrivateKey()
        let rogue = try CertificateAuthority(
            commonName: "gw-harbour", key: tls.gateway.key, serial: 2, lifetime: Authorities.always)
        let request = try CertificateRequest(commonName: "gw-other", key: key)
        let made = try rogue.certificate(
            for: request, commonName: "gw-other", purpose: .client, serial: 3, lifetime: Authorities.always)
        let identity = try TLSIdentity(certificate: made, intermediates: tls.gateway.chain, key: key)
        let failure = try outcome(tls.client(identity, versions: versions), tls.server()).1
        #expect(failure != nil && failure != .noCertificate)
    }

    @Test("what is revoked is refused from the next handshake on", arguments: versions)
    func revoked(versions: TLSContext.Versions) throws {
        let tls = try TLSCase()
        let revoked = Revocations()
        let server = try tls.server(isRevoked: { revoked.contains($0) })
        let client = try tls.client(tls.gateway, versions: versions)
        #expect(try outcome(client, server).1 == nil)
        revoked.add(tls.gateway.chain[0].fingerprint)
        let (atClient, atServer, shown) = try outcome(client, server)
        #expect(atServer == .certificateRevoked && shown == tls.gateway.chain[0])
        #expect(atClient == .refusedByPeer(TLSAlert(code: 44)))
    }

    @Test("a client takes the pinned station, also an expired one, and no other", arguments: versions)
    func pinned(versions: TLSContext.Versions) throws {
        let tls = try TLSCase()
        let old = try tls.authority.identity("station", purpose: .server, lifetime: Authorities.past)
        for station in [tls.station, old] {
            let client = try TLSContext(
                clientOf: .pinned(station.chain[0].fingerprint), identity: tls.gateway, versions: versions)
            #expect(try outcome(client, tls.server(identity: station)).0 == nil)
            let other = try tls.authority.identity("station", purpose: .server)
            let (failure, atServer, _) = try outcome(client, tls.server(identity: other))
            #expect(failure == .pinMismatch)
            guard case .refusedByPeer = atServer else {
                Issue.record("the server was not told: \(String(describing: atServer))")
                continue
            }
        }
    }

    @Test("a client with an authority wants a server's certificate for the right name", arguments: versions)
    func names(versions: TLSContext.Versions) throws {
        let tls = try TLSCase()
        func failure(name: String?, identity: TLSIdentity) throws -> TLSFailure? {
            try outcome(tls.client(tls.gateway, name: name, versions: versions), tls.server(identity: identity)).0
        }
        #expect(try failure(name: "station.example", identity: tls.station) == nil)
        #expect(try failure(name: nil, identity: tls.station) == nil)
        #expect(try failure(name: "other.example", identity: tls.station) == .nameMismatch)
        #expect(try failure(name: "192.0.2.1", identity: tls.station) == .nameMismatch)
        #expect(try failure(name: nil, identity: tls.gateway) == .wrongPurpose)
        let foreign = try Authorities.authority().identity(
            "station", names: [.dns("station.example")], purpose: .server)
        #expect(try failure(name: "station.example", identity: foreign) == .unknownAuthority)
        #expect(throws: CryptoError.unusableName("a\0b")) { _ = try TLSSession(tls.client(nil, name: "a\0b")) }
    }
}

/// What has been revoked so far.
private final class Revocations: Sendable {
    private let fingerprints = Mutex<Set<Fingerprint>>([])
    func add(_ fingerprint: Fingerprint) { fingerprints.withLock { _ = $0.insert(fingerprint) } }
    func contains(_ certificate: Certificate) -> Bool { fingerprints.withLock { $0.contains(certificate.fingerprint) } }
}

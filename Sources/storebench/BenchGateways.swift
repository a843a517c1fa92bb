// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import EVE
internal import Enrolment
internal import Station
internal import Store

/// Gateways of a measurement, let in as a station lets them in.
enum BenchGateways {
    /// A client's side of TLS for each, with a certificate of its own that the station in `data` knows.
    static func enrolled(_ count: Int, data: String) throws -> [TLSContext] {
        let (identities, authority) = try identities(count, data: data)
        return try identities.map {
            try TLSContext(clientOf: .authorities([authority], name: nil), identity: $0.identity)
        }
    }

    /// Names and certificates that the station in `data` knows, and the certificate of its authority.
    static func identities(
        _ count: Int, data: String
    ) throws -> (gateways: [(name: String, identity: TLSIdentity)], authority: Certificate) {
        let now = SystemClock.now
        let keys = try StationKeys.load(directory: data, now: now)
        let registry = GatewayRegistry(directory: data)
        let key = try PrivateKey()
        let run = UInt32.random(in: 0...UInt32.max)
        let gateways = try (0..<count).map { number in
            let name = "bench-\(run)-\(number)"
            let certificate = try keys.authority.certificate(
                for: CertificateRequest(commonName: name, key: key), commonName: name, purpose: .client,
                serial: CertificateAuthority.serial(), lifetime: .init(days: 1, from: now))
            let secret = SHA256.digest(of: Array(name.utf8))
            try registry.invite(
                name, secretHash: secret, until: now.advanced(byMicroseconds: 3_600_000_000), by: "storebench", at: now)
            _ = try registry.enrol(
                IssuedCertificate(
                    fingerprint: certificate.fingerprint.bytes, issued: now, expires: certificate.notAfter),
                secretHash: secret, from: "storebench", at: now)
            return (name, try TLSIdentity(certificate: certificate, key: key))
        }
        return (gateways, keys.authority.certificate)
    }
}

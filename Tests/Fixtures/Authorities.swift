// SPDX-License-Identifier: Apache-2.0

package import Crypto
internal import EVE

/// Authorities and certificates for tests. Their dates are far apart, so that no clock matters.
package enum Authorities {
    /// From 2020 to 2100.
    package static let always = lifetime(1_577_836_800, 4_102_444_800)
    /// From 2001 to 2002.
    package static let past = lifetime(978_307_200, 1_009_843_200)
    /// From 2100 to 2101.
    package static let future = lifetime(4_102_444_800, 4_133_980_800)

    private static func lifetime(_ from: Int64, _ to: Int64) -> CertificateAuthority.Lifetime {
        .init(from: Instant(seconds: from), to: Instant(seconds: to))
    }

    /// A new authority.
    package static func authority(_ name: String = "Station") throws -> CertificateAuthority {
        try CertificateAuthority(commonName: name, key: PrivateKey(), serial: 1, lifetime: always)
    }
}

extension CertificateAuthority {
    /// A key, new unless it is given, with a certificate of this authority.
    package func identity(
        _ name: String, names: [SubjectName] = [], purpose: Purpose, serial: UInt128 = 2,
        lifetime: Lifetime = Authorities.always, key: PrivateKey? = nil
    ) throws -> TLSIdentity {
        let key = try key ?? PrivateKey()
        let request = try CertificateRequest(commonName: name, key: key)
        let certificate = try certificate(
            for: request, commonName: name, names: names, purpose: purpose, serial: serial, lifetime: lifetime)
        return try TLSIdentity(certificate: certificate, key: key)
    }
}

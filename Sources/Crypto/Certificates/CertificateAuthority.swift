// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
package import EVE

/// A small authority of one's own: a certificate that may sign others, and its key.
///
/// It only signs. Which numbers it has given and which certificates it has revoked is kept by who calls it.
package struct CertificateAuthority: Sendable {
    /// What a certificate is for; it is good for nothing else.
    package enum Purpose: Sendable, Hashable {
        /// A client of TLS, such as a gateway (`clientAuth`).
        case client
        /// A server of TLS, such as the station (`serverAuth`).
        case server
        /// Signing data: no extended usage, and none of TLS in it.
        case signing

        /// What it is called in OpenSSL's notation, where there is a name for it.
        fileprivate var extendedUsage: String? {
            switch self {
            case .client: "clientAuth"
            case .server: "serverAuth"
            case .signing: nil
            }
        }
    }

    /// When a certificate is valid, both ends included, in whole seconds.
    package struct Lifetime: Sendable, Hashable {
        package var from: Instant
        package var to: Instant

        package init(from: Instant, to: Instant) {
            self.from = from
            self.to = to
        }

        /// So many days from `now` on, and the day before, as clocks of others may be slow.
        package init(days: Int64, from now: Instant) {
            let day: Int64 = 86_400_000_000
            self.init(from: now.advanced(byMicroseconds: -day), to: now.advanced(byMicroseconds: days * day))
        }
    }

    /// A number for a certificate that nobody has.
    package static func serial() -> UInt128 { UInt128.random(in: 1...UInt128.max >> 1) }

    /// What is in the certificate that this authority signs with.
    package let certificate: Certificate
    private let key: PrivateKey

    /// The authority of a certificate and its key, as they were kept.
    ///
    /// - Throws: `notAnAuthority`, `keyOfAnother`, or what is wrong with either.
    package init(certificate: Certificate, key: PrivateKey) throws(CryptoError) {
        guard try certificate.publicKey() == key.publicKey else { throw .keyOfAnother }
        let pointer = try CertificatePointer(der: certificate.der)
        guard unsafe X509_check_ca(pointer.pointer) == 1 else { throw .notAnAuthority }
        self.certificate = certificate
        self.key = key
    }

    /// A new authority, signed by itself, that may sign no other authority (`pathlen:0`).
    ///
    /// - Parameters:
    ///   - serial: random and never 0.
    package init(commonName: String, key: PrivateKey, serial: UInt128, lifetime: Lifetime) throws(CryptoError) {
        let draft = try CertificateDraft(commonName: commonName, key: key.publicKey, serial: serial, lifetime: lifetime)
        unsafe X509_set_issuer_name(draft.pointer, X509_get_subject_name(draft.pointer))
        try draft.extend(by: [
            (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"), (NID_key_usage, "critical,keyCertSign,cRLSign"),
            (NID_subject_key_identifier, "hash"),
        ])
        certificate = try draft.signed(by: key)
        self.key = key
    }

    /// A certificate for the key of `request`.
    ///
    /// Only the key is taken from the request: names, purpose and dates are those given here. It ends at the latest
    /// when the authority's own certificate does.
    ///
    /// - Parameters:
    ///   - serial: random, given once, never 0.
    package func certificate(
        for request: CertificateRequest, commonName: String, names: [SubjectName] = [], purpose: Purpose,
        serial: UInt128, lifetime: Lifetime
    ) throws(CryptoError) -> Certificate {
        try certificate(
            for: request.publicKey, commonName: commonName, names: names, purpose: purpose, serial: serial,
            lifetime: lifetime)
    }

    /// The same for a key whose owner was found out in another way than by a request that it signed.
    package func certificate(
        for key: PublicKey, commonName: String, names: [SubjectName] = [], purpose: Purpose, serial: UInt128,
        lifetime: Lifetime
    ) throws(CryptoError) -> Certificate {
        let lifetime = Lifetime(from: lifetime.from, to: min(lifetime.to, certificate.notAfter))
        let draft = try CertificateDraft(commonName: commonName, key: key, serial: serial, lifetime: lifetime)
        let issuer = try CertificatePointer(der: certificate.der)
        unsafe X509_set_issuer_name(draft.pointer, X509_get_subject_name(issuer.pointer))
        try draft.extend(by: [
            (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
        ])
        if let usage = purpose.extendedUsage { try draft.extend(by: [(NID_ext_key_usage, usage)]) }
        try draft.extend(
            by: [(NID_subject_key_identifier, "hash"), (NID_authority_key_identifier, "keyid:always")], issuer: issuer)
        try draft.add(names)
        return try draft.signed(by: self.key)
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import EVE

/// A TPM's own key, which only decrypts, and by whose certificate its maker says that the TPM is one.
package struct EndorsementKey: Sendable {
    package let area: PublicArea
    package let name: [UInt8]
    package let key: PeerKey
    /// The certificate, if a maker's word stands behind the key; `nil` for a key that is pinned by an operator alone.
    package let certificate: Certificate?

    /// `tcg-kp-EKCertificate` (TCG EK Credential Profile, section 3.2.16).
    package static let usage = "2.23.133.8.1"

    /// Checks a certificate and the public area that it is to be for.
    ///
    /// The order: chain, dates, critical extensions, revocation (as `CertificateChain` finds them); no authority; usage; the area's attributes; the same key.
    package init(
        certificate: Certificate, publicArea: [UInt8], chain: CertificateChain, at time: Instant
    ) throws(FailedCheck) {
        do { try chain.check(certificate, at: time) } catch { throw Self.rejection(error) }
        guard !certificate.isAuthority else {
            throw FailedCheck(.certificateChain, found: .text("a certificate that may sign others"))
        }
        guard certificate.hasUsage(Self.usage) else {
            throw FailedCheck(.certificateUsage, expected: .text(Self.usage))
        }
        try self.init(publicArea: publicArea, certificate: certificate)
        guard certificate.isFor(key) else { throw FailedCheck(.certificateKey) }
    }

    /// Checks a public area whose key an operator pins: nobody else says that it is in a TPM.
    package init(pinned publicArea: [UInt8]) throws(FailedCheck) {
        try self.init(publicArea: publicArea, certificate: nil)
    }

    private init(publicArea: [UInt8], certificate: Certificate?) throws(FailedCheck) {
        area = try PublicArea(sized: publicArea)
        try area.attributes.require(
            .resident.union([.restricted, .decrypt]), not: .sign, else: .ekAttributes)
        name = try area.name()
        key = try area.key()
        guard area.symmetric.algorithm == .aes, area.symmetric.mode == .cfb, [128, 256].contains(area.symmetric.bits)
        else { throw FailedCheck(.ekAttributes, expected: .text("AES of 128 or 256 bits"), found: .text("another")) }
        self.certificate = certificate
    }

    /// SHA-256 of the `SubjectPublicKeyInfo`: what an operator pins, and what an enrolment is known by.
    package var fingerprint: [UInt8] { DigestAlgorithm.sha256.digest(of: key.der) }

    private static func rejection(_ failure: CertificateChain.Failure) -> FailedCheck {
        switch failure {
        case .time(let text): FailedCheck(.certificateTime, found: .text(text))
        case .criticalExtension(let text): FailedCheck(.certificateCriticalExtension, found: .text(text))
        case .revoked(let text): FailedCheck(.certificateRevoked, found: .text(text))
        case .list(let text): FailedCheck(.certificateRevocationUnknown, found: .text(text))
        case .chain(let text): FailedCheck(.certificateChain, found: .text(text))
        }
    }
}

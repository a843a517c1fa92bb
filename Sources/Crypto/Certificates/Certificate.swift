// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
package import EVE

/// An X.509 certificate, as a value: its bytes, and what they say.
///
/// That it could be read says nothing about who signed it or whether it is still good; `TLSSession` and `isSigned(by:)` tell.
/// Its texts come from outside. They have a bound and no control characters, but must be neutralised like any other on a screen.
///
/// Source: RFC 5280, section 4.
package struct Certificate: Hashable, Sendable {
    /// The most bytes of a certificate that are read.
    package static let sizeLimit = 16 << 10
    /// The most certificates of one PEM text.
    package static let countLimit = 64

    /// The certificate itself.
    package let der: [UInt8]
    /// SHA-256 of `der`.
    package let fingerprint: Fingerprint
    /// The common name of the subject; `nil` without one, with more than one, and for one of more than 64 characters.
    package let commonName: String?
    /// DNS names, URIs and addresses of the subject, in order, at most `SubjectName.countLimit`; others are left out.
    package let names: [SubjectName]
    /// The number that its issuer gave it, as bytes, highest first and without leading zeros; at most 20 (RFC 5280).
    package let serial: [UInt8]
    /// The first second at which it is valid.
    package let notBefore: Instant
    /// The last second at which it is valid.
    package let notAfter: Instant

    /// The certificate of DER bytes, with nothing behind it.
    package init(der: [UInt8]) throws(CryptoError) {
        guard der.count <= Self.sizeLimit else { throw .tooLarge(.certificate, limit: Self.sizeLimit) }
        try self.init(CertificatePointer(der: der), der: der)
    }

    /// The first certificate of a PEM text.
    package init(pem: [UInt8]) throws(CryptoError) {
        guard let first = try Self.all(pem: pem).first else {
            throw .unreadable(.certificate, reason: "no certificate in the PEM text")
        }
        self = first
    }

    /// All certificates of a PEM text in order; what stands between them is passed over.
    ///
    /// - Throws: `tooManyCertificates` for more than `countLimit`, and what is wrong with the text or one of them.
    package static func all(pem: [UInt8]) throws(CryptoError) -> [Certificate] {
        let limit = countLimit * sizeLimit
        guard pem.count <= limit else { throw .tooLarge(.certificate, limit: limit) }
        ERR_clear_error()
        guard let bio = MemoryBIO(pem) else { throw .failed("read a certificate", reason: "no memory") }
        var found: [Certificate] = []
        while let pointer = unsafe PEM_read_bio_X509(bio.pointer, nil, { _, _, _, _ in -1 }, nil) {
            let owner = unsafe CertificatePointer(owning: pointer)
            guard found.count < countLimit else { throw .tooManyCertificates(limit: countLimit) }
            found.append(try Certificate(owner))
        }
        let last = ERR_peek_last_error()
        let isEnd = last == 0 || crypto_error_reason(last) == PEM_R_NO_START_LINE
        guard isEnd else { throw .unreadable(.certificate, reason: CryptoError.takeReason()) }
        ERR_clear_error()
        return found
    }

    /// What an owner of OpenSSL's form says.
    init(_ pointer: borrowing CertificatePointer) throws(CryptoError) {
        let der = try pointer.der()
        guard der.count <= Self.sizeLimit else { throw .tooLarge(.certificate, limit: Self.sizeLimit) }
        try self.init(pointer, der: der)
    }

    private init(_ pointer: borrowing CertificatePointer, der: [UInt8]) throws(CryptoError) {
        guard let notBefore = pointer.notBefore, let notAfter = pointer.notAfter else {
            throw .unreadable(.certificate, reason: "its dates are none")
        }
        self.der = der
        fingerprint = Fingerprint(of: der)
        commonName = pointer.commonName
        names = pointer.names
        serial = pointer.serial
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// The certificate as PEM.
    package func pem() throws(CryptoError) -> [UInt8] {
        let pointer = try CertificatePointer(der: der)
        guard let bio = MemoryBIO(), unsafe PEM_write_bio_X509(bio.pointer, pointer.pointer) == 1 else {
            throw .failed("write a certificate", reason: CryptoError.takeReason())
        }
        return bio.bytes
    }

    /// The key that it speaks for.
    ///
    /// - Throws: `unsupportedKey` for another than one on P-256.
    package func publicKey() throws(CryptoError) -> PublicKey {
        let pointer = try CertificatePointer(der: der)
        guard let key = unsafe X509_get_pubkey(pointer.pointer) else {
            throw .unreadable(.publicKey, reason: CryptoError.takeReason())
        }
        let owner = unsafe KeyPointer(owning: key)
        try owner.requireP256(.publicKey)
        return try PublicKey(owner)
    }

    /// Whether its signature is by the key of `authority`. Neither dates nor purposes are looked at.
    package func isSigned(by authority: Certificate) -> Bool {
        defer { ERR_clear_error() }
        guard let own = try? CertificatePointer(der: der), let key = try? authority.publicKey().key() else {
            return false
        }
        return unsafe X509_verify(own.pointer, key.pointer) == 1
    }
}

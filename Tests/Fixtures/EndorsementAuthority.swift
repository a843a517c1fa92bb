// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
package import Crypto
internal import EVE

/// A maker of TPMs: signs certificates of endorsement keys (TCG EK Credential Profile, section 3.2).
package struct EndorsementAuthority: Sendable {
    /// What stations are to believe.
    package let root: Certificate
    private let key: PrivateKey

    package init() throws {
        key = try PrivateKey()
        root = try CertificateAuthority(
            commonName: "TPM maker", key: key, serial: 1, lifetime: Authorities.always
        ).certificate
    }

    /// The DER of a certificate of an endorsement key.
    ///
    /// - Parameter usage: the extended use in it, by its number.
    package func certificate(
        for endorsement: SoftwareEndorsement, usage: String = "2.23.133.8.1"
    ) throws -> [UInt8] {
        guard let certificate = unsafe X509_new() else { throw Failure() }
        defer { unsafe X509_free(certificate) }
        let der = root.der
        let issuer = unsafe der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var start = bytes.baseAddress
            return unsafe d2i_X509(nil, &start, der.count)
        }
        guard let issuer = unsafe issuer else { throw Failure() }
        defer { unsafe X509_free(issuer) }
        let own = try unsafe Self.pointer(endorsement.pem)
        defer { unsafe EVP_PKEY_free(own) }
        let signing = try unsafe Self.pointer(key.pem())
        defer { unsafe EVP_PKEY_free(signing) }
        guard unsafe X509_set_version(certificate, Int(X509_VERSION_3)) == 1,
            unsafe ASN1_INTEGER_set(X509_get_serialNumber(certificate), 7) == 1,
            unsafe ASN1_TIME_set(X509_getm_notBefore(certificate), 1_577_836_800) != nil,
            unsafe ASN1_TIME_set(X509_getm_notAfter(certificate), 4_102_444_800) != nil,
            unsafe X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1,
            unsafe X509_set_pubkey(certificate, own) == 1,
            unsafe crypto_add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE") == 1,
            unsafe crypto_add_extension(certificate, issuer, NID_ext_key_usage, usage) == 1,
            unsafe X509_sign(certificate, signing, EVP_sha256()) > 0
        else { throw Failure() }
        var start: UnsafeMutablePointer<UInt8>?
        let count = unsafe crypto_certificate_der(certificate, &start)
        defer { unsafe crypto_free(start) }
        guard let start = unsafe start, count > 0 else { throw Failure() }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }

    private static func pointer(_ pem: [UInt8]) throws -> OpaquePointer {
        guard let bio = unsafe BIO_new_mem_buf(pem, Int32(pem.count)) else { throw Failure() }
        defer { unsafe _ = BIO_free(bio) }
        guard let key = unsafe PEM_read_bio_PrivateKey(bio, nil, nil, nil) else { throw Failure() }
        return unsafe key
    }

    /// OpenSSL would not.
    private struct Failure: Error {}
}

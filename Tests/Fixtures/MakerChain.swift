// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
package import Crypto

/// A maker of TPMs with an authority between its root and a certificate, and both their lists of what they revoked (RFC 5280, section 5).
package struct MakerChain: Sendable {
    /// The serials of the certificates.
    package enum Serial: Int, Sendable {
        case root = 1
        case issuing, leaf
    }

    /// Who signs a list.
    package enum Issuer: Sendable { case root, issuing }

    package let root: Certificate
    package let issuing: Certificate
    package let leaf: Certificate
    private let rootKey: PrivateKey
    private let issuingKey: PrivateKey

    package init() throws {
        let keys = try (0..<3).map { _ in try PrivateKey() }
        root = try Self.certificate(.root, keys[0], issuer: nil, keys[0])
        issuing = try Self.certificate(.issuing, keys[1], issuer: root, keys[0])
        leaf = try Self.certificate(.leaf, keys[2], issuer: issuing, keys[1])
        rootKey = keys[0]
        issuingKey = keys[1]
    }

    /// A list as PEM, valid from 2020 to 2100.
    package func list(by issuer: Issuer, revoking serials: [Serial] = []) throws -> [UInt8] {
        let (certificate, key) = issuer == .root ? (root, rootKey) : (issuing, issuingKey)
        guard let list = unsafe X509_CRL_new() else { throw Failure() }
        defer { unsafe X509_CRL_free(list) }
        let name = unsafe try Self.pointer(certificate)
        defer { unsafe X509_free(name) }
        let (from, to) = unsafe (ASN1_TIME_set(nil, Self.from), ASN1_TIME_set(nil, Self.to))
        defer {
            unsafe ASN1_TIME_free(from)
            unsafe ASN1_TIME_free(to)
        }
        guard unsafe X509_CRL_set_version(list, Int(X509_CRL_VERSION_2)) == 1,
            unsafe X509_CRL_set_issuer_name(list, X509_get_subject_name(name)) == 1,
            unsafe X509_CRL_set1_lastUpdate(list, from) == 1, unsafe X509_CRL_set1_nextUpdate(list, to) == 1
        else { throw Failure() }
        for serial in serials {
            let number = unsafe ASN1_INTEGER_new()
            defer { unsafe ASN1_INTEGER_free(number) }
            guard let revoked = unsafe X509_REVOKED_new(), unsafe ASN1_INTEGER_set(number, serial.rawValue) == 1,
                unsafe X509_REVOKED_set_serialNumber(revoked, number) == 1,
                unsafe X509_REVOKED_set_revocationDate(revoked, from) == 1,
                unsafe X509_CRL_add0_revoked(list, revoked) == 1
            else { throw Failure() }
        }
        let signing = unsafe try Self.pointer(key)
        defer { unsafe EVP_PKEY_free(signing) }
        guard unsafe X509_CRL_sign(list, signing, EVP_sha256()) > 0, let bio = unsafe BIO_new(BIO_s_mem()) else {
            throw Failure()
        }
        defer { unsafe _ = BIO_free(bio) }
        var start: UnsafePointer<CChar>?
        guard unsafe PEM_write_bio_X509_CRL(bio, list) == 1 else { throw Failure() }
        let count = unsafe crypto_bio_bytes(bio, &start)
        guard let start = unsafe start, count > 0 else { throw Failure() }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    private static let from = 1_577_836_800
    private static let to = 4_102_444_800

    private static func certificate(
        _ serial: Serial, _ key: PrivateKey, issuer: Certificate?, _ issuerKey: PrivateKey
    ) throws -> Certificate {
        guard let certificate = unsafe X509_new() else { throw Failure() }
        defer { unsafe X509_free(certificate) }
        let above = unsafe try issuer.map { unsafe try pointer($0) }
        defer { unsafe X509_free(above) }
        let own = unsafe try pointer(key)
        defer { unsafe EVP_PKEY_free(own) }
        let signing = unsafe try pointer(issuerKey)
        defer { unsafe EVP_PKEY_free(signing) }
        let subject = unsafe X509_get_subject_name(certificate)
        let name = Array("\(serial)".utf8)
        let isAuthority = serial != .leaf
        guard unsafe X509_set_version(certificate, Int(X509_VERSION_3)) == 1,
            unsafe ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial.rawValue) == 1,
            unsafe ASN1_TIME_set(X509_getm_notBefore(certificate), from) != nil,
            unsafe ASN1_TIME_set(X509_getm_notAfter(certificate), to) != nil,
            unsafe X509_NAME_add_entry_by_NID(
                subject, NID_commonName, MBSTRING_UTF8, name, Int32(name.count), -1, 0) == 1,
            unsafe X509_set_issuer_name(certificate, X509_get_subject_name(above ?? certificate)) == 1,
            unsafe X509_set_pubkey(certificate, own) == 1,
            unsafe crypto_add_extension(
                certificate, above ?? certificate, NID_basic_constraints,
                "critical,CA:\(isAuthority ? "TRUE" : "FALSE")")
                == 1,
            unsafe crypto_add_extension(
                certificate, above ?? certificate, NID_key_usage,
                isAuthority ? "critical,keyCertSign,cRLSign" : "critical,keyAgreement") == 1,
            unsafe X509_sign(certificate, signing, EVP_sha256()) > 0
        else { throw Failure() }
        var start: UnsafeMutablePointer<UInt8>?
        let count = unsafe crypto_certificate_der(certificate, &start)
        defer { unsafe crypto_free(start) }
        guard let start = unsafe start, count > 0 else { throw Failure() }
        return try Certificate(der: unsafe Array(UnsafeBufferPointer(start: start, count: Int(count))))
    }

    private static func pointer(_ certificate: Certificate) throws -> OpaquePointer {
        let der = certificate.der
        let read = unsafe der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var start = bytes.baseAddress
            return unsafe d2i_X509(nil, &start, bytes.count)
        }
        guard let read = unsafe read else { throw Failure() }
        return unsafe read
    }

    private static func pointer(_ key: PrivateKey) throws -> OpaquePointer {
        let pem = try key.pem()
        guard let bio = unsafe BIO_new_mem_buf(pem, Int32(pem.count)) else { throw Failure() }
        defer { unsafe _ = BIO_free(bio) }
        guard let read = unsafe PEM_read_bio_PrivateKey(bio, nil, nil, nil) else { throw Failure() }
        return unsafe read
    }

    /// OpenSSL would not.
    private struct Failure: Error {}
}

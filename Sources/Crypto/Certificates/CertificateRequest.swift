// SPDX-License-Identifier: Apache-2.0

internal import CCrypto

/// A request for a certificate that is signed by the key it asks one for. A request whose signature is wrong is no value of
/// this type.
///
/// Whatever else it asks for, extensions above all, is not read.
///
/// Source: RFC 2986 (PKCS #10).
package struct CertificateRequest: Hashable, Sendable {
    /// The most bytes of a request, DER or PEM, that are read.
    package static let sizeLimit = 16 << 10

    /// The request itself.
    package let der: [UInt8]
    /// The common name that it asks for, bounded like that of a certificate; `nil` without one.
    package let commonName: String?
    /// The key that it is signed by.
    package let publicKey: PublicKey

    /// A request by `key` for a certificate of the name `commonName`.
    package init(commonName: String, key: PrivateKey) throws(CryptoError) {
        ERR_clear_error()
        guard let pointer = unsafe X509_REQ_new() else { throw .failed("make a request", reason: "no memory") }
        let owner = unsafe RequestPointer(owning: pointer)
        guard unsafe X509_REQ_set_version(pointer, Int(X509_REQ_VERSION_1)) == 1 else {
            throw .failed("make a request", reason: CryptoError.takeReason())
        }
        unsafe try SubjectText.write(commonName: commonName, to: X509_REQ_get_subject_name(pointer))
        let signed = unsafe key.withPointer { key in
            unsafe X509_REQ_set_pubkey(pointer, key) == 1 && X509_REQ_sign(pointer, key, EVP_sha256()) > 0
        }
        guard signed else { throw key.failure("sign a request") }
        try self.init(owner)
    }

    /// The request of DER bytes, with nothing behind it.
    ///
    /// - Throws: `CryptoError`: `unprovenRequest` if it is not signed by its key, `unsupportedKey` if that is not on P-256.
    package init(der: [UInt8]) throws(CryptoError) {
        guard der.count <= Self.sizeLimit else { throw .tooLarge(.request, limit: Self.sizeLimit) }
        try self.init(RequestPointer(der: der))
        guard self.der == der else { throw .unreadable(.request, reason: "not in its only form") }
    }

    /// The first request of a PEM text. Throws like `init(der:)`.
    package init(pem: [UInt8]) throws(CryptoError) {
        guard pem.count <= Self.sizeLimit else { throw .tooLarge(.request, limit: Self.sizeLimit) }
        ERR_clear_error()
        guard let bio = MemoryBIO(pem) else { throw .failed("read a request", reason: "no memory") }
        guard let pointer = unsafe PEM_read_bio_X509_REQ(bio.pointer, nil, { _, _, _, _ in -1 }, nil) else {
            throw .unreadable(.request, reason: CryptoError.takeReason())
        }
        unsafe try self.init(RequestPointer(owning: pointer))
    }

    private init(_ owner: consuming RequestPointer) throws(CryptoError) {
        ERR_clear_error()
        let pointer = unsafe owner.pointer
        guard let key = unsafe X509_REQ_get_pubkey(pointer) else {
            throw .unreadable(.publicKey, reason: CryptoError.takeReason())
        }
        let keyOwner = unsafe KeyPointer(owning: key)
        try keyOwner.requireP256(.publicKey)
        guard unsafe X509_REQ_verify(pointer, keyOwner.pointer) == 1 else {
            ERR_clear_error()
            throw .unprovenRequest
        }
        guard let der = encodedBytes({ unsafe crypto_request_der(pointer, &$0) }) else {
            throw .failed("write a request", reason: CryptoError.takeReason())
        }
        self.der = der
        commonName = unsafe SubjectText.commonName(of: X509_REQ_get_subject_name(pointer))
        publicKey = try PublicKey(keyOwner)
    }

    /// The request as PEM.
    package func pem() throws(CryptoError) -> [UInt8] {
        let pointer = try RequestPointer(der: der)
        guard let bio = MemoryBIO(), unsafe PEM_write_bio_X509_REQ(bio.pointer, pointer.pointer) == 1 else {
            throw .failed("write a request", reason: CryptoError.takeReason())
        }
        return bio.bytes
    }
}

/// The owner of an `X509_REQ`.
@safe
private struct RequestPointer: ~Copyable {
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    init(der: [UInt8]) throws(CryptoError) {
        ERR_clear_error()
        let pointer = unsafe der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var start = bytes.baseAddress
            return unsafe d2i_X509_REQ(nil, &start, bytes.count)
        }
        guard let pointer = unsafe pointer else { throw .unreadable(.request, reason: CryptoError.takeReason()) }
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe X509_REQ_free(pointer)
    }
}

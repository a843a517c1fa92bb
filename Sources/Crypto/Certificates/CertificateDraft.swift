// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
internal import EVE

/// A certificate that is being made.
@safe
struct CertificateDraft: ~Copyable {
    private let owner: CertificatePointer
    var pointer: OpaquePointer { unsafe owner.pointer }

    /// A certificate of version 3 with a subject, a key and dates, without an issuer.
    init(
        commonName: String, key: PublicKey, serial: UInt128, lifetime: CertificateAuthority.Lifetime
    ) throws(CryptoError) {
        owner = try Self.blank(commonName, key, serial, lifetime)
    }

    private static func blank(
        _ commonName: String, _ key: PublicKey, _ serial: UInt128, _ lifetime: CertificateAuthority.Lifetime
    ) throws(CryptoError) -> CertificatePointer {
        ERR_clear_error()
        guard let pointer = unsafe X509_new() else { throw .failed("make a certificate", reason: "no memory") }
        let owner = unsafe CertificatePointer(owning: pointer)
        guard serial != 0, lifetime.from <= lifetime.to else {
            throw .failed("make a certificate", reason: serial == 0 ? "its number is 0" : "it ends before it begins")
        }
        unsafe try SubjectText.write(commonName: commonName, to: X509_get_subject_name(pointer))
        let keyPointer = try key.key()
        guard unsafe X509_set_version(pointer, Int(X509_VERSION_3)) == 1, unsafe set(serial, in: pointer),
            unsafe ASN1_TIME_set(X509_getm_notBefore(pointer), seconds(lifetime.from)) != nil,
            unsafe ASN1_TIME_set(X509_getm_notAfter(pointer), seconds(lifetime.to)) != nil,
            unsafe X509_set_pubkey(pointer, keyPointer.pointer) == 1
        else { throw .failed("make a certificate", reason: CryptoError.takeReason()) }
        return owner
    }

    private static func seconds(_ instant: Instant) -> Int {
        Int(instant.floored(toMicroseconds: 1_000_000).microseconds / 1_000_000)
    }

    private static func set(_ serial: UInt128, in certificate: OpaquePointer) -> Bool {
        let bytes = (0..<16).map { UInt8(truncatingIfNeeded: serial >> (120 - 8 * UInt128($0))) }
        guard let number = unsafe BN_bin2bn(bytes, Int32(bytes.count), nil) else { return false }
        defer { unsafe BN_free(number) }
        return unsafe BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
    }

    /// Adds extensions in OpenSSL's notation; nothing that was given from outside may be in it.
    borrowing func extend(by extensions: [(Int32, String)]) throws(CryptoError) {
        for (kind, value) in extensions { unsafe try add(kind, value, issuer: pointer) }
    }

    /// The same, where an extension names the issuer's key.
    borrowing func extend(by extensions: [(Int32, String)], issuer: borrowing CertificatePointer) throws(CryptoError) {
        for (kind, value) in extensions { unsafe try add(kind, value, issuer: issuer.pointer) }
    }

    private borrowing func add(_ kind: Int32, _ value: String, issuer: OpaquePointer) throws(CryptoError) {
        guard unsafe crypto_add_extension(pointer, issuer, kind, value) == 1 else {
            throw .failed("add an extension", reason: CryptoError.takeReason())
        }
    }

    /// Adds names of the subject beside the common one.
    borrowing func add(_ names: [SubjectName]) throws(CryptoError) {
        guard !names.isEmpty else { return }
        guard names.count <= SubjectName.countLimit else {
            throw .failed("add names", reason: "more than \(SubjectName.countLimit)")
        }
        guard let list = unsafe GENERAL_NAMES_new() else { throw .failed("add names", reason: "no memory") }
        defer { unsafe GENERAL_NAMES_free(list) }
        for name in names {
            let bytes = try name.bytes()
            guard unsafe crypto_add_name(list, name.kind, bytes, Int32(clamping: bytes.count)) == 1 else {
                throw .failed("add names", reason: CryptoError.takeReason())
            }
        }
        guard unsafe X509_add1_ext_i2d(pointer, NID_subject_alt_name, UnsafeMutableRawPointer(list), 0, 0) == 1 else {
            throw .failed("add names", reason: CryptoError.takeReason())
        }
    }

    /// The finished certificate, signed by ECDSA with SHA-256.
    borrowing func signed(by key: PrivateKey) throws(CryptoError) -> Certificate {
        let pointer = unsafe pointer
        let count = unsafe key.withPointer { key in unsafe X509_sign(pointer, key, EVP_sha256()) }
        guard count > 0 else { throw key.failure("sign a certificate") }
        return try Certificate(owner)
    }
}

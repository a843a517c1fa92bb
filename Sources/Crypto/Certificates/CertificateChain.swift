// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
package import EVE

/// Who is believed to sign certificates of others' making, such as those of a TPM's manufacturer; and the check of one such certificate.
package struct CertificateChain: Sendable {
    /// Why a certificate is not believed.
    package enum Failure: Error, Hashable, Sendable {
        /// It, or one above it, is not valid yet or any more at the time.
        case time(String)
        /// It, or one above it, has a critical extension that nobody here understands.
        case criticalExtension(String)
        /// Its issuer revoked it, or one above it.
        case revoked(String)
        /// Lists of revoked certificates are given, and there is none that can be read, is valid at the time and tells of it, or of one above it.
        case list(String)
        /// Nothing that is believed stands above it, or something there must not sign, or a signature is wrong or weak.
        case chain(String)
    }

    /// The most bytes of a list of revoked certificates.
    package static let listLimit = 4 << 20
    /// The most certificates between; with more nothing is believed.
    package static let intermediateLimit = 256
    /// OpenSSL's level of 112 bits.
    private static let level: Int32 = 2

    /// The certificates that are believed as they are.
    package var roots: [Certificate]
    /// Others that may stand between.
    package var intermediates: [Certificate]
    /// Lists of revoked certificates (RFC 5280, section 5): one in DER, or some in PEM. With any, each issuer up to the root needs one.
    package var lists: [[UInt8]]

    package init(roots: [Certificate], intermediates: [Certificate] = [], lists: [[UInt8]] = []) {
        self.roots = roots
        self.intermediates = intermediates
        self.lists = lists
    }

    /// Checks that `certificate` is by one of the roots, at a time.
    ///
    /// No purpose is asked, since OpenSSL knows none for a TPM's key; ask `Certificate.hasUsage`. Keys and signatures need at least 112 bits of
    /// strength, so that SHA-1 and RSA of 1024 bits are refused.
    package func check(_ certificate: Certificate, at time: Instant) throws(Failure) {
        ERR_clear_error()
        defer { ERR_clear_error() }
        guard let store = unsafe X509_STORE_new() else { throw .chain("no memory") }
        defer { unsafe X509_STORE_free(store) }
        let leaf = try Self.pointer(certificate)
        for root in roots {
            let pointer = try Self.pointer(root)
            guard unsafe X509_STORE_add_cert(store, pointer.pointer) == 1 else { throw .chain("a root cannot be used") }
        }
        // An array holds no owners, so it holds references of its own that are given back at the end.
        var between: [OpaquePointer?] = unsafe []
        defer { unsafe Self.release(between) }
        guard intermediates.count <= Self.intermediateLimit else {
            throw .chain("more than \(Self.intermediateLimit) certificates that may stand between")
        }
        for certificate in intermediates {
            let owner = try Self.pointer(certificate)
            unsafe X509_up_ref(owner.pointer)
            unsafe between.append(owner.pointer)
        }
        for bytes in lists { unsafe try Self.addLists(bytes, to: store) }
        let seconds = time.floored(toMicroseconds: 1_000_000).microseconds / 1_000_000
        let code = unsafe crypto_check_chain(
            store, leaf.pointer, between, Int32(clamping: between.count), seconds, lists.isEmpty ? 0 : 1, Self.level)
        try Self.judge(code)
    }

    private static func release(_ certificates: [OpaquePointer?]) {
        var index = 0
        while unsafe index < certificates.count {
            unsafe X509_free(certificates[index])
            index += 1
        }
    }

    /// Adds the lists of a file: one in DER, or all of a PEM text.
    private static func addLists(_ bytes: [UInt8], to store: OpaquePointer) throws(Failure) {
        guard bytes.count <= listLimit else { throw .unreadableList }
        guard bytes.first != 0x30 else {
            guard let list = unsafe list(der: bytes) else { throw .unreadableList }
            return unsafe try add(list, to: store)
        }
        ERR_clear_error()
        guard let bio = MemoryBIO(bytes) else { throw .unreadableList }
        var count = 0
        while let list = unsafe PEM_read_bio_X509_CRL(bio.pointer, nil, { _, _, _, _ in -1 }, nil) {
            unsafe try add(list, to: store)
            count += 1
        }
        // What ends it must be the end of the text: one damaged list would hide all behind it.
        guard count > 0, crypto_error_reason(ERR_peek_last_error()) == PEM_R_NO_START_LINE else {
            throw .unreadableList
        }
        ERR_clear_error()
    }

    /// Adds a list, which it gives back.
    private static func add(_ list: OpaquePointer, to store: OpaquePointer) throws(Failure) {
        defer { unsafe X509_CRL_free(list) }
        guard unsafe X509_STORE_add_crl(store, list) == 1 else {
            throw .list("a list of revoked certificates cannot be used")
        }
    }

    /// A list with nothing behind it.
    private static func list(der: [UInt8]) -> OpaquePointer? {
        unsafe der.withUnsafeBufferPointer { buffer in
            var start = buffer.baseAddress
            guard let list = unsafe d2i_X509_CRL(nil, &start, buffer.count) else { return nil }
            guard let end = unsafe buffer.baseAddress?.advanced(by: buffer.count), unsafe start == end else {
                unsafe X509_CRL_free(list)
                return nil
            }
            return unsafe list
        }
    }

    private static func pointer(_ certificate: Certificate) throws(Failure) -> CertificatePointer {
        do { return try CertificatePointer(der: certificate.der) } catch { throw .chain("\(error)") }
    }

    private static func judge(_ code: Int32) throws(Failure) {
        guard code != X509_V_OK else { return }
        let text = code < 0 ? "no memory" : unsafe String(cString: X509_verify_cert_error_string(Int(code)))
        let words = CryptoError.bounded(text)
        switch code {
        case X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED: throw .time(words)
        case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION: throw .criticalExtension(words)
        case X509_V_ERR_CERT_REVOKED: throw .revoked(words)
        case X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_CRL_HAS_EXPIRED, X509_V_ERR_CRL_NOT_YET_VALID,
            X509_V_ERR_CRL_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER,
            X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION, X509_V_ERR_KEYUSAGE_NO_CRL_SIGN:
            throw .list(words)
        default: throw .chain(words)
        }
    }
}

extension CertificateChain.Failure {
    fileprivate static let unreadableList = Self.list("a list of revoked certificates cannot be read")
}

extension Certificate {
    /// Whether it names a use by its number in dots (RFC 5280, section 4.2.1.12).
    package func hasUsage(_ number: String) -> Bool {
        guard let pointer = try? CertificatePointer(der: der) else { return false }
        return unsafe crypto_has_usage(pointer.pointer, number) == 1
    }

    /// Whether it may sign others, also by the old ways of saying so.
    package var isAuthority: Bool {
        guard let pointer = try? CertificatePointer(der: der) else { return false }
        return unsafe X509_check_ca(pointer.pointer) != 0
    }

    /// Whether it speaks for `key`.
    package func isFor(_ key: PeerKey) -> Bool {
        guard let pointer = try? CertificatePointer(der: der), let own = unsafe X509_get_pubkey(pointer.pointer) else {
            return false
        }
        let owner = unsafe KeyPointer(owning: own)
        let ownPointer = unsafe owner.pointer
        let isSame = unsafe key.withPointer { unsafe EVP_PKEY_eq(ownPointer, $0) == 1 }
        _ = consume owner
        return isSame
    }
}

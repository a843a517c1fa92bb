// SPDX-License-Identifier: Apache-2.0

internal import CCrypto

/// The owner of an `SSL_CTX`, and its settings.
@safe
struct ContextPointer: ~Copyable {
    /// The most bytes of a chain of certificates that a peer may show.
    static let chainLimit = 32 << 10
    /// The most certificates between that of a peer and a trusted one.
    static let depthLimit: Int32 = 4
    /// The ciphers of TLS 1.2; those of 1.3 are all good.
    private static let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:!PSK"

    let pointer: OpaquePointer

    init(isServer: Bool, _ versions: TLSContext.Versions) throws(CryptoError) {
        ERR_clear_error()
        guard let pointer = unsafe SSL_CTX_new(isServer ? TLS_server_method() : TLS_client_method()) else {
            throw .failed("set up TLS", reason: CryptoError.takeReason())
        }
        let most = versions == .only12 ? TLS1_2_VERSION : TLS1_3_VERSION
        guard unsafe crypto_set_versions(pointer, TLS1_2_VERSION, most) == 1,
            unsafe SSL_CTX_set_cipher_list(pointer, Self.ciphers) == 1,
            unsafe SSL_CTX_set_num_tickets(pointer, 0) == 1
        else {
            unsafe SSL_CTX_free(pointer)
            throw .failed("set up TLS", reason: CryptoError.takeReason())
        }
        unsafe SSL_CTX_set_security_level(pointer, 2)
        unsafe crypto_set_limits(pointer, Self.chainLimit)
        unsafe SSL_CTX_set_verify_depth(pointer, Self.depthLimit)
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe SSL_CTX_free(pointer)
    }

    /// Shows the certificates of `identity`.
    borrowing func use(_ identity: TLSIdentity) throws(CryptoError) {
        let context = unsafe pointer
        for (index, certificate) in identity.chain.enumerated() {
            let own = try CertificatePointer(der: certificate.der)
            let isTaken =
                unsafe index == 0
                ? SSL_CTX_use_certificate(context, own.pointer) : crypto_add_chain(context, own.pointer)
            guard isTaken == 1 else { throw .failed("use a certificate", reason: CryptoError.takeReason()) }
        }
        let isTaken = unsafe identity.key.withPointer { key in
            unsafe SSL_CTX_use_PrivateKey(context, key) == 1 && SSL_CTX_check_private_key(context) == 1
        }
        guard isTaken else { throw .failed("use a private key", reason: CryptoError.takeReason()) }
    }

    /// Trusts `authorities`, and tells clients their names if `announcing`.
    borrowing func trust(_ authorities: [Certificate], announcing: Bool) throws(CryptoError) {
        for authority in authorities {
            let certificate = try CertificatePointer(der: authority.der)
            guard unsafe X509_STORE_add_cert(SSL_CTX_get_cert_store(pointer), certificate.pointer) == 1,
                unsafe !announcing || SSL_CTX_add_client_CA(pointer, certificate.pointer) == 1
            else { throw .failed("trust a certificate", reason: CryptoError.takeReason()) }
        }
    }
}

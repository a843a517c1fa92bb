// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
internal import Synchronization

/// A private key on P-256. It does not change, and threads may share it; they sign one after the other.
///
/// It lies in this process's memory. Where the key of a gateway is to stay in its TPM, an initialiser that opens it by an
/// `OSSL_STORE` URI through a provider comes beside these: whoever has a `PrivateKey` only signs with it.
package final class PrivateKey: Sendable {
    /// The most bytes of a key's PEM that are read.
    package static let sizeLimit = 16 << 10

    private let key: Mutex<KeyPointer>
    /// What verifies its signatures.
    package let publicKey: PublicKey

    /// A new key, from the system's randomness.
    package convenience init() throws(CryptoError) {
        ERR_clear_error()
        guard let pointer = unsafe crypto_new_p256_key() else {
            throw .failed("make a key", reason: CryptoError.takeReason())
        }
        unsafe try self.init(KeyPointer(owning: pointer))
    }

    /// The key of a PEM text: `PRIVATE KEY` (RFC 5958) or `EC PRIVATE KEY` (RFC 5915), without a password.
    ///
    /// - Throws: `CryptoError`; a key that a password protects is unreadable, and nobody is asked for it.
    package convenience init(pem: [UInt8]) throws(CryptoError) {
        guard pem.count <= Self.sizeLimit else { throw .tooLarge(.privateKey, limit: Self.sizeLimit) }
        ERR_clear_error()
        guard let bio = MemoryBIO(pem) else { throw .failed("read a key", reason: "no memory") }
        // Without a callback OpenSSL would ask at the terminal.
        guard let pointer = unsafe PEM_read_bio_PrivateKey(bio.pointer, nil, { _, _, _, _ in -1 }, nil) else {
            throw .unreadable(.privateKey, reason: CryptoError.takeReason())
        }
        unsafe try self.init(KeyPointer(owning: pointer))
    }

    private init(_ pointer: consuming sending KeyPointer) throws(CryptoError) {
        try pointer.requireP256(.privateKey)
        publicKey = try PublicKey(pointer)
        key = Mutex(pointer)
    }

    /// The key as PEM, `PRIVATE KEY` without a password. Who writes it to a file gives that the mode 0600 from the start.
    package func pem() throws(CryptoError) -> [UInt8] {
        ERR_clear_error()
        let pem = unsafe withPointer { key -> [UInt8]? in
            guard let bio = MemoryBIO() else { return nil }
            return unsafe PEM_write_bio_PrivateKey(bio.pointer, key, nil, nil, 0, nil, nil) == 1 ? bio.bytes : nil
        }
        guard let pem else { throw .failed("write a key", reason: CryptoError.takeReason()) }
        return pem
    }

    /// An ECDSA signature with SHA-256 of `message`, as DER (RFC 3279, section 2.2.3); at most 72 bytes.
    package func signature(of message: [UInt8]) throws(CryptoError) -> [UInt8] {
        ERR_clear_error()
        let signature = unsafe withPointer { key -> [UInt8]? in
            guard let context = unsafe EVP_MD_CTX_new() else { return nil }
            defer { unsafe EVP_MD_CTX_free(context) }
            var count = 128
            var signature = [UInt8](repeating: 0, count: count)
            guard unsafe EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
                unsafe EVP_DigestSign(context, &signature, &count, message, message.count) == 1
            else { return nil }
            return Array(signature.prefix(count))
        }
        guard let signature else { throw .failed("sign", reason: CryptoError.takeReason()) }
        return signature
    }

    /// Lends OpenSSL's key, which must not be kept beyond the call other than by its own counting of references.
    func withPointer<Result: Sendable>(_ body: (OpaquePointer) -> Result) -> Result {
        key.withLock { key in unsafe body(key.pointer) }
    }
}

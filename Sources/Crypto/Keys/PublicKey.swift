// SPDX-License-Identifier: Apache-2.0

internal import CCrypto

/// A public key on P-256, as a value.
package struct PublicKey: Hashable, Sendable {
    /// The most bytes of an encoded key that are read.
    package static let sizeLimit = 1024

    /// A `SubjectPublicKeyInfo` (RFC 5280, section 4.1).
    package let der: [UInt8]

    /// The key of a `SubjectPublicKeyInfo`, with nothing behind it.
    package init(der: [UInt8]) throws(CryptoError) {
        guard der.count <= Self.sizeLimit else { throw .tooLarge(.publicKey, limit: Self.sizeLimit) }
        self.der = der
        let key = try Self.key(der)
        try key.requireP256(.publicKey)
        guard try PublicKey(key).der == der else { throw .unreadable(.publicKey, reason: "not in its shortest form") }
    }

    /// The public half of a key that is on P-256.
    init(_ key: borrowing KeyPointer) throws(CryptoError) {
        let pointer = unsafe key.pointer
        guard let der = encodedBytes({ unsafe crypto_public_key_der(pointer, &$0) }) else {
            throw .failed("write a public key", reason: CryptoError.takeReason())
        }
        self.der = der
    }

    /// The key as PEM, `PUBLIC KEY` (RFC 7468, section 13).
    package func pem() throws(CryptoError) -> [UInt8] {
        let key = try key()
        guard let bio = MemoryBIO(), unsafe PEM_write_bio_PUBKEY(bio.pointer, key.pointer) == 1 else {
            throw .failed("write a public key", reason: CryptoError.takeReason())
        }
        return bio.bytes
    }

    /// OpenSSL's form of it.
    func key() throws(CryptoError) -> KeyPointer { try Self.key(der) }

    private static func key(_ der: [UInt8]) throws(CryptoError) -> KeyPointer {
        ERR_clear_error()
        let pointer = unsafe der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var start = bytes.baseAddress
            return unsafe d2i_PUBKEY(nil, &start, bytes.count)
        }
        guard let pointer = unsafe pointer else { throw .unreadable(.publicKey, reason: CryptoError.takeReason()) }
        return unsafe KeyPointer(owning: pointer)
    }

    /// Whether `signature` is one of `message` by the private half of this key: ECDSA with SHA-256, as DER.
    ///
    /// `false` for whatever is no signature at all.
    package func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        defer { ERR_clear_error() }
        guard let key = try? key(), let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        return unsafe EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key.pointer) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}

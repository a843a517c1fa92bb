// SPDX-License-Identifier: Apache-2.0

internal import CCrypto

extension PeerKey {
    /// What two sides share by a key that was made for this once (SP 800-56A, section 6.2.2).
    package struct SharedSecret: Sendable {
        /// The x coordinate that both come to.
        package let z: [UInt8]
        /// The point that the other side needs for it.
        package let x: [UInt8], y: [UInt8]
    }

    /// `secret` so that only the key's owner reads it: RSAES-OAEP with `hash`, also in its mask, and `label` (RFC 8017, section 7.1).
    package func encrypt(_ secret: [UInt8], label: [UInt8], hash: DigestAlgorithm) throws(CryptoError) -> [UInt8] {
        ERR_clear_error()
        let encrypted = unsafe withPointer { key -> [UInt8]? in
            guard let context = unsafe EVP_PKEY_CTX_new(key, nil) else { return nil }
            defer { unsafe EVP_PKEY_CTX_free(context) }
            var count = 0
            guard unsafe EVP_PKEY_encrypt_init(context) == 1,
                unsafe crypto_set_oaep(context, hash.pointer, label, Int32(clamping: label.count)) == 1,
                unsafe EVP_PKEY_encrypt(context, nil, &count, secret, secret.count) == 1
            else { return nil }
            var encrypted = [UInt8](repeating: 0, count: count)
            guard unsafe EVP_PKEY_encrypt(context, &encrypted, &count, secret, secret.count) == 1 else { return nil }
            return Array(encrypted.prefix(count))
        }
        guard let encrypted else { throw .failed("encrypt a seed", reason: CryptoError.takeReason()) }
        return encrypted
    }

    /// A secret shared with the key's owner, from a new key on its curve.
    package func share(on curve: EllipticCurve) throws(CryptoError) -> SharedSecret {
        ERR_clear_error()
        guard let made = unsafe crypto_new_curve_key(curve.name) else {
            throw .failed("make a key", reason: CryptoError.takeReason())
        }
        let own = unsafe KeyPointer(owning: made)
        let point = try Self.point(own, on: curve)
        let ownPointer = unsafe own.pointer
        let z = unsafe withPointer { peer -> [UInt8]? in
            guard let context = unsafe EVP_PKEY_CTX_new(ownPointer, nil) else { return nil }
            defer { unsafe EVP_PKEY_CTX_free(context) }
            var count = curve.fieldCount
            var z = [UInt8](repeating: 0, count: count)
            guard unsafe EVP_PKEY_derive_init(context) == 1, unsafe EVP_PKEY_derive_set_peer(context, peer) == 1,
                unsafe EVP_PKEY_derive(context, &z, &count) == 1
            else { return nil }
            return Array(z.prefix(count))
        }
        _ = consume own
        guard let z else { throw .failed("share a secret", reason: CryptoError.takeReason()) }
        return SharedSecret(z: z, x: point.x, y: point.y)
    }

    private static func point(
        _ key: borrowing KeyPointer, on curve: EllipticCurve
    ) throws(CryptoError) -> (x: [UInt8], y: [UInt8]) {
        var bytes: UnsafeMutablePointer<UInt8>?
        let count = unsafe EVP_PKEY_get1_encoded_public_key(key.pointer, &bytes)
        defer { unsafe crypto_free(bytes) }
        guard let bytes = unsafe bytes, count == 1 + 2 * curve.fieldCount, unsafe bytes[0] == 0x04 else {
            throw .failed("make a key", reason: "its point is not as it should be")
        }
        let point = unsafe Array(UnsafeBufferPointer(start: bytes, count: count).dropFirst())
        return (Array(point.prefix(curve.fieldCount)), Array(point.suffix(curve.fieldCount)))
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import CCrypto

/// AES in cipher feedback mode (SP 800-38A, section 6.3) without an initial value, as TPMs wrap with keys that are used once.
package enum CipherFeedback {
    /// `bytes`, encrypted by a `key` of 16 or 32 bytes.
    package static func encrypt(_ bytes: [UInt8], key: [UInt8]) throws(CryptoError) -> [UInt8] {
        guard key.count == 16 || key.count == 32 else {
            throw .failed("encrypt", reason: "AES has no key of \(key.count) bytes here")
        }
        guard let context = unsafe EVP_CIPHER_CTX_new() else { throw .failed("encrypt", reason: "no memory") }
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        let cipher = unsafe key.count == 16 ? EVP_aes_128_cfb128() : EVP_aes_256_cfb128()
        let start = [UInt8](repeating: 0, count: 16)
        var encrypted = [UInt8](repeating: 0, count: bytes.count)
        var count: Int32 = 0
        guard unsafe EVP_EncryptInit_ex(context, cipher, nil, key, start) == 1,
            unsafe EVP_EncryptUpdate(context, &encrypted, &count, bytes, Int32(clamping: bytes.count)) == 1,
            Int(count) == bytes.count
        else { throw .failed("encrypt", reason: CryptoError.takeReason()) }
        return encrypted
    }
}

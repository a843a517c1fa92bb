// SPDX-License-Identifier: Apache-2.0

internal import CCrypto

/// A hash function of FIPS 180-4, by OpenSSL.
///
/// SHA-1 is here because old logs and banks have it and must be read; nothing is to be believed for it.
package enum DigestAlgorithm: Sendable, Hashable, CaseIterable {
    case sha1, sha256, sha384, sha512

    /// How many bytes a digest has.
    package var count: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// OpenSSL's own constant of it.
    var pointer: OpaquePointer? {
        switch self {
        case .sha1: unsafe EVP_sha1()
        case .sha256: unsafe EVP_sha256()
        case .sha384: unsafe EVP_sha384()
        case .sha512: unsafe EVP_sha512()
        }
    }

    /// The digest of `bytes`.
    package func digest(of bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: count)
        let isDone = unsafe EVP_Digest(bytes, bytes.count, &digest, nil, pointer, nil) == 1
        // Without its hash functions OpenSSL cannot verify anything; this is an installation that must not answer.
        precondition(isDone, "OpenSSL has no \(self)")
        return digest
    }

    /// HMAC (RFC 2104) of `bytes` with `key`.
    package func authenticationCode(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: count)
        let isDone = unsafe HMAC(pointer, key, Int32(clamping: key.count), bytes, bytes.count, &code, nil) != nil
        precondition(isDone, "OpenSSL has no HMAC with \(self)")
        return code
    }
}

/// Whether two secrets are the same, in a time that does not depend on where they differ.
package func isSameSecret(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    return unsafe CRYPTO_memcmp(one, other, one.count) == 0
}

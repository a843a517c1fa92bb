// SPDX-License-Identifier: Apache-2.0

internal import CCrypto

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece, by OpenSSL.
@safe
package struct SHA256: ~Copyable {
    /// How many bytes a digest has.
    package static let count = 32

    private let context: OpaquePointer

    package init() {
        guard let context = unsafe EVP_MD_CTX_new(), unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            // There is no memory for some hundred bytes, or the system's OpenSSL lacks SHA-256, without which it cannot verify anything.
            fatalError("OpenSSL has no SHA-256")
        }
        unsafe self.context = context
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Takes the next bytes.
    package mutating func add(_ bytes: [UInt8]) {
        _ = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    }

    /// The digest of all bytes that were taken.
    package consuming func digest() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Self.count)
        _ = unsafe digest.withUnsafeMutableBytes { bytes in
            unsafe EVP_DigestFinal_ex(context, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, nil)
        }
        return digest
    }

    /// The digest of `bytes`.
    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.add(bytes)
        return hash.digest()
    }
}

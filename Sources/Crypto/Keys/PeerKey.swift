// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
internal import Synchronization

/// The public key of someone else, on P-256 or P-384 or RSA of 2048 to 4096 bits: it verifies what they sign, and encrypts for them.
///
/// Made once and kept, a check costs what the curve costs. It does not change, and threads may share it; they use it one after the other.
package final class PeerKey: Sendable {
    /// How a signature is made.
    package enum Signature: Sendable, Hashable {
        /// Two numbers, highest byte first (FIPS 186-5, section 6.4).
        case ecdsa(r: [UInt8], s: [UInt8])
        /// RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2).
        case rsassa([UInt8])
        /// RSASSA-PSS with salt of any length (RFC 8017, section 8.1).
        case rsapss([UInt8])
    }

    private let key: Mutex<KeyPointer>
    /// Its `SubjectPublicKeyInfo` (RFC 5280, section 4.1).
    package let der: [UInt8]

    /// The key of a point.
    ///
    /// - Throws: `unreadable` for what is no point of the curve, with what OpenSSL says.
    package convenience init(curve: EllipticCurve, x: [UInt8], y: [UInt8]) throws(CryptoError) {
        let count = curve.fieldCount
        guard !x.isEmpty, !y.isEmpty, x.count <= count, y.count <= count else {
            throw .unreadable(.publicKey, reason: "its coordinates have \(x.count) and \(y.count) bytes")
        }
        let padded = [x, y].flatMap { [UInt8](repeating: 0, count: count - $0.count) + $0 }
        try self.init(DER.sequence(curve.algorithm, DER.bits([0x04] + padded)))
    }

    /// The RSA key of a modulus, highest byte first, and an exponent.
    package convenience init(modulus: [UInt8], exponent: UInt32) throws(CryptoError) {
        guard (256...512).contains(modulus.count), modulus[0] >= 0x80 else {
            throw .unreadable(.publicKey, reason: "its modulus has \(modulus.count) bytes")
        }
        let exponentBytes = (0..<4).map { UInt8(truncatingIfNeeded: exponent >> (24 - 8 * UInt32($0))) }
        // rsaEncryption with NULL parameters (RFC 8017, appendix A.1).
        let algorithm = DER.sequence(
            [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00])
        let key = DER.sequence(DER.integer(modulus), DER.integer(exponentBytes))
        try self.init(DER.sequence(algorithm, DER.bits(key)))
    }

    private convenience init(_ der: [UInt8]) throws(CryptoError) {
        unsafe try self.init(KeyPointer(owning: Self.decoded(der)), der: der)
    }

    private init(_ pointer: consuming sending KeyPointer, der: [UInt8]) throws(CryptoError) {
        try Self.check(pointer)
        self.der = der
        key = Mutex(pointer)
    }

    private static func decoded(_ der: [UInt8]) throws(CryptoError) -> OpaquePointer {
        ERR_clear_error()
        let pointer = unsafe der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var start = bytes.baseAddress
            return unsafe d2i_PUBKEY(nil, &start, bytes.count)
        }
        guard let pointer = unsafe pointer else { throw .unreadable(.publicKey, reason: CryptoError.takeReason()) }
        return unsafe pointer
    }

    /// Decoding refuses points that are off the curve already; this asks what else FIPS 186-5 asks of a public key.
    private static func check(_ key: borrowing KeyPointer) throws(CryptoError) {
        guard let check = unsafe EVP_PKEY_CTX_new(key.pointer, nil) else {
            throw .failed("check a public key", reason: "no memory")
        }
        defer { unsafe EVP_PKEY_CTX_free(check) }
        guard unsafe EVP_PKEY_public_check(check) == 1 else {
            throw .unreadable(.publicKey, reason: CryptoError.takeReason())
        }
    }

    /// Whether `signature` is one of `message` by the private half of this key with `hash`; `false` for whatever is no signature at all.
    package func verifies(_ signature: Signature, of message: [UInt8], hash: DigestAlgorithm) -> Bool {
        defer { ERR_clear_error() }
        let (bytes, padding): ([UInt8], Int32?) =
            switch signature {
            case .ecdsa(let r, let s): (DER.sequence(DER.integer(r), DER.integer(s)), nil)
            case .rsassa(let bytes): (bytes, RSA_PKCS1_PADDING)
            case .rsapss(let bytes): (bytes, RSA_PKCS1_PSS_PADDING)
            }
        return unsafe withPointer { key in
            guard let context = unsafe EVP_MD_CTX_new() else { return false }
            defer { unsafe EVP_MD_CTX_free(context) }
            var settings: OpaquePointer?
            guard unsafe EVP_PKEY_is_a(key, padding == nil ? "EC" : "RSA") == 1,
                unsafe EVP_DigestVerifyInit(context, &settings, hash.pointer, nil, key) == 1
            else { return false }
            if let padding {
                guard unsafe EVP_PKEY_CTX_set_rsa_padding(settings, padding) == 1 else { return false }
            }
            if padding == RSA_PKCS1_PSS_PADDING {
                // What a TPM uses depends on its revision: as long as the hash, or as long as fits.
                guard unsafe EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_AUTO) == 1 else { return false }
            }
            return unsafe EVP_DigestVerify(context, bytes, bytes.count, message, message.count) == 1
        }
    }

    /// Lends OpenSSL's form for one call, during which nobody else has it.
    func withPointer<Result: Sendable>(_ body: (OpaquePointer) -> Result) -> Result {
        key.withLock { owner in unsafe body(owner.pointer) }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
internal import Synchronization

/// A private key on P-256. It does not change, and threads may share it; they sign one after the other.
///
/// It lies in this process's memory, or in a TPM, which is asked for each signature: whoever has a `PrivateKey` only signs with it.
package final class PrivateKey: Sendable {
    /// The most bytes of a key's PEM that are read.
    package static let sizeLimit = 16 << 10
    /// The most bytes of a signature.
    static let signatureLimit = 72

    private let key: Mutex<KeyPointer>
    private let held: HeldKey?
    /// What verifies its signatures.
    package let publicKey: PublicKey

    /// A new key, from the system's randomness.
    package convenience init() throws(CryptoError) {
        ERR_clear_error()
        guard let pointer = unsafe crypto_new_curve_key(EllipticCurve.p256.name) else {
            throw .failed("make a key", reason: CryptoError.takeReason())
        }
        unsafe try self.init(KeyPointer(owning: pointer))
    }

    /// A new key in a TPM, which it never leaves.
    ///
    /// - Throws: `CryptoError`, `tpm` where there is no TPM, nobody may ask it, or it does not do it.
    package convenience init(newIn tcti: TCTI) throws(CryptoError) { try self.init(HeldKey(newIn: tcti)) }

    /// A new key in `place`.
    package convenience init(newIn place: KeyPlace) throws(CryptoError) {
        switch place {
        case .file: try self.init()
        case .tpm(let tcti): try self.init(newIn: tcti)
        }
    }

    /// The key of a PEM text, as `init(pem:)` takes it, or `TSS2 PRIVATE KEY`, whose TPM is at `tcti`. That is not asked yet.
    package convenience init(pem: [UInt8], tpm tcti: TCTI) throws(CryptoError) {
        guard TSS2PrivateKey.isIn(pem) else {
            try self.init(pem: pem)
            return
        }
        guard pem.count <= Self.sizeLimit else { throw .tooLarge(.privateKey, limit: Self.sizeLimit) }
        try self.init(HeldKey(TSS2PrivateKey(pem: pem), tcti))
    }

    private convenience init(_ held: HeldKey) throws(CryptoError) { try self.init(held.key(), held) }

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

    private init(_ pointer: consuming sending KeyPointer, _ held: HeldKey? = nil) throws(CryptoError) {
        try pointer.requireP256(.privateKey)
        publicKey = try PublicKey(pointer)
        key = Mutex(pointer)
        self.held = held
    }

    /// Where it lies.
    package var place: KeyPlace { held.map { .tpm($0.tcti) } ?? .file }

    /// The key as PEM, `PRIVATE KEY` without a password, or what the TPM makes of it, `TSS2 PRIVATE KEY`. Who writes it to a file gives
    /// that the mode 0600 from the start.
    package func pem() throws(CryptoError) -> [UInt8] {
        if let held { return try held.file.pem() }
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
        guard let signature else { throw failure("sign") }
        return signature
    }

    /// Why OpenSSL could not do `what` with it: what the TPM said, or what OpenSSL did.
    func failure(_ what: String) -> CryptoError {
        let reason = CryptoError.takeReason()
        return takeProblem().map { .tpm($0) } ?? .failed(what, reason: reason)
    }

    /// Why the TPM did not sign the last time, once; `nil` if it did, and for a key in memory.
    func takeProblem() -> TPMProblem? { held?.takeProblem() }

    /// Lends OpenSSL's key, which must not be kept beyond the call other than by its own counting of references.
    func withPointer<Result: Sendable>(_ body: (OpaquePointer) -> Result) -> Result {
        key.withLock { key in unsafe body(key.pointer) }
    }
}

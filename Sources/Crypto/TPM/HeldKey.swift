// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
internal import Synchronization

/// A key in a TPM as OpenSSL's own code takes it: a key with its public half, which asks the TPM for each signature.
///
/// Nothing is asked of the TPM before that, so one that is gone harms nobody who does not sign, and one that is back is as good as before.
final class HeldKey: Sendable {
    let file: TSS2PrivateKey
    let tcti: TCTI
    /// Why the last signature did not come about.
    private let problem = Mutex<TPMProblem?>(nil)

    private static let index = unsafe crypto_new_holder_index(
        { _, _, place, _, _, _ in
            if let holder = unsafe place?.pointee { unsafe _ = Unmanaged<HeldKey>.fromOpaque(holder).retain() }
            return 1
        },
        { _, holder, _, _, _, _ in
            if let holder = unsafe holder { unsafe Unmanaged<HeldKey>.fromOpaque(holder).release() }
        })
    private static let method = Mutex(SigningMethod())

    init(_ file: TSS2PrivateKey, _ tcti: TCTI) {
        self.file = file
        self.tcti = tcti
    }

    /// Makes a key in a TPM.
    convenience init(newIn tcti: TCTI) throws(CryptoError) {
        let pem: [UInt8]
        do throws(TPMProblem) {
            pem = try TPMProvider.use(tcti) { (tpm: borrowing TPMProvider) throws(TPMProblem) in try tpm.newKey() }
        } catch {
            throw .tpm(error)
        }
        self.init(try TSS2PrivateKey(pem: pem), tcti)
    }

    /// OpenSSL's form of it, which keeps this.
    func key() throws(CryptoError) -> KeyPointer {
        ERR_clear_error()
        let point = file.point
        let index = Self.index
        let pointer = unsafe Self.method.withLock { method -> OpaquePointer? in
            guard index >= 0, let method = unsafe method.pointer else { return nil }
            let holder = unsafe Unmanaged.passRetained(self)
            let key = unsafe crypto_new_held_key(method, point, point.count, index, holder.toOpaque())
            if unsafe key == nil { unsafe holder.release() }
            return unsafe key
        }
        guard let pointer = unsafe pointer else {
            throw .unreadable(.privateKey, reason: CryptoError.takeReason())
        }
        return unsafe KeyPointer(owning: pointer)
    }

    /// Why the last signature did not come about, which is forgotten then; `nil` if it did.
    func takeProblem() -> TPMProblem? {
        problem.withLock { problem in
            defer { problem = nil }
            return problem
        }
    }

    /// A signature of a digest, which is of SHA-256 or longer: ECDSA on P-256 takes the first 32 bytes of any.
    private func signature(of digest: [UInt8]) -> [UInt8]? {
        do throws(TPMProblem) {
            guard digest.count >= SHA256.count, let pem = try? file.pem() else {
                throw .failed("sign", reason: "a digest of \(digest.count) bytes is too short")
            }
            let signature = try TPMProvider.use(tcti) { (tpm: borrowing TPMProvider) throws(TPMProblem) in
                try tpm.signature(of: Array(digest.prefix(SHA256.count)), by: pem)
            }
            problem.withLock { $0 = nil }
            return signature
        } catch {
            problem.withLock { $0 = error }
            return nil
        }
    }

    /// OpenSSL's table of what these keys do; it is there as long as the process.
    @safe
    private struct SigningMethod: ~Copyable {
        let pointer: OpaquePointer?

        init() {
            unsafe pointer = crypto_new_signing_method { _, digest, count, signature, signatureCount, _, _, key in
                guard let holder = unsafe crypto_holder(key, HeldKey.index), let digest = unsafe digest,
                    let signature = unsafe signature
                else { return 0 }
                let held = unsafe Unmanaged<HeldKey>.fromOpaque(holder).takeUnretainedValue()
                let bytes = unsafe [UInt8](UnsafeBufferPointer(start: digest, count: Int(count)))
                guard let made = held.signature(of: bytes), made.count <= PrivateKey.signatureLimit else { return 0 }
                for (index, byte) in made.enumerated() { unsafe signature[index] = byte }
                unsafe signatureCount?.pointee = UInt32(made.count)
                return 1
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Crypto

/// A secret that only the TPM of an endorsement key gives out, and only if it holds the key with a certain Name:
/// `TPM2_MakeCredential` in software (TPM 2.0 Library, part 1, section 24; part 3, section 12.6).
package struct MadeCredential: Sendable, Hashable {
    /// `TPM2B_ID_OBJECT`.
    package let idObject: [UInt8]
    /// `TPM2B_ENCRYPTED_SECRET`.
    package let encryptedSecret: [UInt8]

    /// A credential for the key named `name`.
    ///
    /// - Parameters:
    ///   - secret: from the caller's randomness, used once, at most as long as a digest of the endorsement key's Name.
    ///   - seed: as long as a digest of the endorsement key's Name, from the caller's randomness. An ECC key shares one instead.
    package init(secret: [UInt8], for name: [UInt8], to key: EndorsementKey, seed: [UInt8]) throws(CryptoError) {
        guard let hash = key.area.nameAlgorithm.digest, secret.count <= hash.count, seed.count == hash.count else {
            throw .failed("make a credential", reason: "the secret or the seed has the wrong size")
        }
        let bits = key.area.symmetric.bits
        if let curve = key.area.curve, case .ecc(_, let x, _) = key.area.material {
            let shared = try key.key.share(on: curve)
            let padded = [UInt8](repeating: 0, count: curve.fieldCount - min(x.count, curve.fieldCount)) + x
            let made = KeyDerivation.kdfe(
                hash, z: shared.z, label: "IDENTITY", partyU: shared.x, partyV: padded, bits: hash.count * 8)
            encryptedSecret = sized(sized(shared.x) + sized(shared.y))
            idObject = try Self.idObject(secret: secret, seed: made, name: name, hash: hash, bits: bits)
        } else {
            encryptedSecret = sized(try key.key.encrypt(seed, label: Array("IDENTITY\0".utf8), hash: hash))
            idObject = try Self.idObject(secret: secret, seed: seed, name: name, hash: hash, bits: bits)
        }
    }

    /// What binds a secret to a Name under a seed that both sides have: integrity, then the secret encrypted.
    package static func idObject(
        secret: [UInt8], seed: [UInt8], name: [UInt8], hash: DigestAlgorithm, bits: Int
    ) throws(CryptoError) -> [UInt8] {
        let storage = KeyDerivation.kdfa(hash, key: seed, label: "STORAGE", context: name, bits: bits)
        let identity = try CipherFeedback.encrypt(sized(secret), key: storage)
        let integrity = KeyDerivation.kdfa(hash, key: seed, label: "INTEGRITY", context: [], bits: hash.count * 8)
        let code = hash.authenticationCode(of: identity + name, key: integrity)
        return sized(sized(code) + identity)
    }
}

/// `bytes` as a TPM2B.
private func sized(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8(truncatingIfNeeded: bytes.count >> 8), UInt8(truncatingIfNeeded: bytes.count)] + bytes
}

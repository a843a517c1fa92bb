// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import CCrypto
internal import Crypto

/// An endorsement key on P-256 in this process, that gives out secrets as a TPM's would (TPM 2.0 Library, part 1, section 24.4).
package struct SoftwareEndorsement: Sendable {
    private let key: PrivateKey

    package init() throws {
        key = try PrivateKey()
    }

    /// The key, which a TPM's never leaves.
    var pem: [UInt8] { get throws { try key.pem() } }

    /// `TPM2B_PUBLIC`: an EK of the usual template, but for its policy.
    package var area: [UInt8] {
        let attributes: ObjectAttributes = [
            .fixedTPM, .fixedParent, .sensitiveDataOrigin, .adminWithPolicy, .restricted, .decrypt,
        ]
        let point = key.publicKey.der.suffix(64)
        var area = Self.big(0x0023) + Self.big(0x000b)
        area += Self.big(UInt16(attributes.rawValue >> 16)) + Self.big(UInt16(attributes.rawValue & 0xffff))
        area += sized([]) + Self.big(0x0006) + Self.big(128) + Self.big(0x0043) + Self.big(0x0010)
        area += Self.big(3) + Self.big(0x0010) + sized(Array(point.prefix(32))) + sized(Array(point.suffix(32)))
        return sized(area)
    }

    /// The secret of a credential for the key named `name`; `nil` where it is for another key or another TPM.
    package func secret(idObject: [UInt8], encryptedSecret: [UInt8], name: [UInt8]) throws -> [UInt8]? {
        let point = Self.parts(Self.parts(encryptedSecret).first ?? [])
        guard point.count == 2 else { return nil }
        let padded = point.map { [UInt8](repeating: 0, count: max(0, 32 - $0.count)) + $0 }
        guard let z = derive(padded[0], padded[1]) else { return nil }
        let seed = KeyDerivation.kdfe(
            .sha256, z: z, label: "IDENTITY", partyU: padded[0], partyV: Array(key.publicKey.der.suffix(64).prefix(32)),
            bits: 256)
        let content = Self.parts(idObject).first ?? []
        guard content.count > 34 else { return nil }
        let (code, identity) = (Array(content[2..<34]), Array(content[34...]))
        let integrity = KeyDerivation.kdfa(.sha256, key: seed, label: "INTEGRITY", context: [], bits: 256)
        guard DigestAlgorithm.sha256.authenticationCode(of: identity + name, key: integrity) == code else { return nil }
        let storage = KeyDerivation.kdfa(.sha256, key: seed, label: "STORAGE", context: name, bits: 128)
        return Self.parts(Self.decrypt(identity, key: storage)).first
    }

    /// What both come to by this key and a point.
    private func derive(_ x: [UInt8], _ y: [UInt8]) -> [UInt8]? {
        // A P-256 SubjectPublicKeyInfo is this key's but for the point.
        let other = Array(key.publicKey.der.dropLast(64)) + x + y
        guard let pem = try? key.pem() else { return nil }
        guard let bio = unsafe BIO_new_mem_buf(pem, Int32(pem.count)) else { return nil }
        defer { unsafe _ = BIO_free(bio) }
        guard let own = unsafe PEM_read_bio_PrivateKey(bio, nil, nil, nil) else { return nil }
        defer { unsafe EVP_PKEY_free(own) }
        let peer = unsafe other.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var start = bytes.baseAddress
            return unsafe d2i_PUBKEY(nil, &start, other.count)
        }
        guard let peer = unsafe peer else { return nil }
        defer { unsafe EVP_PKEY_free(peer) }
        guard let context = unsafe EVP_PKEY_CTX_new(own, nil) else { return nil }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var z = [UInt8](repeating: 0, count: 32)
        var count = z.count
        guard unsafe EVP_PKEY_derive_init(context) == 1, unsafe EVP_PKEY_derive_set_peer(context, peer) == 1,
            unsafe EVP_PKEY_derive(context, &z, &count) == 1
        else { return nil }
        return z
    }

    private static func decrypt(_ bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        guard let context = unsafe EVP_CIPHER_CTX_new() else { return [] }
        defer { unsafe EVP_CIPHER_CTX_free(context) }
        let start = [UInt8](repeating: 0, count: 16)
        var plain = [UInt8](repeating: 0, count: bytes.count)
        var count: Int32 = 0
        guard unsafe EVP_DecryptInit_ex(context, EVP_aes_128_cfb128(), nil, key, start) == 1,
            unsafe EVP_DecryptUpdate(context, &plain, &count, bytes, Int32(bytes.count)) == 1
        else { return [] }
        return plain
    }

    /// The TPM2Bs that bytes are made of.
    private static func parts(_ bytes: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var offset = 0
        while offset + 2 <= bytes.count {
            let end = offset + 2 + (Int(bytes[offset]) << 8 | Int(bytes[offset + 1]))
            guard end <= bytes.count else { break }
            parts.append(Array(bytes[offset + 2..<end]))
            offset = end
        }
        return parts
    }

    private static func big(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xff)] }
}

// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// The public half of a key in a TPM: `TPMT_PUBLIC` of an RSA or ECC key (TPM 2.0 Library, part 2, section 12.2.4).
///
/// That it could be read says nothing of what the key is good for; `AttestationKey`, `SensorKey` and `EndorsementKey` do.
package struct PublicArea: Sendable, Hashable {
    /// The algorithm and, where it has one, the hash that a key is bound to.
    package struct Scheme: Sendable, Hashable {
        package let algorithm: AlgorithmID
        package let hash: AlgorithmID?
    }

    /// How a key that wraps others does it.
    package struct Symmetric: Sendable, Hashable {
        package let algorithm: AlgorithmID
        /// 0 for none.
        package let bits: Int
        package let mode: AlgorithmID
    }

    /// What is particular to a kind of key.
    package enum Material: Sendable, Hashable {
        /// Bits as declared, the exponent (0 means 65537), the modulus, highest byte first.
        case rsa(bits: Int, exponent: UInt32, modulus: [UInt8])
        /// `TPM_ECC_CURVE` (part 2, section 6.4) and a point.
        case ecc(curve: UInt16, x: [UInt8], y: [UInt8])
    }

    /// The most bytes of a `TPM2B_PUBLIC` with its count.
    package static let sizeLimit = 1024

    package let nameAlgorithm: AlgorithmID
    package let attributes: ObjectAttributes
    package let authPolicy: [UInt8]
    package let symmetric: Symmetric
    package let scheme: Scheme
    package let material: Material
    /// The structure as it was, without the count before it.
    package let bytes: [UInt8]

    /// The one of a `TPM2B_PUBLIC` and nothing else.
    ///
    /// - Throws: `malformed`, also for bytes left over.
    package init(sized input: [UInt8]) throws(FailedCheck) {
        var outer = StructureReader(input)
        bytes = try outer.sized(Self.sizeLimit)
        try outer.finish(.malformed)
        var reader = StructureReader(bytes)
        let kind = AlgorithmID(rawValue: try reader.number16())
        guard kind == .rsa || kind == .ecc else { throw FailedCheck(.malformed, found: .text("a key of \(kind)")) }
        nameAlgorithm = AlgorithmID(rawValue: try reader.number16())
        attributes = ObjectAttributes(rawValue: try reader.number32())
        authPolicy = try reader.sized(64)
        symmetric = try Self.symmetric(&reader)
        scheme = try Self.scheme(&reader)
        material = kind == .rsa ? try Self.rsa(&reader) : try Self.ecc(&reader)
        try reader.finish(.malformed)
    }

    /// The Name: the number of its hash function before the digest of the structure (part 1, section 16).
    ///
    /// - Throws: `weakAlgorithm` for SHA-1 and for hashes that are not known.
    package func name() throws(FailedCheck) -> [UInt8] {
        guard let hash = nameAlgorithm.digest, hash != .sha1 else {
            throw FailedCheck(
                .weakAlgorithm, expected: .text("a Name by sha256 or more"), found: .text("\(nameAlgorithm)"))
        }
        let number = nameAlgorithm.rawValue
        return [UInt8(number >> 8), UInt8(number & 0xff)] + hash.digest(of: bytes)
    }

    /// `TPMT_SYM_DEF_OBJECT` (section 11.1.7).
    private static func symmetric(_ reader: inout StructureReader) throws(FailedCheck) -> Symmetric {
        let algorithm = AlgorithmID(rawValue: try reader.number16())
        guard algorithm != .none else { return Symmetric(algorithm: .none, bits: 0, mode: .none) }
        guard algorithm == .aes else { throw FailedCheck(.malformed, found: .text("wrapping by \(algorithm)")) }
        let bits = Int(try reader.number16())
        return Symmetric(algorithm: algorithm, bits: bits, mode: AlgorithmID(rawValue: try reader.number16()))
    }

    /// `TPMT_RSA_SCHEME` and `TPMT_ECC_SCHEME` (sections 11.2.4.2 and 11.2.5.6).
    private static func scheme(_ reader: inout StructureReader) throws(FailedCheck) -> Scheme {
        let algorithm = AlgorithmID(rawValue: try reader.number16())
        switch algorithm {
        case .none, .rsaes: return Scheme(algorithm: algorithm, hash: nil)
        case .rsassa, .rsapss, .oaep, .ecdsa, .ecdh:
            return Scheme(algorithm: algorithm, hash: AlgorithmID(rawValue: try reader.number16()))
        case .ecdaa:
            let hash = AlgorithmID(rawValue: try reader.number16())
            _ = try reader.number16()
            return Scheme(algorithm: algorithm, hash: hash)
        default: throw FailedCheck(.malformed, found: .text("a scheme of \(algorithm)"))
        }
    }

    /// `TPMS_RSA_PARMS` and `TPM2B_PUBLIC_KEY_RSA` (sections 12.2.3.5 and 11.2.4.5).
    private static func rsa(_ reader: inout StructureReader) throws(FailedCheck) -> Material {
        let bits = Int(try reader.number16())
        let exponent = try reader.number32()
        return .rsa(bits: bits, exponent: exponent, modulus: try reader.sized(512))
    }

    /// `TPMS_ECC_PARMS` and `TPMS_ECC_POINT` (sections 12.2.3.6 and 11.2.5.2).
    private static func ecc(_ reader: inout StructureReader) throws(FailedCheck) -> Material {
        let curve = try reader.number16()
        // The KDF of keys that derive others; no key here uses it, and TPMs give none.
        let kdf = AlgorithmID(rawValue: try reader.number16())
        if kdf != .none { _ = try reader.number16() }
        return .ecc(curve: curve, x: try reader.sized(66), y: try reader.sized(66))
    }
}

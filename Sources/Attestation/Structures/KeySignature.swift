// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// A signature as a TPM gives it: `TPMT_SIGNATURE` (TPM 2.0 Library, part 2, section 11.3.4).
///
/// Read for one key: its scheme says what the signature has to be, so that nothing on the wire chooses an algorithm.
struct KeySignature {
    let signature: PeerKey.Signature
    let hash: DigestAlgorithm

    /// The signature in `bytes`, which must be one of `scheme` by a key of `area`.
    ///
    /// - Throws: `signatureScheme` for another scheme or hash, `weakAlgorithm` for SHA-1, `malformed` and `trailingBytes` for the structure,
    ///   `signatureRange` for numbers that no signature of this key has.
    init(_ bytes: [UInt8], of area: PublicArea, scheme: PublicArea.Scheme) throws(FailedCheck) {
        var reader = StructureReader(bytes)
        let algorithm = AlgorithmID(rawValue: try reader.number16())
        guard algorithm == scheme.algorithm else {
            throw FailedCheck(
                .signatureScheme, expected: .text("\(scheme.algorithm)"), found: .text("\(algorithm)"))
        }
        let number = AlgorithmID(rawValue: try reader.number16())
        guard number != .sha1 else { throw FailedCheck(.weakAlgorithm, found: .text("a signature with sha1")) }
        guard number == scheme.hash, let hash = number.digest else {
            let wanted = scheme.hash.map { "\($0)" } ?? "a hash"
            throw FailedCheck(.signatureScheme, expected: .text(wanted), found: .text("\(number)"))
        }
        self.hash = hash
        switch area.material {
        case .ecc:
            signature = try Self.ecdsa(&reader, curve: area.curve ?? .p256)
        case .rsa(_, _, let modulus):
            signature = try Self.rsa(&reader, pads: algorithm == .rsapss, modulus: modulus)
        }
    }

    /// `TPMS_SIGNATURE_ECC` (section 11.3.2).
    private static func ecdsa(
        _ reader: inout StructureReader, curve: EllipticCurve
    ) throws(FailedCheck) -> PeerKey.Signature {
        let r = try reader.sized(curve.fieldCount)
        let s = try reader.sized(curve.fieldCount)
        try reader.finish()
        let order = curve.order
        for value in [r, s] {
            let padded = [UInt8](repeating: 0, count: order.count - value.count) + value
            guard padded.contains(where: { $0 != 0 }), padded.lexicographicallyPrecedes(order) else {
                throw FailedCheck(.signatureRange, expected: .text("from 1 to below the order"), found: .bytes(value))
            }
        }
        return .ecdsa(r: r, s: s)
    }

    /// `TPMS_SIGNATURE_RSA` (section 11.3.1).
    private static func rsa(
        _ reader: inout StructureReader, pads: Bool, modulus: [UInt8]
    ) throws(FailedCheck) -> PeerKey.Signature {
        let bytes = try reader.sized(512)
        try reader.finish()
        guard bytes.count == modulus.count, bytes.lexicographicallyPrecedes(modulus) else {
            throw FailedCheck(
                .signatureRange, expected: .text("\(modulus.count) bytes, below the modulus"),
                found: .text("\(bytes.count) bytes"))
        }
        return pads ? .rsapss(bytes) : .rsassa(bytes)
    }
}

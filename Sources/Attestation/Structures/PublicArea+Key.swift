// SPDX-License-Identifier: Apache-2.0

package import Crypto

extension PublicArea {
    /// The curve, where it is one that is believed.
    package var curve: EllipticCurve? {
        guard case .ecc(let number, _, _) = material else { return nil }
        switch number {
        case 0x0003: return .p256
        case 0x0004: return .p384
        default: return nil
        }
    }

    /// The key for OpenSSL.
    ///
    /// - Throws: `weakAlgorithm` for another curve than P-256 and P-384, for RSA below 2048 bits, with fewer than it declares, of the generator of CVE-2017-15361, or with another exponent
    ///   than 65537; `badPublicKey` for what is no point of the curve or no modulus.
    package func key() throws(FailedCheck) -> PeerKey {
        do {
            switch material {
            case .ecc(let number, let x, let y):
                guard let curve else {
                    throw FailedCheck(
                        .weakAlgorithm, expected: .text("P-256 or P-384"), found: .text("curve \(number)"))
                }
                return try PeerKey(curve: curve, x: x, y: y)
            case .rsa(let bits, let exponent, let modulus):
                try Self.require(bits, exponent, modulus)
                return try PeerKey(modulus: modulus, exponent: exponent == 0 ? 65537 : exponent)
            }
        } catch let error as FailedCheck { throw error } catch {
            throw FailedCheck(.badPublicKey, found: .text("\(error)"))
        }
    }

    private static func require(_ bits: Int, _ exponent: UInt32, _ modulus: [UInt8]) throws(FailedCheck) {
        let real = modulus.count * 8 - (modulus.first?.leadingZeroBitCount ?? 0)
        guard real >= 2048, real == bits else {
            throw FailedCheck(
                .weakAlgorithm, expected: .text("2048 bits or more, as declared"),
                found: .text("\(real) bits, declared \(bits)"))
        }
        guard exponent == 0 || exponent == 65537 else {
            throw FailedCheck(.weakAlgorithm, expected: .number(65537), found: .number(UInt64(exponent)))
        }
        guard !FlawedModulus.hasMark(modulus) else {
            throw FailedCheck(.weakAlgorithm, found: .text("a key of the generator of CVE-2017-15361"))
        }
    }
}

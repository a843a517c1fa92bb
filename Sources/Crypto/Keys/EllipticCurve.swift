// SPDX-License-Identifier: Apache-2.0

/// A curve of FIPS 186-5 that keys of others may be on.
package enum EllipticCurve: Sendable, Hashable, CaseIterable {
    case p256, p384

    /// How many bytes a coordinate has, and a number below `order` at most.
    package var fieldCount: Int { self == .p256 ? 32 : 48 }

    /// The number of its points, highest byte first (SP 800-186, section 3.2.1).
    package var order: [UInt8] {
        let high = [UInt8](repeating: 0xff, count: self == .p256 ? 4 : 24)
        let digits =
            switch self {
            case .p256: "00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
            case .p384: "c7634d81f4372ddf581a0db248b0a77aecec196accc52973"
            }
        return high + (Hexadecimal.bytes(digits) ?? [])
    }

    /// OpenSSL's name of it.
    var name: String { self == .p256 ? "P-256" : "P-384" }

    /// `id-ecPublicKey` with this curve, as an `AlgorithmIdentifier` (RFC 5480, section 2.1).
    var algorithm: [UInt8] {
        let key: [UInt8] = [0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]
        let curve: [UInt8] =
            self == .p256
            ? [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07] : [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22]
        return DER.sequence(key, curve)
    }
}

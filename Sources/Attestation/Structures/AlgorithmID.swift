// SPDX-License-Identifier: Apache-2.0

package import Crypto

/// The number of an algorithm: `TPM_ALG_ID` (TPM 2.0 Library, part 2, section 6.3). Only those that are met here have a name.
package struct AlgorithmID: RawRepresentable, Sendable, Hashable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    package static let rsa = AlgorithmID(rawValue: 0x0001)
    package static let sha1 = AlgorithmID(rawValue: 0x0004)
    package static let hmac = AlgorithmID(rawValue: 0x0005)
    package static let aes = AlgorithmID(rawValue: 0x0006)
    package static let sha256 = AlgorithmID(rawValue: 0x000b)
    package static let sha384 = AlgorithmID(rawValue: 0x000c)
    package static let sha512 = AlgorithmID(rawValue: 0x000d)
    package static let none = AlgorithmID(rawValue: 0x0010)
    package static let rsassa = AlgorithmID(rawValue: 0x0014)
    package static let rsaes = AlgorithmID(rawValue: 0x0015)
    package static let rsapss = AlgorithmID(rawValue: 0x0016)
    package static let oaep = AlgorithmID(rawValue: 0x0017)
    package static let ecdsa = AlgorithmID(rawValue: 0x0018)
    package static let ecdh = AlgorithmID(rawValue: 0x0019)
    package static let ecdaa = AlgorithmID(rawValue: 0x001a)
    package static let ecc = AlgorithmID(rawValue: 0x0023)
    package static let cfb = AlgorithmID(rawValue: 0x0043)

    /// The hash function that it means; `nil` for another kind of algorithm and for hashes that OpenSSL is not asked for here.
    package var digest: DigestAlgorithm? {
        switch self {
        case .sha1: .sha1
        case .sha256: .sha256
        case .sha384: .sha384
        case .sha512: .sha512
        default: nil
        }
    }

    /// The number of a hash function.
    package init(_ digest: DigestAlgorithm) {
        switch digest {
        case .sha1: self = .sha1
        case .sha256: self = .sha256
        case .sha384: self = .sha384
        case .sha512: self = .sha512
        }
    }
}

extension AlgorithmID {
    /// The bank of that name, such as `sha256`.
    package init?(bank name: String) {
        let banks: [AlgorithmID] = [.sha1, .sha256, .sha384, .sha512]
        guard let bank = banks.first(where: { $0.description == name }) else { return nil }
        self = bank
    }
}

extension AlgorithmID: CustomStringConvertible {
    package var description: String {
        switch self {
        case .rsa: "rsa"
        case .sha1: "sha1"
        case .hmac: "hmac"
        case .aes: "aes"
        case .sha256: "sha256"
        case .sha384: "sha384"
        case .sha512: "sha512"
        case .none: "none"
        case .rsassa: "rsassa"
        case .rsaes: "rsaes"
        case .rsapss: "rsapss"
        case .oaep: "oaep"
        case .ecdsa: "ecdsa"
        case .ecdh: "ecdh"
        case .ecdaa: "ecdaa"
        case .ecc: "ecc"
        case .cfb: "cfb"
        default: "algorithm 0x\(String(rawValue, radix: 16))"
        }
    }
}

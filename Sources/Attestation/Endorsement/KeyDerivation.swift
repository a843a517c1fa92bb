// SPDX-License-Identifier: Apache-2.0

package import Crypto

/// The two ways in which TPMs derive keys (TPM 2.0 Library, part 1, section 11.4.10). Lengths are whole bytes here.
package enum KeyDerivation {
    /// `KDFa`: HMAC in counter mode (SP 800-108).
    package static func kdfa(
        _ hash: DigestAlgorithm, key: [UInt8], label: String, context: [UInt8], bits: Int
    ) -> [UInt8] {
        filled(bits / 8) { counter in
            hash.authenticationCode(
                of: big(counter) + Array(label.utf8) + [0] + context + big(UInt32(clamping: bits)), key: key)
        }
    }

    /// `KDFe`: a hash of the shared secret and of who shares it (SP 800-56A).
    package static func kdfe(
        _ hash: DigestAlgorithm, z: [UInt8], label: String, partyU: [UInt8], partyV: [UInt8], bits: Int
    ) -> [UInt8] {
        filled(bits / 8) { counter in
            hash.digest(of: big(counter) + z + Array(label.utf8) + [0] + partyU + partyV)
        }
    }

    private static func filled(_ count: Int, _ block: (UInt32) -> [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var counter: UInt32 = 0
        while bytes.count < count {
            counter += 1
            bytes += block(counter)
        }
        return Array(bytes.prefix(count))
    }

    private static func big(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * UInt32($0))) }
    }
}

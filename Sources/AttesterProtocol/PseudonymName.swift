// SPDX-License-Identifier: Apache-2.0

/// Names of pseudonyms: `p-` and 26 letters and digits, which are 128 bits of chance.
package enum PseudonymName {
    private static let prefix = "p-"
    /// Those of base32, small (RFC 4648, section 6).
    private static let letters = Array("abcdefghijklmnopqrstuvwxyz234567")
    /// 128 bits, five a letter.
    private static let letterCount = 26

    /// The name that is made of these bits, which nobody may guess.
    package static func of(_ bits: UInt128) -> String {
        prefix + String((0..<letterCount).map { letters[Int(truncatingIfNeeded: bits >> UInt128(5 * $0)) & 31] })
    }

    /// Whether a name has that form; no device may have such a name.
    package static func isOne(_ name: String) -> Bool {
        let rest = name.dropFirst(prefix.count)
        return name.hasPrefix(prefix) && rest.count == letterCount && rest.allSatisfy(letters.contains)
    }
}

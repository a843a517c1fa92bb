// SPDX-License-Identifier: Apache-2.0

/// RSA keys of a generator that many TPMs had, whose primes are of a form that lets them be found (CVE-2017-15361, "ROCA").
///
/// Such primes are powers of 65537 modulo a product of small primes, and so is a modulus of two of them. A modulus of another generator is such a power
/// for all of these primes about once in 2^27 times.
///
/// Source: Nemec, Sys, Svenda, Klinec, Matyas: "The Return of Coppersmith's Attack", CCS 2017, section 3.
package enum FlawedModulus {
    /// Primes of the product modulo which 65537 generates a small part of all residues.
    private static let primes = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157]

    /// Whether a modulus, highest byte first, has the mark of that generator.
    package static func hasMark(_ modulus: [UInt8]) -> Bool {
        primes.allSatisfy { prime in
            let residue = modulus.reduce(0) { ($0 << 8 + Int($1)) % prime }
            return powers(prime).contains(residue)
        }
    }

    /// The powers of 65537 modulo a prime.
    private static func powers(_ prime: Int) -> Set<Int> {
        var powers: Set<Int> = []
        var power = 1
        while powers.insert(power).inserted { power = power * 65537 % prime }
        return powers
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// A quote that a TPM made for a challenge: only what stands in it may be appraised.
package struct VerifiedQuote: Sendable {
    /// The registers that were quoted, with their values; nothing else of the evidence is proven.
    package let values: [PCR: [UInt8]]
    package let clock: TPMClock
    /// The registers as the signed structure names them.
    let selection: [PCRSelection]

    /// Takes the steps from the structure to the digest, noting each in `checks`.
    ///
    /// - Parameter age: seconds since the question.
    init(
        _ evidence: QuoteEvidence, signedWith hash: DigestAlgorithm, answering challenge: QuoteChallenge,
        enrolled: EnrolledKey, age: Double, isUsed: Bool, checks: inout Checklist
    ) throws(FailedCheck) {
        let attested = try checks.take(.structure) { () throws(FailedCheck) in
            try AttestedData(evidence.attest, as: .quote)
        }
        try checks.take(.nonce) { () throws(FailedCheck) in
            guard challenge.nonce.count >= QuoteChallenge.nonceLeast,
                isSameSecret(attested.extraData, challenge.nonce)
            else { throw FailedCheck(.nonce, expected: .bytes(challenge.nonce), found: .bytes(attested.extraData)) }
            guard !isUsed else { throw FailedCheck(.replay, found: .bytes(challenge.nonce)) }
        }
        try checks.take(.age) { () throws(FailedCheck) in
            guard age >= 0, age <= challenge.mostAge else {
                throw FailedCheck(.stale, expected: .text("at most \(challenge.mostAge) s"), found: .text("\(age) s"))
            }
        }
        try checks.take(.signer, if: enrolled.qualifiedName != nil) { () throws(FailedCheck) in
            guard let name = enrolled.qualifiedName, name != attested.qualifiedSigner else { return }
            throw FailedCheck(.qualifiedSigner, expected: .bytes(name), found: .bytes(attested.qualifiedSigner))
        }
        guard case .quote(let selection, let digest) = attested.content else { throw FailedCheck(.attestType) }
        try checks.take(.selection) { () throws(FailedCheck) in try Self.check(selection, challenge.selection) }
        try checks.take(.values) { () throws(FailedCheck) in try Self.check(evidence.values, cover: selection) }
        try checks.take(.digest) { () throws(FailedCheck) in
            try Self.check(digest, of: evidence.values, in: selection, hash)
        }
        values = evidence.values
        clock = attested.clock
        self.selection = selection
    }

    private static func check(_ quoted: [PCRSelection], _ asked: [PCRSelection]) throws(FailedCheck) {
        guard quoted == asked, !quoted.isEmpty, quoted.allSatisfy({ !$0.registers.isEmpty }) else {
            throw FailedCheck(.pcrSelection, expected: .text(text(asked)), found: .text(text(quoted)))
        }
        guard !quoted.contains(where: { $0.bank == .sha1 }) else {
            throw FailedCheck(.weakBank, expected: .text("banks of sha256 or more"), found: .text(text(quoted)))
        }
    }

    private static func text(_ list: [PCRSelection]) -> String {
        list.isEmpty ? "nothing" : list.map(\.description).joined(separator: " ")
    }

    private static func check(_ values: [PCR: [UInt8]], cover selection: [PCRSelection]) throws(FailedCheck) {
        let quoted = Set(selection.flatMap { bank in bank.registers.map { PCR(bank.bank, $0) } })
        guard quoted.count == values.count, quoted.allSatisfy({ values[$0] != nil }) else {
            let odd = quoted.symmetricDifference(values.keys).map(\.description).sorted().prefix(8)
            throw FailedCheck(
                .pcrValuesSet, expected: .text(text(selection)), found: .text(odd.joined(separator: ", ")))
        }
    }

    /// The digest is over the values alone, so that their lengths are what tells where one ends (part 2, section 10.12.1).
    private static func check(
        _ digest: [UInt8], of values: [PCR: [UInt8]], in selection: [PCRSelection], _ hash: DigestAlgorithm
    ) throws(FailedCheck) {
        var joined: [UInt8] = []
        for bank in selection {
            for index in bank.registers {
                let value = values[PCR(bank.bank, index)] ?? []
                guard value.count == bank.bank.digest?.count else {
                    throw FailedCheck(.pcrDigest, found: .text("PCR \(index) has \(value.count) bytes"))
                }
                joined += value
            }
        }
        let computed = hash.digest(of: joined)
        guard computed == digest else {
            throw FailedCheck(.pcrDigest, expected: .bytes(digest), found: .bytes(computed))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What a device has to be like to be believed: reference values and the registers that its event log has to explain.
package struct AppraisalPolicy: Sendable, Hashable {
    /// Which edition of the policy this is; a result tells it.
    package var version: Int
    /// The values that are good, for each register that matters. Registers outside the signed selection are never read.
    package var reference: [PCR: Set<[UInt8]>]
    /// Registers, in every quoted bank, to whose value the event log must lead.
    package var explained: [Int]

    package init(version: Int = 0, reference: [PCR: Set<[UInt8]>] = [:], explained: [Int] = []) {
        self.version = version
        self.reference = reference
        self.explained = explained
    }

    /// Registers that software may reset at any time (PC Client Platform TPM Profile, section 4.6), so that their value proves nothing of the past.
    package static let resettable: Set<Int> = [16, 23]

    /// A policy that accepts what a quote showed: reference values learned by an explicit act, without those of resettable registers.
    package static func learned(from quote: VerifiedQuote, version: Int, explained: [Int] = []) -> AppraisalPolicy {
        let kept = quote.values.filter { !resettable.contains($0.key.index) }
        return AppraisalPolicy(version: version, reference: kept.mapValues { [$0] }, explained: explained)
    }

    /// Compares a quote, register by register in rising order.
    func check(_ values: [PCR: [UInt8]]) throws(FailedCheck) {
        let order = reference.sorted { ($0.key.bank.rawValue, $0.key.index) < ($1.key.bank.rawValue, $1.key.index) }
        for (register, good) in order {
            guard let value = values[register] else {
                throw FailedCheck(.pcrPolicy, expected: .text("\(register) in the quote"), found: .text("not quoted"))
            }
            guard !good.contains(value) else { continue }
            let wanted = good.map { Finding.bytes($0).description }.sorted().prefix(2).joined(separator: " or ")
            throw FailedCheck(
                .pcrPolicy, expected: .text("\(register) \(wanted)"),
                found: .text("\(register) \(Finding.bytes(value))"))
        }
    }
}

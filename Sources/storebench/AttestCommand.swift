// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Attestation
internal import Crypto
internal import EVE
internal import Fixtures
internal import Station

/// `storebench attest`: how many quotes are appraised in a second.
struct AttestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attest",
        abstract: "Appraises quotes of eight registers by keys on P-256, on one thread, with keys checked before.",
        discussion: """
            Each quote has a nonce of its own, is held against a policy of eight reference values and what its key said before, and \
            must be accepted.
            """)

    @Option(help: "How many devices.")
    var devices = 200

    @Option(help: "How many quotes of each.")
    var quotes = 50

    func run() throws {
        let values = Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, [UInt8](repeating: UInt8($0), count: 32)) })
        let selection = [PCRSelection(.sha256, Array(0..<8))]
        var reference: [PCR: Set<[UInt8]>] = [:]
        for (register, value) in values { reference[PCR(.sha256, register)] = [value] }
        let policy = AppraisalPolicy(version: 1, reference: reference)
        var cases: [(appraisal: Appraisal, evidence: QuoteEvidence, challenge: QuoteChallenge)] = []
        for _ in 0..<devices {
            let attester = try SoftwareAttester()
            let enrolled = EnrolledKey(name: try attester.name())
            for index in 0..<quotes {
                let nonce = DigestAlgorithm.sha256.digest(of: attester.area + [UInt8(truncatingIfNeeded: index)])
                let clock = TPMClock(clock: UInt64(index), resetCount: 1, restartCount: 0, firmware: 1)
                cases.append(
                    (
                        Appraisal(policy: policy, enrolled: enrolled, prior: clock),
                        try attester.quote(values, nonce: nonce, clock: clock),
                        QuoteChallenge(nonce: nonce, selection: selection, mostAge: 60)
                    ))
            }
        }
        let keys = AttestationKeys()
        // Once without the clock, so that every key is a checked one.
        for index in stride(from: 0, to: cases.count, by: quotes) { try appraise(cases[index], keys) }
        let began = ProcessCost.now
        for one in cases { try appraise(one, keys) }
        let cost = ProcessCost.now - began
        JSONValue.print([
            ("devices", .int(devices)), ("quotes", .int(cases.count)),
            ("cpu_seconds", .double(cost.cpu)), ("per_cpu_second", .double(Double(cases.count) / cost.cpu)),
        ])
    }

    private func appraise(
        _ one: (appraisal: Appraisal, evidence: QuoteEvidence, challenge: QuoteChallenge), _ keys: AttestationKeys
    ) throws {
        let result = one.appraisal.result(for: one.evidence, answering: one.challenge, age: 1, keys: keys)
        guard result.verdict == .accept else { throw Refused(reason: result.reason) }
    }

    /// A good quote was not accepted, so that nothing was measured.
    private struct Refused: Error {
        let reason: Reason
    }
}

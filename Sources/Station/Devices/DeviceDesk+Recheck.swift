// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Devices
internal import Store

extension DeviceDesk {
    /// What a recomputed verdict came to.
    package struct Recheck: Sendable {
        /// An entry whose evidence comes to something else now.
        package struct Difference: Sendable {
            package var entry: Int
            package var device: String
            package var recorded: String
            package var computed: String
        }

        package var checked = 0
        /// Entries whose evidence was thinned.
        package var withoutEvidence = 0
        package var differences: [Difference] = []
        /// How far the chain is unbroken, its newest hash, and what is wrong behind.
        package var unbrokenTo = 0
        package var head: [UInt8] = []
        package var fault: String?

        package var isGood: Bool { differences.isEmpty && fault == nil }
    }

    /// Entries that are looked at together: each may have a log of some megabytes.
    private static let pageSize = 16

    /// Computes verdicts anew from the evidence that was kept, of a device or of all; `progress` is called after each page of entries.
    ///
    /// - Throws: `DeskFailure`.
    package func recheck(_ device: String?, progress: (Int) -> Void = { _ in }) throws(DeskFailure) -> Recheck {
        var recheck = Recheck()
        let chain = try ofStore { () throws(AttestationFailure) in try store.chain() }
        (recheck.unbrokenTo, recheck.head, recheck.fault) = (chain.unbrokenTo, chain.head, chain.fault)
        let keys = AttestationKeys()
        var enrolments: [Int: DeviceEnrolment] = [:]
        var policies: [String: DevicePolicy] = [:]
        for policy in try ofStore({ () throws(AttestationFailure) in try store.policies() }) {
            policies["\(policy.version) \(policy.deviceClass)"] = policy
        }
        var before = Int.max
        while true {
            let number = before
            let page = try ofStore { () throws(AttestationFailure) in
                try store.entries(of: device, before: number, limit: Self.pageSize, quotesOnly: true)
            }
            guard let last = page.last else { return recheck }
            before = last.number
            for entry in page {
                guard let quote = entry.quote, let number = entry.enrolment else { continue }
                guard let evidence = quote.evidence else {
                    recheck.withoutEvidence += 1
                    continue
                }
                if enrolments[number] == nil {
                    enrolments[number] = try ofStore { () throws(AttestationFailure) in try store.enrolment(number) }
                }
                guard let enrolment = enrolments[number] else { continue }
                let result = quote.terms.result(
                    for: evidence, nonce: quote.nonce, of: enrolment,
                    policy: policies["\(entry.policyVersion) \(entry.deviceClass)"], keys: keys)
                recheck.checked += 1
                guard result.verdict != quote.verdict || result.reason != quote.reason || result.checks != quote.checks
                else { continue }
                recheck.differences.append(
                    .init(
                        entry: entry.number, device: entry.device,
                        recorded: "\(quote.verdict.rawValue) (\(quote.reason.rawValue))",
                        computed: "\(result.verdict.rawValue) (\(result.reason.rawValue))"))
            }
            progress(recheck.checked)
        }
    }
}

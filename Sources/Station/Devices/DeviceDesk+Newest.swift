// SPDX-License-Identifier: Apache-2.0

package import Attestation
internal import Devices
internal import Store

extension DeviceDesk {
    /// What the newest kept evidence of a device was judged, and what it comes to now by the same terms, keys and policy.
    package struct NewestVerdict: Sendable {
        package var entry: Int
        package var recorded: (verdict: Verdict, reason: Reason)
        package var computed: (verdict: Verdict, reason: Reason)

        package var isSame: Bool { recorded == computed }
    }

    /// Judges the newest evidence of a device again; `recheck` does so with all of them.
    ///
    /// - Throws: `DeskFailure`.
    package func recheckNewest(_ device: String) throws(DeskFailure) -> NewestVerdict {
        let entries = try ofStore { () throws(AttestationFailure) in
            try store.entries(of: device, limit: 1, quotesOnly: true)
        }
        guard let entry = entries.first, let quote = entry.quote, let evidence = quote.evidence,
            let number = entry.enrolment,
            let enrolment = try ofStore({ () throws(AttestationFailure) in try store.enrolment(number) })
        else { throw .noQuote(device) }
        let version = entry.policyVersion
        let policy = try ofStore { () throws(AttestationFailure) in
            version > 0 ? try store.policy(of: entry.deviceClass, version: version) : nil
        }
        let result = quote.terms.result(
            for: evidence, nonce: quote.nonce, of: enrolment, policy: policy, keys: AttestationKeys())
        return NewestVerdict(
            entry: entry.number, recorded: (quote.verdict, quote.reason), computed: (result.verdict, result.reason))
    }
}

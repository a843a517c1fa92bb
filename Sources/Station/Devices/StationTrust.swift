// SPDX-License-Identifier: Apache-2.0

package import Devices
package import Store

/// How far gateways could be believed, as queries to the store of events ask for it. Threads share it.
package final class StationTrust: TrustSource {
    private let known: KnownTrust

    package init(_ configuration: StationConfiguration) {
        known = KnownTrust(DeviceDesk(configuration, person: ""))
    }

    package func history() throws(StoreError) -> TrustHistory {
        do throws(AttestationFailure) { return try known.history(at: SystemClock.now) } catch {
            switch error {
            case .storage(let path, let reason, let help): throw .triage(path: path, reason: reason, help: help)
            case .refused(let refusal):
                throw .triage(path: "attest.db", reason: refusal.message, help: "'vedette verify' checks it")
            }
        }
    }
}

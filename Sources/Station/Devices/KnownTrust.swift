// SPDX-License-Identifier: Apache-2.0

package import Devices
package import EVE
package import Store
internal import Synchronization

/// How far gateways could be believed, at hand for queries that ask often: read anew at most once a second. Threads share it.
package final class KnownTrust: Sendable {
    private struct Known {
        var history: TrustHistory
        var time: Instant
    }

    private let desk: DeviceDesk
    private let known = Mutex<Known?>(nil)

    package init(_ desk: DeviceDesk) { self.desk = desk }

    /// The history as of `now`.
    ///
    /// - Throws: `AttestationFailure.storage` where it cannot be read; no state is guessed then.
    package func history(at now: Instant) throws(AttestationFailure) -> TrustHistory {
        if let known = known.withLock({ $0 }), known.time <= now,
            now.microseconds - known.time.microseconds < 1_000_000
        {
            return known.history
        }
        let history = try desk.trustHistory(at: now)
        known.withLock { $0 = Known(history: history, time: now) }
        return history
    }
}

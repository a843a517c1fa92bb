// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Attestation keys that were checked, by their Names, so that the next quote costs no more than its own signature.
package final class AttestationKeys: Sendable {
    private let known = Mutex<[[UInt8]: AttestationKey]>([:])
    private let limit: Int

    /// - Parameter limit: how many are kept; one too many forgets them all.
    package init(limit: Int = 16_384) {
        self.limit = limit
    }

    /// The key of an area with that Name, checked now or before.
    ///
    /// A Name binds the whole area, so that one that was checked need not be again.
    func key(_ area: PublicArea, name: [UInt8]) throws(FailedCheck) -> AttestationKey {
        if let key = known.withLock({ $0[name] }) { return key }
        let key = try AttestationKey(checking: area)
        known.withLock { known in
            if known.count >= limit { known.removeAll() }
            known[name] = key
        }
        return key
    }
}

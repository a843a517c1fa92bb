// SPDX-License-Identifier: Apache-2.0

package import Devices

/// Tells how far gateways could be believed, over time. Several threads may ask at once.
package protocol TrustSource: Sendable {
    /// The history as it is known now. A query asks once for each file of events that it reads, so it should be at hand.
    ///
    /// - Throws: where it cannot be read; a query by trust fails then, as no state is to be guessed.
    func history() throws(StoreError) -> TrustHistory
}

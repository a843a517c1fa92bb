// SPDX-License-Identifier: Apache-2.0

package import EVE

/// How a try of a job ended.
package enum TryEnding: Sendable, Hashable {
    case succeeded(JobReport)
    /// Another try is begun at `again` and not before, where there is one.
    case failed(JobFailure, JobReport?, again: Instant?)
    /// As this person wished.
    case cancelled(String)
    /// Whoever runs the queue ends; it is begun anew by the next one.
    case interrupted
}

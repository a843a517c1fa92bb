// SPDX-License-Identifier: Apache-2.0

// Whoever runs programs for a query sees both targets as one.
@_exported public import Processes
package import Query

extension BoundedProcess {
    /// Runs it to its end, or until `cancellation`, as `run(while:)` does.
    ///
    /// - Throws: `StartFailure`.
    package func run(until cancellation: Cancellation) throws(StartFailure) -> Outcome {
        try run { !cancellation.isCancelled }
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Query
package import Triage

/// The alerts and matches of a range, by whether they still are as they came.
package struct TriagedAlerts: Sendable {
    /// How many are new.
    package var new = 0
    /// The others, in the order of their ids.
    package var others: [AlertID] = []
    /// Whether not everything could be read, so that there may be more.
    package var isPartial = false
}

extension StoreReader {
    /// Which alerts and matches of a range have another disposition than new.
    ///
    /// - Throws: `QueryFailure`.
    package func triaged(
        in range: TimeRange, _ triage: TriageStore, until cancellation: Cancellation
    ) throws(QueryFailure) -> TriagedAlerts {
        let held = try triage.held(in: range)
        return try answering { () throws(StoreError) in
            var found = TriagedAlerts()
            found.isPartial = try walk(range, until: cancellation) { day throws(StoreError) in
                try AlertWalk(filter: .everything, range: range, triaged: held).run(
                    in: day, until: cancellation
                ) { step throws(StoreError) in
                    if step.disposition == .new { found.new += 1 } else { found.others.append(step.alert(in: day)) }
                }
            }
            found.others.sort()
            return found
        }
    }
}

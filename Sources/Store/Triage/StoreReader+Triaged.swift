// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Query
package import Triage

/// How the alerts and matches of a range stand, all as of one moment of the log.
package struct TriagedAlerts: Sendable {
    package var dispositions: [Disposition: Int] = [:]
    /// Of the archived: how many by their reason; those without one are not in it.
    package var reasons: [ArchiveReason: Int] = [:]
    /// How many of the new ones are muted.
    package var muted = 0
    /// The escalated ones.
    package var escalated: [AlertID: Standing] = [:]
    /// Whether not everything could be read, so that there may be more.
    package var isPartial = false
}

extension StoreReader {
    /// How the alerts and matches of a range stand.
    ///
    /// - Throws: `QueryFailure`.
    package func triaged(
        in range: TimeRange, _ triage: TriageStore, until cancellation: Cancellation
    ) throws(QueryFailure) -> TriagedAlerts {
        let held = try triage.held(in: range, until: cancellation)
        guard !cancellation.isCancelled else { return TriagedAlerts(isPartial: true) }
        return try answering { () throws(StoreError) in
            var found = TriagedAlerts()
            found.isPartial = try walk(range, until: cancellation) { day throws(StoreError) in
                var walk = AlertWalk(filter: .everything, range: range, triaged: held, in: day)
                try walk.run(until: cancellation) { step throws(StoreError) in
                    found.dispositions[step.disposition, default: 0] += 1
                    if step.isMuted { found.muted += 1 }
                    if step.disposition == .archived, let reason = step.reason {
                        found.reasons[reason, default: 0] += 1
                    }
                    guard step.disposition == .escalated else { return }
                    found.escalated[step.alert(in: day)] = held.standing(of: step, in: day.partition)
                }
            }
            return found
        }
    }
}

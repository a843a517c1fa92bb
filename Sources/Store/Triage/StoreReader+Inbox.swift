// SPDX-License-Identifier: Apache-2.0

package import Assets
internal import EVE
package import Query
package import Triage

extension StoreReader {
    /// The groups of alerts that a filter holds for, with what became of them. Those from or to critical ones of `assets` are more urgent.
    ///
    /// - Throws: `QueryFailure`.
    package func inbox(
        _ request: InboxRequest, _ triage: TriageStore, assets: AssetBook = .empty, until cancellation: Cancellation
    ) throws(QueryFailure) -> InboxPage {
        let held = try triage.held(in: request.range)
        return try answering { () throws(StoreError) in
            var tally = InboxTally(request, assets)
            let isPartial = try walk(request.range, until: cancellation) { day throws(StoreError) in
                try tally.count(in: day, held, until: cancellation)
            }
            return tally.finish(isPartial: isPartial, token: held.token)
        }
    }

    /// The alerts of a filter in some groups, all of them where `groups` is `nil`, that have one of the request's dispositions, and how
    /// they stand.
    ///
    /// - Throws: `QueryFailure`; also where the search was cancelled: an action on half of what was meant is none.
    package func alerts(
        _ request: InboxRequest, in groups: Set<InboxGroup.Key>?, _ triage: TriageStore,
        until cancellation: Cancellation
    ) throws(QueryFailure) -> [AlertID] {
        let held = try triage.held(in: request.range, until: cancellation)
        return try alerts(request, in: groups, held: held, until: cancellation)
    }

    /// The same by standings that were read before, of a range that the request's lies in.
    package func alerts(
        _ request: InboxRequest, in groups: Set<InboxGroup.Key>? = nil, held: Triaged,
        until cancellation: Cancellation
    ) throws(QueryFailure) -> [AlertID] {
        try answering { () throws(StoreError) in
            // Then it may not be all of the standings.
            if cancellation.isCancelled { throw StoreError.interrupted }
            var alerts: [AlertID] = []
            let isPartial = try walk(request.range, until: cancellation) { day throws(StoreError) in
                var walk = AlertWalk(filter: request.filter, range: request.range, triaged: held, in: day)
                try walk.run(
                    until: cancellation,
                    where: { step in groups?.contains(request.grouping.key(of: step, in: day)) ?? true }
                ) { step throws(StoreError) in
                    if request.shows(step) { alerts.append(step.alert(in: day)) }
                }
            }
            if isPartial { throw cancellation.isCancelled ? .interrupted : try damage(in: request.range) }
            return alerts.sorted()
        }
    }

    /// Visits the files of a range, the latest first; true if it was cancelled or a file could not be read.
    func walk(
        _ range: TimeRange, until cancellation: Cancellation, _ body: (DaySnapshot) throws(StoreError) -> Void
    ) throws(StoreError) -> Bool {
        do throws(StoreError) {
            for partition in try partitions(of: range).reversed() { try read(partition, until: cancellation, body) }
        } catch {
            guard error.isInterruption else { throw error }
            return true
        }
        return try leavesOut(range)
    }
}

extension TriageStore {
    /// What people have made of the alerts of a range; not all of it once `cancellation` is set.
    ///
    /// - Throws: `QueryFailure`.
    package func held(
        in range: TimeRange, until cancellation: Cancellation = Cancellation()
    ) throws(QueryFailure) -> Triaged {
        do throws(TriageError) {
            return try read(Triaged()) { tables throws(StoreError) in
                var triaged = Triaged(token: try tables.newest())
                let first = range.start.day
                try tables.forEachStanding(days: first...max(first, range.end.day)) { alert, standing in
                    triaged.days[alert.event.day, default: DayStandings()].add(alert, standing)
                    return !cancellation.isCancelled
                }
                triaged.muting = Muting(try tables.suppressions().compactMap(\.suppression))
                return triaged
            }
        } catch {
            guard case .storage(let path, let reason, _) = error else {
                throw .storage(path: "", reason: error.message)
            }
            throw .storage(path: path, reason: reason)
        }
    }
}

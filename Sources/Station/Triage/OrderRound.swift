// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query
package import Store
package import Triage

/// Follows standing orders once: does what they say to alerts that nobody has touched. The same round again does nothing more.
package struct OrderRound: Sendable {
    private let store: StoreReader
    private let log: TriageStore

    /// How far back alerts are looked for in each round, in microseconds: events come late by seconds, seldom by minutes.
    static let nearReach: Int64 = 3_600_000_000
    /// And in a whole round, for those that came later still.
    static let farReach = 7 * Instant.microsecondsPerDay

    package init(store: StoreReader, log: TriageStore) {
        self.store = store
        self.log = log
    }

    /// What a round did, and in lines for a person what it could not do.
    package struct Outcome: Sendable {
        package var done: [TriageRecord] = []
        package var trouble: [String] = []
    }

    /// Does all that is due at `now`; a `whole` round looks further back. One order that cannot be followed hinders no other.
    package func run(now: Instant, whole: Bool, until cancellation: Cancellation) -> Outcome {
        var outcome = Outcome()
        let records: [TriageRecord]
        do throws(TriageError) { records = try log.inForce() } catch {
            outcome.trouble.append("orders: \(error.message)")
            return outcome
        }
        for record in records.reversed() {
            guard let order = record.order, !cancellation.isCancelled else { continue }
            do throws(TriageDeskFailure) {
                let done = try follow(order, of: record.number, at: now, whole: whole, until: cancellation)
                if let done { outcome.done.append(done) }
            } catch {
                if !cancellation.isCancelled { outcome.trouble.append("order #\(record.number): \(error.message)") }
            }
        }
        return outcome
    }

    private func follow(
        _ order: StandingOrder, of number: Int64, at now: Instant, whole: Bool, until cancellation: Cancellation
    ) throws(TriageDeskFailure) -> TriageRecord? {
        let reach = whole ? Self.farReach : Self.nearReach
        let start = max(order.since, now.advanced(byMicroseconds: -reach))
        guard start < order.expiry else { return nil }
        let filter: Filter
        do throws(FilterError) { filter = try order.filter().resolved(now: now) } catch {
            throw .log(.badOrder(error.message))
        }
        let request = InboxRequest(
            filter: filter, range: TimeRange(start: start, end: order.expiry), dispositions: [.new], muted: .shown)
        let alerts: [AlertID]
        do throws(QueryFailure) {
            alerts = try store.alerts(request, in: nil, log, until: cancellation)
        } catch { throw .store(error) }
        guard !alerts.isEmpty else { return nil }
        do throws(TriageError) { return try log.carryOut(number, on: alerts, at: now) } catch { throw .log(error) }
    }
}

// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Query
package import Store
package import Triage

/// Follows standing orders once: does what they say to alerts that nobody has touched. The same round again does nothing more.
package struct OrderRound: Sendable {
    private let store: StoreReader
    private let log: TriageStore
    private let most: Int

    /// How far back alerts are looked for in each round, in microseconds: events come late by seconds, seldom by minutes.
    static let nearReach: Int64 = 3_600_000_000
    /// And in a whole round, for those that came later still.
    static let farReach = 7 * Instant.microsecondsPerDay

    /// One that does at most `most` alerts in one transaction: people's own deeds wait for it, and so does the end of the program.
    package init(store: StoreReader, log: TriageStore, atOnce most: Int = 20_000) {
        self.store = store
        self.log = log
        self.most = most
    }

    /// What a round did, and in lines for a person what it could not do.
    package struct Outcome: Sendable {
        package var done: [TriageRecord] = []
        package var trouble: [String] = []
    }

    /// An order, the number of its record, and the alerts that a round looks at for it.
    private struct Due {
        var number: Int64
        var order: StandingOrder
        var range: TimeRange
    }

    /// Does all that is due at `now`; a `whole` round looks further back. One order that cannot be followed hinders no other.
    package func run(now: Instant, whole: Bool, until cancellation: Cancellation) -> Outcome {
        var outcome = Outcome()
        let earliest = now.advanced(byMicroseconds: -(whole ? Self.farReach : Self.nearReach))
        let due: [Due]
        let held: Triaged
        do throws(TriageDeskFailure) {
            due = try orders(from: earliest)
            guard let start = due.map(\.range.start).min(), let end = due.map(\.range.end).max() else { return outcome }
            // Once for all orders: it may be millions. That an order before has done something is seen when it is done.
            held = try standings(in: TimeRange(start: start, end: end), until: cancellation)
        } catch {
            if !cancellation.isCancelled { outcome.trouble.append("orders: \(error.message)") }
            return outcome
        }
        for due in due where !cancellation.isCancelled {
            do throws(TriageDeskFailure) {
                let alerts = try alerts(of: due, held, at: now, until: cancellation)
                try carryOut(due.number, on: alerts, at: now, until: cancellation, &outcome.done)
            } catch {
                if !cancellation.isCancelled { outcome.trouble.append("order #\(due.number): \(error.message)") }
            }
        }
        return outcome
    }

    /// The orders that alerts from this time on can be due to, the oldest first.
    private func orders(from earliest: Instant) throws(TriageDeskFailure) -> [Due] {
        let records: [TriageRecord]
        do throws(TriageError) { records = try log.inForce() } catch { throw .log(error) }
        return records.reversed().compactMap { record in
            guard let order = record.order, earliest < order.expiry, order.since < order.expiry else { return nil }
            let range = TimeRange(start: max(order.since, earliest), end: order.expiry)
            return Due(number: record.number, order: order, range: range)
        }
    }

    private func standings(
        in range: TimeRange, until cancellation: Cancellation
    ) throws(TriageDeskFailure) -> Triaged {
        do throws(QueryFailure) { return try log.held(in: range, until: cancellation) } catch { throw .store(error) }
    }

    /// The alerts that an order is about and that are new.
    private func alerts(
        of due: Due, _ held: Triaged, at now: Instant, until cancellation: Cancellation
    ) throws(TriageDeskFailure) -> [AlertID] {
        let filter: Filter
        do throws(FilterError) { filter = try due.order.filter().resolved(now: now) } catch {
            throw .log(.badOrder(error.message))
        }
        let request = InboxRequest(filter: filter, range: due.range, dispositions: [.new], muted: .shown)
        do throws(QueryFailure) {
            return try store.alerts(request, held: held, until: cancellation)
        } catch { throw .store(error) }
    }

    private func carryOut(
        _ number: Int64, on alerts: [AlertID], at now: Instant, until cancellation: Cancellation,
        _ done: inout [TriageRecord]
    ) throws(TriageDeskFailure) {
        var rest = alerts[...]
        while !rest.isEmpty, !cancellation.isCancelled {
            let part = Array(rest.prefix(most))
            rest = rest.dropFirst(most)
            do throws(TriageError) {
                if let record = try log.carryOut(number, on: part, at: now) { done.append(record) }
            } catch { throw .log(error) }
        }
    }
}

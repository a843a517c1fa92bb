// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Synchronization

/// What the console and the command line ask of stored events. Calls block; they never wait for ingest.
///
/// Every call sees, for each day, one consistent state. A call that is cancelled or runs into its deadline returns what it has,
/// marked partial.
package protocol EventStore: Sendable {
    /// Counts events by some dimensions.
    func count(_ request: CountRequest, until cancellation: Cancellation) throws(QueryFailure) -> CountTable
    /// The numbers of the alerts overview; events that are no alerts do not count, whatever the filter.
    func alertsOverview(
        _ request: OverviewRequest, until cancellation: Cancellation
    ) throws(QueryFailure) -> AlertsOverview
    /// The numbers of the events overview.
    func eventsOverview(
        _ request: OverviewRequest, until cancellation: Cancellation
    ) throws(QueryFailure) -> EventsOverview
    /// Which rules matched in the period of an overview.
    func ruleOverview(
        _ request: OverviewRequest, until cancellation: Cancellation
    ) throws(QueryFailure) -> RuleOverview
    /// The countries of an overview's events; `nil` where no database tells any. It looks at each event.
    func countryOverview(
        _ request: OverviewRequest, until cancellation: Cancellation
    ) throws(QueryFailure) -> CountryOverview?
    /// Where these addresses are; `nil` where nothing is known to tell it by.
    func locations(of addresses: [IPAddress]) -> [IPAddress: GeoLocation]?
    /// One page of events.
    func page(_ request: PageRequest, until cancellation: Cancellation) throws(QueryFailure) -> EventPage
    /// One event with its raw bytes; `nil` if it is not stored (any more).
    func detail(_ id: EventID) throws(QueryFailure) -> EventDetail?
    /// Calls `body` with each event of the filter and its raw bytes, by time, until it returns false.
    func forEachRaw(
        _ request: PageRequest, until cancellation: Cancellation, _ body: (EventRow, [UInt8]) -> Bool
    ) throws(QueryFailure)
    /// One report for each gateway ever seen, by name.
    func gateways() throws(QueryFailure) -> [GatewayReport]
    /// What each gateway ever seen sent and lost in the buckets of a grid, by name; `isPartial` where it was cut short.
    func gatewayActivity(
        _ grid: BucketGrid, until cancellation: Cancellation
    ) throws(QueryFailure) -> (activity: [GatewayActivity], isPartial: Bool)
    /// The newest refused lines, newest first.
    func rejectedLines(limit: Int) throws(QueryFailure) -> [RejectedLine]
    /// The span from the first to just behind the last stored event; `nil` while nothing is stored.
    func extent() throws(QueryFailure) -> TimeRange?
}

/// Why a query could not be answered.
package enum QueryFailure: Error, Sendable, Equatable, Codable {
    /// The store's files could not be read.
    case storage(path: String, reason: String)
}

/// A flag that ends a running query early; set from any thread, or by a deadline. The query notes on it how far it came.
package final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)
    private let deadline: ContinuousClock.Instant?
    private let reachedTime = Atomic<Int64>(.max)

    /// One without a deadline.
    package init() {
        deadline = nil
    }

    /// One that also holds from `time` on, if there is one.
    package init(deadline time: ContinuousClock.Instant?) {
        deadline = time
    }

    /// Ends the query soon.
    package func cancel() {
        flag.store(true, ordering: .relaxed)
    }

    /// Whether `cancel` was called, whatever the time.
    package var isSet: Bool { flag.load(ordering: .relaxed) }

    /// Notes that events down to `time` were gone through; later times than what was noted before change nothing.
    package func reach(_ time: Instant) {
        reachedTime.min(time.microseconds, ordering: .relaxed)
    }

    /// The time down to which raw lines were gone through, from the newest on; `nil` where none had to be.
    package var reached: Instant? {
        let time = reachedTime.load(ordering: .relaxed)
        return time == .max ? nil : Instant(microseconds: time)
    }

    /// Whether the query shall end.
    package var isCancelled: Bool {
        if flag.load(ordering: .relaxed) { return true }
        guard let deadline else { return false }
        return ContinuousClock.now >= deadline
    }
}

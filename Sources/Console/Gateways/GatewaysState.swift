// SPDX-License-Identifier: Apache-2.0

internal import EVE
package import Enrolment
package import Query

/// What the gateways pane shows besides the reports of the store.
package struct GatewaysState: Sendable {
    /// Who may send, by the station's registry; `nil` until it was read.
    package var enrolled: [EnrolledGateway]?
    /// Why the registry could not be read.
    package var enrolledFailure: String?
    /// What each gateway sent and lost in the buckets of `grid`; `nil` until it is known.
    package var activity: [String: GatewayActivity]?
    package var grid: BucketGrid?
    /// Whether not everything was counted, so that what is lacking may be there.
    var isPartial = false
    package var order = GatewayOrder.trouble
    /// After so many microseconds without an event a gateway counts as silent where intake does not say.
    package var silentAfter: Int64 = 600_000_000

    package init() {}

    /// The last 24 hours in quarters of an hour, the present one the last.
    static func grid(now: Instant) -> BucketGrid {
        let width: Int64 = 900_000_000
        let count = 96
        let end = now.floored(toMicroseconds: width).advanced(byMicroseconds: width)
        return BucketGrid(start: end.advanced(byMicroseconds: -width * Int64(count)), width: width, count: count)
    }

    /// Takes what was counted in the buckets of `grid`.
    mutating func take(_ found: [GatewayActivity], in grid: BucketGrid, isPartial: Bool = false) {
        self.isPartial = isPartial
        activity = Dictionary(found.map { ($0.gateway, $0) }) { first, _ in first }
        self.grid = grid
    }

    /// Events of a gateway in each bucket; `nil` where it is not known whether any were missed: where not all was counted, before its first event, after the last
    /// one of a gateway that is not heard of, and from now on.
    func events(of row: GatewayRow, now: Instant) -> [Int?]? {
        guard let activity, let grid else { return nil }
        let counts = activity[row.name]?.events ?? []
        return (0..<grid.count).map { bucket in
            let count = counts.indices.contains(bucket) ? counts[bucket] : 0
            if count > 0 { return count }
            if isPartial { return nil }
            let span = grid.range(of: bucket)
            guard let first = row.report?.firstEvent, let last = row.report?.lastEvent, span.end > first,
                span.start <= now
            else { return nil }
            return span.start > last && row.state != .live ? nil : 0
        }
    }

    /// Packets dropped in each bucket; `nil` where no sensor told its counters.
    func drops(of row: GatewayRow) -> [Int?]? {
        guard let activity, let grid else { return nil }
        guard let own = activity[row.name] else { return Array(repeating: nil, count: grid.count) }
        return (0..<grid.count).map { bucket in
            let wasTold = own.readings.indices.contains(bucket) && own.readings[bucket] > 0
            return wasTold && own.drops.indices.contains(bucket) ? own.drops[bucket] : nil
        }
    }
}

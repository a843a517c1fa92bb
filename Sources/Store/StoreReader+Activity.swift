// SPDX-License-Identifier: Apache-2.0

package import Query

extension StoreReader {
    /// What each gateway ever seen sent and lost in the buckets of a grid, by name; `isPartial` where it was cut short.
    ///
    /// - Throws: `QueryFailure`.
    package func gatewayActivity(
        _ grid: BucketGrid, until cancellation: Cancellation
    ) throws(QueryFailure) -> (activity: [GatewayActivity], isPartial: Bool) {
        try answering { () throws(StoreError) in
            let period = Period(OverviewRequest(filter: .everything, grid: grid, sparkCells: 0, rows: 0, newest: 0))
            var tally = ActivityTally(period, gateways: try station.gateways())
            let isPartial = try visit(period, until: cancellation) { day throws(StoreError) in
                try tally.count(in: day, until: cancellation)
            }
            return (tally.finish(), isPartial)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE

/// Jobs that gateways run and tell of.
extension JobStore {
    /// What a gateway said of a job of its own.
    package struct GatewayReport: Sendable, Hashable {
        /// By its connection.
        package var gateway: String
        /// The higher the newer, of the same job.
        package var change: Int
        /// Its number is the gateway's.
        package var job: Job

        package init(gateway: String, change: Int, job: Job) {
            self.gateway = gateway
            self.change = change
            self.job = job
        }
    }

    /// What came of taking reports.
    package struct Taken: Sendable, Hashable {
        /// Those that changed something.
        package var changed = 0
        /// Those that said nothing that was not known.
        package var known = 0
        /// Those beyond what a gateway may tell in a day, which are lost, by gateway.
        package var refused: [String: Int] = [:]

        package init() {}
    }

    /// The most lines of a gateway that count in a UTC day, as what they say is kept for ever: a begin and an end, each half a minute.
    package static let gatewayLinesMost = 6000
    /// The most jobs of a gateway that are open at once; of more the oldest are no longer believed to be.
    package static let gatewayOpenMost = 64

    /// Takes what gateways said of their jobs: each becomes a row or changes the one that is there, and only rows of the same gateway. Nobody's word moves a
    /// time behind now.
    ///
    /// - Parameter news: what is told among the gateway's events of one that failed.
    package func take(
        _ reports: [GatewayReport], at now: Instant, news: (Job, JobFailure) -> [UInt8]
    ) throws(JobStoreFailure) -> Taken {
        guard !reports.isEmpty else { return Taken() }
        return try write { tables throws(StoreError) -> Result<Taken, Refusal> in
            let table = GatewayJobTable(tables: tables, now: now)
            var taken = Taken()
            for report in reports {
                switch try table.take(report, news: news) {
                case .changed: taken.changed += 1
                case .known: taken.known += 1
                case .refused: taken.refused[report.gateway, default: 0] += 1
                }
            }
            return .success(taken)
        }
    }
}

extension JobStore.Refusal {
    /// Why nothing can be done here about a job that a gateway runs; `nil` for one of the station's own.
    init?(elsewhere job: Job) {
        guard let gateway = job.gateway else { return nil }
        self.init(
            "job \(job.id) is of the gateway \(gateway), and its files are there: touch the clip in the camera's folder to have it tried again, take it away to have no job of it"
        )
    }
}

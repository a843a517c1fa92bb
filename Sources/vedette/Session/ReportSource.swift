// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Reports
internal import Station
internal import Store
internal import Triage

/// Where the console's reports come from.
struct ReportSource: Sendable {
    let configuration: StationConfiguration
    let store: StoreReader
    let assets: AssetFile

    /// The report of a period, widened to whole minutes, as text.
    func lines(
        of range: TimeRange, now: Instant, columns: Int, until cancellation: Cancellation
    ) throws(QueryFailure) -> [String] {
        let desk = ReportDesk(configuration, store: store, assets: assets, until: cancellation)
        do throws(ReportFailure) {
            return try desk.report(of: ReportPeriod.widened(range), now: now).lines(columns: columns)
        } catch {
            switch error {
            case .store(let failure): throw failure
            case .log(let failure): throw .storage(path: "triage.db", reason: failure.message)
            }
        }
    }
}

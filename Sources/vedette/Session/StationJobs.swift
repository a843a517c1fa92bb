// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Console
internal import JobWork
internal import Jobs
internal import Query
internal import Station
internal import Store

/// The anonymizer's jobs of a station's data directory, as one person works with them.
struct StationJobs: JobRecords {
    private let desk: JobDesk
    /// What workers of this process said last; `nil` where another process runs them.
    private let live: LiveJobs?

    /// - Parameter isConfined: whether the person may submit clips of the configured folders only.
    init(_ configuration: StationConfiguration, person: String, isConfined: Bool = false, live: LiveJobs?) {
        desk = JobDesk(configuration, person: person, isConfined: isConfined)
        self.live = live
    }

    func board(_ query: JobQuery) throws(QueryFailure) -> JobBoard {
        try reading { () throws(JobStoreFailure) in
            try desk.board(query, own: ProgramPath.current, at: SystemClock.now)
        }
    }

    func preview(_ wish: JobPreviewWish, until cancellation: Cancellation) throws(QueryFailure) -> JobPreview {
        do throws(JobStoreFailure) {
            return try desk.preview(wish, live: live, own: ProgramPath.current, at: SystemClock.now) {
                !cancellation.isSet
            }
        } catch {
            return .refused(error.message)
        }
    }

    func perform(_ deed: JobDeed) -> JobOutcome {
        let outcome = desk.perform(deed, at: SystemClock.now)
        guard case .refused(let reason) = outcome else { return outcome }
        return .refused("Not done: \(reason)")
    }

    private func reading<Value>(_ body: () throws(JobStoreFailure) -> Value) throws(QueryFailure) -> Value {
        do throws(JobStoreFailure) { return try body() } catch {
            switch error {
            case .storage(let path, let reason, _): throw .storage(path: path, reason: reason)
            case .refused(let reason): throw .storage(path: "jobs.db", reason: reason)
            }
        }
    }
}

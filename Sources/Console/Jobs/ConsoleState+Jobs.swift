// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import EVE
internal import Query

extension ConsoleState {
    /// How long what is shown of jobs is good enough, in microseconds: while one runs, and else. Workers tell more often, which is no reason to
    /// paint the screen of somebody at the other end of a slow line.
    private static let runningRest: Int64 = 1_000_000
    private static let quietRest: Int64 = 3_000_000

    /// Whether the jobs pane is on the screen.
    var showsJobs: Bool { place.pane == .jobs && place.depth == .overview }

    // MARK: Asking

    mutating func loadJobs() -> [Effect] {
        dirty.remove(.jobs)
        return ask(.jobs(JobQuery()), for: .jobs)
    }

    var areJobsDue: Bool {
        guard requests.waiting[.jobs] == nil else { return false }
        guard let answered = answeredAt[.jobs] else { return true }
        let rest = (jobs.board?.running ?? 0) > 0 ? Self.runningRest : Self.quietRest
        return dirty.contains(.jobs) || answered.advanced(byMicroseconds: rest) <= now
    }

    // MARK: Answers

    mutating func take(_ board: JobBoard) {
        jobs.board = board
        jobs.failure = nil
    }

    mutating func take(_ outcome: JobOutcome) -> [Effect] {
        switch outcome {
        case .refused(let reason): return fail(reason)
        case .done(_, let line):
            notices.add(Notice(.done, line), now: now)
            return showsJobs ? loadJobs() : []
        }
    }
}

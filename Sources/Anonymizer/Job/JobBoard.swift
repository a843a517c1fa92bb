// SPDX-License-Identifier: Apache-2.0

/// What the jobs pane shows at once: the newest jobs, and how the queue stands.
package struct JobBoard: Sendable, Hashable, Codable {
    /// Running first, then queued in the order in which they will run, then the rest, newest first; as many as were asked for. None of them
    /// holds what takes much room (`Job.brief`), but for the course of one (`JobQuery.whole`).
    package var jobs: [Job] = []
    /// How many there are of those that were asked for.
    package var total = 0
    package var running = 0
    package var queued = 0
    /// Those that ended today, in UTC.
    package var succeededToday = 0
    package var failedToday = 0
    package var cancelledToday = 0
    /// How many may run at once, and how many watch folders there are.
    package var workers = 0
    package var watchFolders = 0
    /// Why no job can run at all, in one line: the worker is not installed.
    package var absence: String?

    package init() {}
}

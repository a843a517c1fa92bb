// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE
package import JobWork
internal import Processes
package import Store

/// What the process does that runs the queue, time after time: takes what workers have done, ends what is to be cancelled, finds new clips in watch
/// folders, begins what is next, and removes files that were kept long enough. One thread uses it.
package final class QueueRound {
    /// What it is run with.
    package struct Parts: Sendable {
        package var settings: JobSettings
        package var store: JobStore
        /// The data directory, where it is kept what was masked; `nil` where nobody wants that.
        package var directory: String?
        package var worker: WorkerProgram?
        /// How many jobs run at once.
        package var places: Int
        /// The models that a job gets.
        package var models: @Sendable (JobOptions) throws(JobFailure) -> [UsedModel]
        package var live: LiveJobs
        /// Called when a try is over.
        package var signal: @Sendable () -> Void

        package init(
            settings: JobSettings, store: JobStore, directory: String? = nil, worker: WorkerProgram?, places: Int,
            live: LiveJobs = LiveJobs(),
            models: @escaping @Sendable (JobOptions) throws(JobFailure) -> [UsedModel] = { _ in [] },
            signal: @escaping @Sendable () -> Void = {}
        ) {
            self.settings = settings
            self.store = store
            self.directory = directory
            self.worker = worker
            self.places = places
            self.live = live
            self.models = models
            self.signal = signal
        }
    }

    private var parts: Parts
    private var tries: [JobTry] = []
    private var intake: WatchIntake
    private let retention: JobRetention
    /// What the last sweep could not remove.
    private var kept = ""
    private var hasBegun = false
    private var nextNote = 0.0
    private var nextLook = 0.0
    private var nextSweep = 0.0
    /// Of jobs that run, what was noted last.
    private var noted: [Int64: JobProgress] = [:]

    /// Seconds from one note of progress, look at watch folders and sweep of old files to the next.
    private static let notePause = 1.0
    private static let lookPause = 2.0
    private static let sweepPause = 60.0
    /// Seconds before the second, third and fourth try; there is no fifth.
    private static let pauses: [Int64] = [30, 120, 600]

    /// Pixels along the longer side of the previews that a console may ask for while a job runs.
    private static let previewSide = 480

    package init(_ parts: Parts) {
        self.parts = parts
        intake = WatchIntake(parts.settings, store: parts.store)
        retention = JobRetention(parts.settings, store: parts.store, directory: parts.directory)
    }

    /// The worker's program as it was found last; a queue without one keeps its jobs waiting.
    package func use(_ worker: WorkerProgram?) { parts.worker = worker }

    /// How many tries run.
    package var running: Int { tries.count }

    /// Does what is to be done now; the answer is what could not be, in one line, empty if all was.
    ///
    /// - Parameter seconds: monotonic.
    package func run(now: Instant, seconds: Double) -> String {
        do throws(JobStoreFailure) {
            if !hasBegun {
                try takeUp(at: now)
                hasBegun = true
            }
            try finish(at: now)
            try cancel()
            if seconds >= nextNote {
                try note()
                nextNote = seconds + Self.notePause
            }
            if seconds >= nextLook {
                try intake.look(now: now, seconds: seconds)
                nextLook = seconds + Self.lookPause
            }
            try begin(at: now)
            if seconds >= nextSweep {
                kept = try retention.sweep(at: now)
                nextSweep = seconds + Self.sweepPause
            }
            return [intake.trouble, kept].filter { !$0.isEmpty }.joined(separator: "; ")
        } catch {
            return "jobs: \(error.message)"
        }
    }

    /// Ends all tries; their jobs wait for the next station.
    package func end(now: Instant) {
        for one in tries { one.stop(.stationEnds) }
        for one in tries { one.wait() }
        // Where it cannot be noted, the next station finds them running and does the same.
        try? finish(at: now)
    }

    // MARK: Parts of a round

    /// Puts what an earlier station left running into the queue again, once nothing is on the disk of it: what its worker released and nobody
    /// noted was checked by nobody.
    private func takeUp(at now: Instant) throws(JobStoreFailure) {
        try parts.store.bringForward()
        var clean: [Int64] = []
        var faults: [Int64: JobFailure] = [:]
        for (job, isStream) in try parts.store.interrupted() {
            if let directory = parts.directory { RegionsFiles.remove(of: job.id, in: directory) }
            if WorkerFiles.takeBack(job, isStream: isStream) {
                clean.append(job.id)
            } else {
                let line =
                    "the station ended while it ran; \(job.output), which nobody checked, could not be removed, do so now"
                faults[job.id] = JobFailure(.output, line)
            }
        }
        try parts.store.requeueInterrupted(clean, faults: faults, at: now)
    }

    private func finish(at now: Instant) throws(JobStoreFailure) {
        while let index = tries.firstIndex(where: { $0.ending != nil }), let ending = tries[index].ending {
            let job = tries[index].job
            try finish(job, ending, at: now)
            tries.remove(at: index)
            parts.live.forget(job.id)
            noted[job.id] = nil
        }
    }

    private func finish(_ job: Job, _ ending: JobStore.TryEnding, at now: Instant) throws(JobStoreFailure) {
        let entry = parts.live.entry(of: job.id)
        try parts.store.note(job.id, clip: entry?.clip, progress: entry?.progress, course: entry?.course)
        let times = ClipTimes.of(job, clip: entry?.clip, ending)
        guard case .failed(let failure, let report, _) = ending else {
            return try parts.store.finish(job.id, ending, clip: times, at: now)
        }
        if failure.mayRetry, job.tries <= Self.pauses.count {
            let again = now.advanced(byMicroseconds: Self.pauses[max(0, job.tries - 1)] * 1_000_000)
            return try parts.store.finish(job.id, .failed(failure, report, again: again), clip: times, at: now)
        }
        let news = (gateway: gateway(of: job), line: JobNews.line(job, failure, at: now))
        try parts.store.finish(job.id, ending, clip: times, news: news, at: now)
    }

    /// Among whose events a job is told of: what the configuration says of its camera. Nobody else names a gateway.
    private func gateway(of job: Job) -> String {
        let folder = parts.settings.watch.first { $0.camera == job.camera }
        let name = folder.map { $0.gateway ?? $0.camera } ?? ""
        return GatewayName.isValid(name) ? name : JobNews.station
    }

    private func cancel() throws(JobStoreFailure) {
        guard !tries.isEmpty else { return }
        for (number, person) in try parts.store.endings() {
            tries.first { $0.job.id == number }?.stop(.cancelled(person))
        }
    }

    private func note() throws(JobStoreFailure) {
        for one in tries {
            guard let entry = parts.live.entry(of: one.job.id) else { continue }
            guard entry.progress == nil || entry.progress != noted[one.job.id] else { continue }
            try parts.store.note(
                one.job.id, clip: entry.clip, progress: entry.progress, course: entry.course,
                times: ClipTimes.of(one.job, clip: entry.clip))
            noted[one.job.id] = entry.progress
        }
    }

    private func begin(at now: Instant) throws(JobStoreFailure) {
        guard let worker = parts.worker else { return }
        while tries.count < parts.places, let job = try parts.store.beginNext(at: now, where: Self.isWhole) {
            let isStream = ClipSource.of(job.input) == .stream
            let limits = LimitedProcess.Limits(
                processorSeconds: isStream ? nil : parts.settings.processorSeconds,
                memoryBytes: parts.settings.memoryBytes, niceness: parts.settings.niceness)
            let one = JobTry(job)
            tries.append(one)
            one.start(
                WorkerRun(worker, limits: limits, silentSeconds: Double(parts.settings.silentSeconds)),
                models: parts.models, live: parts.live, previewSide: Self.previewSide,
                regions: isStream ? nil : parts.directory.flatMap { RegionsFiles.begin(job, in: $0) },
                signal: parts.signal)
        }
    }

    /// Whether one of the files of a job is what was taken.
    private static func isWhole(_ taken: [TakenFile]) -> Bool {
        taken.contains { WatchScan.file($0.path) == $0 }
    }

    /// Waits until all tries are over that run now.
    package func waitForTries() { for one in tries { one.wait() } }
}

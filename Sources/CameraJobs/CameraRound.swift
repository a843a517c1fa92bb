// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE
package import JobWork
internal import Processes

/// What the supervisor does time after time: takes what workers have done, finds new clips, begins what is next, tells how far all is, and removes files
/// that were kept long enough. One thread uses it.
package final class CameraRound {
    /// What it is run with.
    package struct Parts: Sendable {
        package var settings: CameraSettings
        package var worker: WorkerProgram
        /// How many jobs run at once.
        package var places: Int
        /// The models that a job gets.
        package var models: @Sendable (JobOptions) throws(JobFailure) -> [UsedModel]
        /// Called when a try is over.
        package var signal: @Sendable () -> Void

        package init(
            settings: CameraSettings, worker: WorkerProgram, places: Int,
            models: @escaping @Sendable (JobOptions) throws(JobFailure) -> [UsedModel] = { _ in [] },
            signal: @escaping @Sendable () -> Void = {}
        ) {
            self.settings = settings
            self.worker = worker
            self.places = places
            self.models = models
            self.signal = signal
        }
    }

    private let parts: Parts
    private var ledger: CameraLedger
    private var intake: CameraIntake
    private let retention: CameraRetention
    private let live = LiveJobs()
    private var tries: [JobTry] = []
    private var nextLook = 0.0
    private var nextSweep = 0.0
    /// What the last sweep could not remove.
    private var kept = ""
    /// When it is told next how far a job is, and what was told last.
    private var told: [Int64: (next: Double, progress: JobProgress?)] = [:]

    /// Seconds from one look at folders, sweep of old files and telling of progress to the next.
    private static let lookPause = 2.0
    private static let sweepPause = 60.0
    private static let tellPause = 60.0
    /// Seconds before the second, third and fourth try; there is no fifth.
    private static let pauses: [Int64] = [30, 120, 600]
    /// A job with so many tries is not begun once more after the supervisor ended: it may be why.
    private static let interruptionsMost = 10
    private static let niceness = 10
    private static let processorSeconds = 86_400

    /// Takes up what is kept: what an earlier supervisor left running waits again, once nothing is on the disk of it.
    package init(_ parts: Parts, now: Instant) throws(CameraProblem) {
        self.parts = parts
        ledger = try CameraLedger(
            book: parts.settings.state + "/cameras.json", journal: parts.settings.journal)
        intake = CameraIntake(parts.settings)
        retention = CameraRetention(parts.settings)
        try takeUp(at: now)
    }

    /// How it stands.
    package var standing: CameraStanding {
        CameraStanding(
            running: tries.count, queued: ledger.book.open.count - tries.count, succeeded: ledger.book.succeeded,
            failed: ledger.book.failed)
    }

    /// Does what is to be done now; the answer is what could not be, in one line, empty if all was.
    ///
    /// - Parameter seconds: monotonic.
    package func run(now: Instant, seconds: Double) -> String {
        do throws(CameraProblem) {
            try ledger.flush()
            try finish(at: now)
            if seconds >= nextLook {
                try intake.look(&ledger, now: now, seconds: seconds)
                nextLook = seconds + Self.lookPause
            }
            try begin(at: now, seconds)
            try tell(at: now, seconds)
            if seconds >= nextSweep {
                kept = try retention.sweep(&ledger, at: now)
                nextSweep = seconds + Self.sweepPause
            }
            return [intake.trouble, kept].filter { !$0.isEmpty }.joined(separator: "; ")
        } catch {
            return error.line
        }
    }

    /// Ends all tries; their jobs wait for the next supervisor.
    package func end(now: Instant) {
        for one in tries { one.stop(.stationEnds) }
        for one in tries { one.wait() }
        // Where it cannot be kept, the next one finds them running and does the same.
        do throws(CameraProblem) {
            try finish(at: now)
            try ledger.settle()
        } catch {}
    }

    /// Waits until all tries are over that run now.
    package func waitForTries() { for one in tries { one.wait() } }

    // MARK: Parts of a round

    private func takeUp(at now: Instant) throws(CameraProblem) {
        let left = ledger.book.open.filter { $0.job.state == .running }.map(\.job)
        guard !left.isEmpty else { return }
        // What was released and not noted was checked by nobody.
        let endings = left.map { job -> (Int64, TryEnding) in
            guard !WorkerFiles.takeBack(job, isStream: false) else { return (job.id, .interrupted) }
            let line = "\(job.output), which nobody checked, could not be removed, do so now"
            return (job.id, .failed(JobFailure(.output, line), nil, again: nil))
        }
        try ledger.change(at: now) { book in endings.compactMap { Self.end($0.0, $0.1, &book, at: now) } }
    }

    private func finish(at now: Instant) throws(CameraProblem) {
        while let index = tries.firstIndex(where: { $0.ending != nil }), let ending = tries[index].ending {
            let job = tries[index].job
            let entry = live.entry(of: job.id)
            let times = ClipTimes.of(job, clip: entry?.clip, ending)
            try ledger.change(at: now) { book in
                guard let open = book.open.firstIndex(where: { $0.job.id == job.id }) else { return [] }
                book.open[open].job.clip = entry?.clip ?? book.open[open].job.clip
                book.open[open].job.progress = entry?.progress
                book.open[open].job.clipBegin = times.begin ?? book.open[open].job.clipBegin
                book.open[open].job.clipEnd = times.end ?? book.open[open].job.clipEnd
                return Self.end(job.id, ending, &book, at: now).map { [$0] } ?? []
            }
            tries.remove(at: index)
            live.forget(job.id)
            told[job.id] = nil
        }
    }

    /// Notes how a try ended; the line that tells of it.
    private static func end(
        _ number: Int64, _ ending: TryEnding, _ book: inout CameraBook, at now: Instant
    ) -> JobLine? {
        guard let index = book.open.firstIndex(where: { $0.job.id == number }) else { return nil }
        var entry = book.open[index]
        entry.job.ended = now
        switch ending {
        case .succeeded(let report):
            entry.job.state = .succeeded
            (entry.job.report, entry.job.failure) = (report, nil)
            book.succeeded += 1
        case .failed(let failure, let report, _):
            (entry.job.failure, entry.job.report) = (failure, report)
            if failure.mayRetry, entry.job.tries <= pauses.count {
                wait(&entry.job, until: now.advanced(byMicroseconds: pauses[max(0, entry.job.tries - 1)] * 1_000_000))
            } else {
                entry.job.state = .failed
                book.failed += 1
            }
        case .interrupted, .cancelled:
            if entry.job.tries >= interruptionsMost {
                entry.job.state = .failed
                entry.job.failure = JobFailure(
                    .worker, "the supervisor ended \(entry.job.tries) times while it ran; touch the clip to try again")
                book.failed += 1
            } else {
                wait(&entry.job, until: nil)
            }
        }
        let line = JobLine(change: entry.lines.end(entry.job.tries), job: entry.job)
        if entry.job.state.isOver {
            book.open.remove(at: index)
            book.done.append(CameraBook.DoneClip(entry, at: now))
        } else {
            book.open[index] = entry
        }
        return line
    }

    /// Ends a job that waits; a line tells of it where the station knows of it.
    private static func drop(_ number: Int64, _ book: inout CameraBook, at now: Instant) -> JobLine? {
        guard let index = book.open.firstIndex(where: { $0.job.id == number }) else { return nil }
        var entry = book.open.remove(at: index)
        entry.job.state = .cancelled
        (entry.job.ended, entry.job.notBefore) = (now, nil)
        book.done.append(CameraBook.DoneClip(entry, at: now))
        // The line behind that of the try that ended last.
        return entry.job.tries == 0 ? nil : JobLine(change: entry.lines.end(entry.job.tries) + 1, job: entry.job)
    }

    private static func wait(_ job: inout Job, until time: Instant?) {
        job.state = .queued
        job.notBefore = time
        (job.ended, job.progress) = (nil, nil)
    }

    private func begin(at now: Instant, _ seconds: Double) throws(CameraProblem) {
        while tries.count < parts.places, !ledger.isBehind,
            let next = ledger.book.open.first(where: { $0.job.state == .queued && $0.job.notBefore ?? now <= now })
        {
            // Who takes the clip away, or writes it anew, wants no job of what it was.
            guard WatchScan.file(next.taken.path) == next.taken else {
                try ledger.change(at: now) { Self.drop(next.job.id, &$0, at: now).map { [$0] } ?? [] }
                continue
            }
            var job = next.job
            job.state = .running
            job.tries += 1
            job.started = now
            (job.ended, job.notBefore, job.progress, job.failure, job.report) = (nil, nil, nil, nil, nil)
            let begun = job
            try ledger.change(at: now) { book in
                guard let index = book.open.firstIndex(where: { $0.job.id == begun.id }) else { return [] }
                book.open[index].job = begun
                return [JobLine(change: book.open[index].lines.begin(begun.tries), job: begun)]
            }
            let limits = LimitedProcess.Limits(
                processorSeconds: Self.processorSeconds, memoryBytes: parts.settings.memoryBytes,
                niceness: Self.niceness)
            let one = JobTry(begun)
            tries.append(one)
            told[begun.id] = (seconds + Self.tellPause, nil)
            one.start(WorkerRun(parts.worker, limits: limits), models: parts.models, live: live, signal: parts.signal)
        }
    }

    private func tell(at now: Instant, _ seconds: Double) throws(CameraProblem) {
        for one in tries {
            guard let (next, before) = told[one.job.id], next <= seconds, let entry = live.entry(of: one.job.id),
                entry.progress != nil, entry.progress != before
            else { continue }
            told[one.job.id] = (seconds + Self.tellPause, entry.progress)
            try ledger.tell(one.job.id, clip: entry.clip, progress: entry.progress, at: now)
        }
    }
}

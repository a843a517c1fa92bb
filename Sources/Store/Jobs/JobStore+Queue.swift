// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE

/// What the process does that runs the queue.
extension JobStore {
    /// A job with so many tries is not begun once more after the station ended: it may be why.
    package static let interruptionsMost = 10

    /// Jobs that a station which ended left running, and whether each is of a stream. What such a try may have left on the disk is to be removed before it counts
    /// as over (`requeueInterrupted`): whoever ends in between finds them again.
    package func interrupted() throws(JobStoreFailure) -> [(job: Job, isStream: Bool)] {
        try read([]) { tables throws(StoreError) in
            var all: [(job: Job, isStream: Bool)] = []
            for job in try tables.jobs.jobs("WHERE state = 'running' AND gateway IS NULL ORDER BY number") {
                all.append((job, try tables.jobs.stream(job.id) != nil))
            }
            return all
        }
    }

    /// Lets jobs wait again that a station which ended left running, with their try counted.
    ///
    /// - Parameters:
    ///   - numbers: of jobs of which nothing is on the disk that was not checked.
    ///   - faults: of others why not, which fail for that.
    package func requeueInterrupted(
        _ numbers: [Int64], faults: [Int64: JobFailure] = [:], at now: Instant
    ) throws(JobStoreFailure) {
        guard !numbers.isEmpty || !faults.isEmpty else { return }
        try write { tables throws(StoreError) -> Result<Void, Refusal> in
            for number in numbers + faults.keys.sorted() {
                guard let job = try tables.jobs.job(number), job.state == .running else { continue }
                try requeue(job, tables, fault: faults[number], at: now)
            }
            return .success(())
        }
    }

    private func requeue(
        _ job: Job, _ tables: Tables, fault: JobFailure? = nil, at now: Instant
    ) throws(StoreError) {
        var job = job
        if let fault {
            (job.state, job.ended, job.failure) = (.failed, now, fault)
            try tables.record.add(
                JobEntry(time: now, job: job.id, kind: .failed, words: "\(fault.kind.rawValue): \(fault.line)"))
        } else if let person = try tables.jobs.ending(job.id) {
            job.state = .cancelled
            job.ended = now
            try tables.record.add(JobEntry(time: now, job: job.id, kind: .cancelled, person: person))
        } else if job.tries >= Self.interruptionsMost {
            let line = "the station ended \(job.tries) times while it ran; retry it by hand if that was not its doing"
            job.state = .failed
            job.ended = now
            job.failure = JobFailure(.worker, line)
            try tables.record.add(JobEntry(time: now, job: job.id, kind: .failed, words: "worker: \(line)"))
        } else {
            job.state = .queued
            try tables.record.add(JobEntry(time: now, job: job.id, kind: .interrupted))
        }
        job.progress = nil
        try tables.jobs.setEnding(job.id, nil)
        try tables.jobs.put(job)
    }

    /// Takes the job that is next out of the queue and begins its next try; `nil` where none may be begun now. It comes with its whole input (`input(of:)`).
    ///
    /// - Parameter isWhole: whether a file that a job was made of is still what was taken. Who takes a clip away, or writes it anew, wants no job of what it was,
    ///   which is cancelled then; it may be a job again by itself.
    package func beginNext(
        at now: Instant, where isWhole: ([TakenFile]) -> Bool = { _ in true }
    ) throws(JobStoreFailure) -> Job? {
        while let next = try next(at: now) {
            // Files are looked at while nobody waits for it.
            let isWanted = next.taken.isEmpty || isWhole(next.taken)
            let begun = try write { tables throws(StoreError) -> Result<Job?, Refusal> in
                guard let job = try tables.jobs.job(next.job.id), job.state == .queued else { return .success(nil) }
                return .success(isWanted ? try begin(job, tables, at: now) : try drop(job, tables, at: now))
            }
            if let begun { return begun }
        }
        return nil
    }

    private func next(at now: Instant) throws(JobStoreFailure) -> KeptFiles? {
        try read(nil) { tables throws(StoreError) in
            let next = try tables.jobs.jobs(
                "WHERE state = 'queued' AND gateway IS NULL AND coalesce(not_before, ?1) <= ?1 "
                    + "ORDER BY priority DESC, number LIMIT 1", [.integer(now.microseconds)])
            guard let job = next.first else { return nil }
            return KeptFiles(job: job, taken: try tables.taken.files(of: job.id))
        }
    }

    private func begin(_ job: Job, _ tables: Tables, at now: Instant) throws(StoreError) -> Job {
        var job = job
        job.state = .running
        job.tries += 1
        job.started = now
        (job.ended, job.notBefore, job.progress, job.course, job.failure) = (nil, nil, nil, nil, nil)
        try tables.jobs.put(job)
        try tables.record.add(JobEntry(time: now, job: job.id, kind: .begun, words: "try \(job.tries)"))
        job.input = try tables.jobs.stream(job.id) ?? job.input
        return job
    }

    private func drop(_ job: Job, _ tables: Tables, at now: Instant) throws(StoreError) -> Job? {
        var job = job
        (job.state, job.ended, job.notBefore) = (.cancelled, now, nil)
        try tables.jobs.put(job)
        let words = "its clip was taken away or is another one by now"
        try tables.record.add(JobEntry(time: now, job: job.id, kind: .cancelled, person: job.by, words: words))
        return nil
    }

    /// Those of running jobs that somebody wants cancelled, with who it is.
    package func endings() throws(JobStoreFailure) -> [Int64: String] {
        try read([:]) { tables throws(StoreError) in
            let rows = try Statement(
                tables.database,
                "SELECT number, ending FROM job WHERE state = 'running' AND gateway IS NULL AND ending IS NOT NULL")
            var all: [Int64: String] = [:]
            while try rows.step() { all[rows.integer(0)] = rows.text(1) }
            return all
        }
    }

    /// Notes how far a running job is, and when its clip was taken so far as that is known by now; previews are not kept.
    package func note(
        _ number: Int64, clip: OpenedClip?, progress: JobProgress?, course: JobCourse? = nil,
        times: (begin: Instant?, end: Instant?) = (nil, nil)
    ) throws(JobStoreFailure) {
        try write { tables throws(StoreError) -> Result<Void, Refusal> in
            guard var job = try tables.jobs.job(number), job.state == .running else { return .success(()) }
            if let clip { job.clip = clip }
            if let course { job.course = course }
            job.clipBegin = times.begin ?? job.clipBegin
            job.clipEnd = times.end ?? job.clipEnd
            if var progress {
                progress.preview = nil
                job.progress = progress
            }
            try tables.jobs.put(job)
            return .success(())
        }
    }

    /// Ends a try. One that somebody wants cancelled is not tried again, whatever came of it.
    ///
    /// - Parameters:
    ///   - clip: begin and end of what the clip shows, where they are known by now.
    ///   - news: what is told of it among the events, and of which gateway.
    package func finish(
        _ number: Int64, _ ending: TryEnding, clip: (begin: Instant?, end: Instant?) = (nil, nil),
        news: (gateway: String, line: [UInt8])? = nil, at now: Instant
    ) throws(JobStoreFailure) {
        try write { tables throws(StoreError) -> Result<Void, Refusal> in
            guard var job = try tables.jobs.job(number), job.state == .running else { return .success(()) }
            var ending = ending
            if case .interrupted = ending {
                try requeue(job, tables, at: now)
                return .success(())
            }
            if case .failed(_, _, .some) = ending, let person = try tables.jobs.ending(number) {
                ending = .cancelled(person)
            }
            job.clipBegin = clip.begin ?? job.clipBegin
            job.clipEnd = clip.end ?? job.clipEnd
            job.ended = now
            var entry = JobEntry(time: now, job: number, kind: .succeeded)
            switch ending {
            case .succeeded(let report):
                job.state = .succeeded
                (job.report, job.failure) = (report, nil)
                entry.content = EvidenceCoding.json(report)
            case .failed(let failure, let report, let again):
                job.state = again == nil ? .failed : .queued
                if again != nil { job.ended = nil }
                (job.report, job.failure, job.notBefore) = (report, failure, again)
                entry.kind = .failed
                entry.words = "\(failure.kind.rawValue): \(failure.line)"
                entry.content = report.map { EvidenceCoding.json($0) } ?? ""
            case .cancelled(let person):
                job.state = .cancelled
                (entry.kind, entry.person) = (.cancelled, person)
            case .interrupted: break
            }
            try tables.jobs.put(job)
            try tables.jobs.setEnding(number, nil)
            try tables.record.add(entry)
            if let news { try tables.jobs.addNews(news.line, of: news.gateway) }
            return .success(())
        }
    }

    // MARK: Watch folders

    /// Whether this very file became a job before.
    package func hasTaken(_ taken: TakenFile) throws(JobStoreFailure) -> Bool {
        try read(false) { tables throws(StoreError) in try tables.taken.has(taken) }
    }

    /// The SHA-256 in hexadecimal, with the number of its job, of a file of that path and size that became a job which succeeded before.
    package func processed(_ path: String, size: Int64) throws(JobStoreFailure) -> (job: Int64, sha256: String)? {
        try read(nil) { tables throws(StoreError) in
            let jobs = try tables.jobs.jobs(
                "WHERE state = 'succeeded' AND gateway IS NULL AND number IN (SELECT job FROM taken WHERE path = ?1 AND size = ?2) "
                    + "ORDER BY number DESC LIMIT 1", [.text(path), .integer(size)])
            guard let job = jobs.first, let report = job.report else { return nil }
            return (job.id, report.input.sha256)
        }
    }

    /// Notes that a file is the content that job `number` had, so that it is an input of that job, to be removed as one.
    package func take(_ taken: TakenFile, as number: Int64) throws(JobStoreFailure) {
        try write { tables throws(StoreError) -> Result<Void, Refusal> in
            try tables.taken.add(taken, job: number)
            let set = try Statement(tables.database, "UPDATE job SET input_gone = NULL WHERE number = ?1")
            set.bind(1, number)
            try set.run()
            return .success(())
        }
    }

    // MARK: Retention

    /// What may be removed of the files of a job.
    package struct KeptFiles: Sendable, Hashable {
        package var job: Job
        /// Files of watch folders, as they were taken.
        package var taken: [TakenFile]
    }

    /// Jobs that succeeded before `time` and whose inputs came from watch folders and were not removed yet, oldest first, from behind `last` on.
    package func inputsToDrop(
        before time: Instant, behind last: Job? = nil, limit: Int = 100
    ) throws(JobStoreFailure) -> [KeptFiles] {
        try kept("watch IS NOT NULL AND input_gone IS NULL", before: time, last, limit)
    }

    /// Jobs that succeeded before `time` and whose outputs were not removed yet, oldest first, from behind `last` on.
    package func outputsToDrop(
        before time: Instant, behind last: Job? = nil, limit: Int = 100
    ) throws(JobStoreFailure) -> [KeptFiles] {
        try kept("output_gone IS NULL", before: time, last, limit)
    }

    private func kept(
        _ condition: String, before time: Instant, _ last: Job?, _ limit: Int
    ) throws(JobStoreFailure) -> [KeptFiles] {
        try read([]) { tables throws(StoreError) in
            let place = [last?.ended?.microseconds ?? .min, last?.id ?? 0]
            let jobs = try tables.jobs.jobs(
                "WHERE state = 'succeeded' AND gateway IS NULL AND \(condition) AND ended < ?1 AND (ended, number) > (?2, ?3) "
                    + "ORDER BY ended, number LIMIT \(limit)",
                [.integer(time.microseconds)] + place.map(Argument.integer))
            var all: [KeptFiles] = []
            for job in jobs { all.append(KeptFiles(job: job, taken: try tables.taken.files(of: job.id))) }
            return all
        }
    }

    /// Notes that the inputs or outputs of a job are gone; `words` says what was removed or why not.
    package func noteDropped(
        _ number: Int64, inputs: Bool, words: String, at now: Instant
    ) throws(JobStoreFailure) {
        try write { tables throws(StoreError) -> Result<Void, Refusal> in
            let column = inputs ? "input_gone" : "output_gone"
            let set = try Statement(tables.database, "UPDATE job SET \(column) = ?2 WHERE number = ?1")
            set.bind([.integer(number), .integer(now.microseconds)])
            try set.run()
            try tables.record.add(JobEntry(time: now, job: number, kind: .dropped, words: words))
            return .success(())
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE

/// What the process does that runs the queue.
extension JobStore {
    /// A job with so many tries is not begun once more after the station ended: it may be why.
    package static let interruptionsMost = 10

    /// Jobs that a station which ended left running: they wait again, with their try counted. What such a try may have left on the disk is to be
    /// removed before another one is begun.
    ///
    /// - Returns: the jobs as they were.
    package func requeueInterrupted(at now: Instant) throws(JobStoreFailure) -> [Job] {
        guard file.exists else { return [] }
        return try write { tables throws(StoreError) -> Result<[Job], Refusal> in
            let left = try tables.jobs.jobs("WHERE state = 'running' AND gateway IS NULL ORDER BY number")
            for job in left { try requeue(job, tables, at: now) }
            return .success(left)
        }
    }

    private func requeue(_ job: Job, _ tables: Tables, at now: Instant) throws(StoreError) {
        var job = job
        if let person = try tables.jobs.ending(job.id) {
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

    /// Takes the job that is next out of the queue and begins its next try; `nil` where none may be begun now.
    package func beginNext(at now: Instant) throws(JobStoreFailure) -> Job? {
        guard try hasWaiting(at: now) else { return nil }
        return try write { tables throws(StoreError) -> Result<Job?, Refusal> in
            let next = try tables.jobs.jobs(
                "WHERE state = 'queued' AND gateway IS NULL AND coalesce(not_before, ?1) <= ?1 "
                    + "ORDER BY priority DESC, number LIMIT 1", [.integer(now.microseconds)])
            guard var job = next.first else { return .success(nil) }
            job.state = .running
            job.tries += 1
            job.started = now
            (job.ended, job.notBefore, job.progress, job.course, job.failure) = (nil, nil, nil, nil, nil)
            try tables.jobs.put(job)
            try tables.record.add(JobEntry(time: now, job: job.id, kind: .begun, words: "try \(job.tries)"))
            return .success(job)
        }
    }

    private func hasWaiting(at now: Instant) throws(JobStoreFailure) -> Bool {
        try read(false) { tables throws(StoreError) in
            try tables.jobs.count(
                "state = 'queued' AND gateway IS NULL AND coalesce(not_before, ?1) <= ?1",
                [.integer(now.microseconds)]) > 0
        }
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

    /// Notes how far a running job is; previews are not kept.
    package func note(
        _ number: Int64, clip: OpenedClip?, progress: JobProgress?, course: JobCourse? = nil
    ) throws(JobStoreFailure) {
        try write { tables throws(StoreError) -> Result<Void, Refusal> in
            guard var job = try tables.jobs.job(number), job.state == .running else { return .success(()) }
            if let clip { job.clip = clip }
            if let course { job.course = course }
            if var progress {
                progress.preview = nil
                job.progress = progress
            }
            try tables.jobs.put(job)
            return .success(())
        }
    }

    /// Ends a try.
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
            if case .interrupted = ending {
                try requeue(job, tables, at: now)
                return .success(())
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

    /// Notes that a file is the content that job `number` had.
    package func take(_ taken: TakenFile, as number: Int64) throws(JobStoreFailure) {
        try write { tables throws(StoreError) -> Result<Void, Refusal> in
            try tables.taken.add(taken, job: number)
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

    /// Jobs that succeeded before `time` and whose inputs came from watch folders and were not removed yet, oldest first.
    package func inputsToDrop(before time: Instant, limit: Int = 100) throws(JobStoreFailure) -> [KeptFiles] {
        try kept("watch IS NOT NULL AND input_gone IS NULL", before: time, limit)
    }

    /// Jobs that succeeded before `time` and whose outputs were not removed yet, oldest first.
    package func outputsToDrop(before time: Instant, limit: Int = 100) throws(JobStoreFailure) -> [KeptFiles] {
        try kept("output_gone IS NULL", before: time, limit)
    }

    private func kept(_ condition: String, before time: Instant, _ limit: Int) throws(JobStoreFailure) -> [KeptFiles] {
        try read([]) { tables throws(StoreError) in
            let jobs = try tables.jobs.jobs(
                "WHERE state = 'succeeded' AND gateway IS NULL AND \(condition) AND ended < ?1 ORDER BY ended LIMIT \(limit)",
                [.integer(time.microseconds)])
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

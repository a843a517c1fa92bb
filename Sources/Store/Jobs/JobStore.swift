// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE
internal import GRDB

/// The anonymizer's jobs, their reports and the record of what was done, in `jobs.db` of the data directory. Several processes may use one
/// at once; one of them runs the queue. Calls block.
///
/// What a call has done is on the disk when it returns. Making a store touches no file. Readers never wait for a writer.
package final class JobStore: Sendable {
    package typealias TakenFile = Anonymizer.TakenFile
    package typealias TryEnding = Anonymizer.TryEnding

    let file: SharedFile
    private let directory: StoreDirectory

    /// The jobs of the data directory `directory`.
    package init(directory: String) {
        self.directory = StoreDirectory(root: directory)
        file = .jobs(in: self.directory)
    }

    /// Bytes of a path, and of a camera's or person's name.
    package static let pathMost = 4096
    package static let nameMost = 200

    /// Whether there was ever a job.
    package var exists: Bool { file.exists }

    /// Brings the file, where there is one, to the newest schema, which readers do not.
    package func bringForward() throws(JobStoreFailure) {
        guard file.exists else { return }
        do throws(StoreError) { _ = try file.writing() } catch { throw failure(error) }
    }

    /// The right to run the queue of this directory, which one process has at a time; it ends with what is returned.
    ///
    /// - Returns: `nil` where another process has it.
    package func queueLock() throws(JobStoreFailure) -> QueueLock? {
        do throws(StoreError) {
            try directory.create()
            return QueueLock(try StoreLock(directory.root + "/queue.lock"))
        } catch {
            if case .busy = error { return nil }
            throw failure(error)
        }
    }

    /// The right to run a queue.
    package final class QueueLock: Sendable {
        private let lock: StoreLock

        init(_ lock: consuming StoreLock) { self.lock = lock }
    }

    // MARK: What people do

    /// Puts a job into the queue; the answer is its number, `nil` where the very file became a job before.
    ///
    /// What of its input is an address is kept whole for the worker alone (`input(of:)`); a job and the record have it as it may be told.
    ///
    /// - Parameters:
    ///   - isPipe: whether its input is a named pipe, which is a stream as addresses are.
    ///   - taken: the file of the watch folder that it came from; `watch` is that folder.
    package func submit(
        _ job: Job, isPipe: Bool = false, watch: String? = nil, taken: TakenFile? = nil
    ) throws(JobStoreFailure) -> Int64? {
        if let problem = Self.problem(job) { throw .refused(problem) }
        let stream = isPipe || StreamAddress.isAddress(job.input) ? job.input : nil
        let place = ResolvedPath.of(job.output)
        var job = job
        job.input = StreamAddress.told(job.input)
        let told = job
        return try write { tables throws(StoreError) -> Result<Int64?, Refusal> in
            if let taken, try tables.taken.has(taken) { return .success(nil) }
            guard try tables.jobs.isFree(place) else {
                return .failure(Refusal("another job writes \(told.output); give another output"))
            }
            let number = try tables.jobs.add(told, watch: watch, stream: stream, place: place)
            if let taken { try tables.taken.add(taken, job: number) }
            try tables.record.add(
                JobEntry(time: told.submitted, job: number, kind: .submitted, person: told.by, words: told.input))
            return .success(number)
        }
    }

    /// Whether no job writes there, however the path is written, and none has written there that is kept.
    package func isOutputFree(_ path: String) throws(JobStoreFailure) -> Bool {
        let place = ResolvedPath.of(path)
        return try read(true) { tables throws(StoreError) in try tables.jobs.isFree(place) }
    }

    /// The input of a job as the worker gets it: of a stream the whole address, with a password that may be in it. It is for no eyes.
    ///
    /// - Returns: whether it is a stream, too; `nil` where there is no such job.
    package func input(of number: Int64) throws(JobStoreFailure) -> (path: String, isStream: Bool)? {
        try read(nil) { tables throws(StoreError) in
            guard let job = try tables.jobs.job(number) else { return nil }
            let stream = try tables.jobs.stream(number)
            return (stream ?? job.input, stream != nil)
        }
    }

    private static func problem(_ job: Job) -> String? {
        if job.input.isEmpty || job.output.isEmpty { return "a job needs an input and an output" }
        if job.input == job.output { return "the output would be written over the input; give another output" }
        if [job.input, job.output].contains(where: { $0.utf8.count > pathMost || $0.utf8.contains(0) }) {
            return "a path has more than \(pathMost) bytes, or a zero byte"
        }
        if [job.camera, job.by, job.gateway ?? ""].contains(where: { $0.utf8.count > nameMost }) {
            return "a name has more than \(nameMost) bytes"
        }
        if !Job.priorities.contains(job.priority) { return "a priority is from -9 to 9" }
        return job.options.problem
    }

    /// Cancels a job: at once where it waits; where it runs, the process that runs it will. Whether that is still to come.
    package func cancel(_ number: Int64, by person: String, at now: Instant) throws(JobStoreFailure) -> Bool {
        try write { tables throws(StoreError) -> Result<Bool, Refusal> in
            guard var job = try tables.jobs.job(number) else { return .failure(.unknown(number)) }
            if let refusal = Refusal(elsewhere: job) { return .failure(refusal) }
            switch job.state {
            case .queued:
                job.state = .cancelled
                job.ended = now
                job.notBefore = nil
                try tables.jobs.put(job)
                try tables.record.add(JobEntry(time: now, job: number, kind: .cancelled, person: person))
                return .success(false)
            case .running:
                try tables.jobs.setEnding(number, person)
                return .success(true)
            case .succeeded, .failed, .cancelled:
                return .failure(Refusal("job \(number) is over: it is \(job.state.rawValue)"))
            }
        }
    }

    /// Puts a job that failed or was cancelled into the queue again, by other options where there are some; not where another job writes to its output by now, or
    /// has written there what is kept.
    package func retry(
        _ number: Int64, _ options: JobOptions?, by person: String, at now: Instant
    ) throws(JobStoreFailure) {
        if let problem = options?.problem { throw .refused(problem) }
        try write { tables throws(StoreError) -> Result<Void, Refusal> in
            guard var job = try tables.jobs.job(number) else { return .failure(.unknown(number)) }
            if let refusal = Refusal(elsewhere: job) { return .failure(refusal) }
            guard job.state == .failed || job.state == .cancelled else {
                return .failure(
                    Refusal("job \(number) is \(job.state.rawValue); only what failed or was cancelled is tried again"))
            }
            let place = ResolvedPath.of(job.output)
            guard try tables.jobs.isFree(place, but: number) else {
                return .failure(Refusal("another job writes \(job.output) by now; submit the clip with another output"))
            }
            try tables.jobs.setPlace(number, place)
            if let options { job.options = options }
            job.state = .queued
            (job.ended, job.notBefore, job.failure) = (nil, nil, nil)
            (job.progress, job.course, job.report) = (nil, nil, nil)
            job.tries = 0
            try tables.jobs.put(job)
            try tables.jobs.setEnding(number, nil)
            let words = options == nil ? "" : "by other options"
            try tables.record.add(JobEntry(time: now, job: number, kind: .retried, person: person, words: words))
            return .success(())
        }
    }

    /// Gives a job that waits another priority.
    package func prioritise(
        _ number: Int64, _ priority: Int, by person: String, at now: Instant
    ) throws(JobStoreFailure) {
        guard Job.priorities.contains(priority) else { throw .refused("a priority is from -9 to 9") }
        try write { tables throws(StoreError) -> Result<Void, Refusal> in
            guard var job = try tables.jobs.job(number) else { return .failure(.unknown(number)) }
            if let refusal = Refusal(elsewhere: job) { return .failure(refusal) }
            guard job.state == .queued else {
                return .failure(Refusal("job \(number) is \(job.state.rawValue); only what waits has an order"))
            }
            guard job.priority != priority else { return .success(()) }
            let words = "from \(job.priority) to \(priority)"
            job.priority = priority
            try tables.jobs.put(job)
            try tables.record.add(JobEntry(time: now, job: number, kind: .prioritised, person: person, words: words))
            return .success(())
        }
    }

    /// Notes that somebody looks at a frame of an original, which is done before it is shown.
    package func noteLook(
        _ number: Int64, frame: Int, by person: String, at now: Instant
    ) throws(JobStoreFailure) {
        try write { tables throws(StoreError) -> Result<Void, Refusal> in
            guard let job = try tables.jobs.job(number) else { return .failure(.unknown(number)) }
            if let refusal = Refusal(elsewhere: job) { return .failure(refusal) }
            try tables.record.add(
                JobEntry(time: now, job: number, kind: .looked, person: person, words: "frame \(frame) of the original")
            )
            return .success(())
        }
    }

    // MARK: Transactions

    /// Why something may not be.
    struct Refusal: Error {
        let reason: String

        init(_ reason: String) { self.reason = reason }

        static func unknown(_ number: Int64) -> Refusal {
            Refusal("there is no job \(number); 'vedette jobs list' tells which there are")
        }
    }

    /// The tables in one transaction.
    struct Tables {
        let jobs: JobTable
        let taken: TakenTable
        let record: JobRecordTable
        let database: Database

        init(_ database: Database) {
            self.database = database
            jobs = JobTable(database: database)
            taken = TakenTable(database: database)
            record = JobRecordTable(database: database)
        }
    }

    func read<Value>(
        _ nothing: Value, _ body: (Tables) throws(StoreError) -> Value
    ) throws(JobStoreFailure) -> Value {
        do throws(StoreError) {
            guard let queue = try file.reading() else { return nothing }
            return try queue.snapshot { database throws(StoreError) in try body(Tables(database)) }
        } catch {
            throw failure(error)
        }
    }

    /// Runs `body` in one write transaction, which is undone where it refuses.
    func write<Value>(
        _ body: (Tables) throws(StoreError) -> Result<Value, Refusal>
    ) throws(JobStoreFailure) -> Value {
        let outcome: Result<Value, Refusal>
        do throws(StoreError) {
            outcome = try file.writing().attempt { database throws(StoreError) in
                let outcome = try body(Tables(database))
                try Statement.run(database, "UPDATE counter SET changed = changed + 1")
                return outcome
            }
        } catch {
            throw failure(error)
        }
        switch outcome {
        case .success(let value): return value
        case .failure(let refusal): throw .refused(refusal.reason)
        }
    }

    private func failure(_ error: StoreError) -> JobStoreFailure {
        let (reason, help) = error.told(restore: file.restore)
        return .storage(path: file.path, reason: reason, help: help)
    }
}

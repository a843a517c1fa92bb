// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE
internal import Foundation
internal import Glibc
internal import JobWork
internal import Jobs
package import Store

/// What a person does with jobs, and is shown of them.
package struct JobDesk: Sendable {
    package let store: JobStore
    package let person: String
    let settings: JobSettings
    let directory: String
    private let isConfined: Bool

    /// - Parameter isConfined: whether the person may have clips of the configured folders processed only, to where the configuration says, with no less masked than
    ///   it says, and no streams: the station can read and reach more than whoever attaches to it, and what is not masked is an original.
    package init(_ configuration: StationConfiguration, person: String, isConfined: Bool = false) {
        self.isConfined = isConfined
        store = JobStore(directory: configuration.dataDirectory)
        settings = configuration.anonymizer
        directory = configuration.dataDirectory
        self.person = person
    }

    // MARK: Deeds

    /// Does it; what was done or why it was not, in a line.
    package func perform(_ deed: JobDeed, at now: Instant) -> JobOutcome {
        do throws(JobStoreFailure) {
            switch deed {
            case .submit(let submission):
                let number = try submit(submission, at: now)
                return .done(number, "job \(number) is queued")
            case .cancel(let job):
                let isToCome = try store.cancel(job, by: person, at: now)
                return .done(job, isToCome ? "job \(job) is being cancelled" : "job \(job) is cancelled")
            case .retry(let job, let options): return try doAgain(job, options, at: now)
            case .prioritise(let job, let priority):
                try store.prioritise(job, priority, by: person, at: now)
                return .done(job, "job \(job) has priority \(priority)")
            }
        } catch {
            return .refused(error.message)
        }
    }

    /// Puts a job into the queue; its number. Where no output is named the station chooses one.
    package func submit(_ submission: JobSubmission, at now: Instant) throws(JobStoreFailure) -> Int64 {
        let isAddress = StreamAddress.isAddress(submission.input)
        guard isAddress || submission.input.hasPrefix("/") else {
            throw .refused("\(submission.input) is no whole path; it begins with a slash")
        }
        guard submission.output.isEmpty || submission.output.hasPrefix("/") else {
            throw .refused("\(submission.output) is no whole path; it begins with a slash")
        }
        // Before anything is said of what is there.
        if isConfined { try confine(submission.input, submission.output, submission.options) }
        guard isAddress || FileManager.default.fileExists(atPath: submission.input) else {
            throw .refused("\(submission.input) is not there")
        }
        let source = ClipSource.of(submission.input)
        let name = (submission.input as NSString).lastPathComponent
        let output =
            submission.output.isEmpty
            ? try freeOutput(for: name, in: outputFolder, isFolder: source != .file) : submission.output
        guard !WorkerFiles.isThere(output) else { throw .refused("\(output) is there already; give another output") }
        let begin = source == .stream ? nil : ClipName.begin(of: name)
        let job = Job(
            camera: submission.camera, input: submission.input, output: output, options: submission.options,
            clipBegin: begin, clipEnd: begin == nil && source == .file ? Self.modified(submission.input) : nil,
            priority: submission.priority, by: person, submitted: now)
        guard let number = try store.submit(job, isPipe: source == .stream && !isAddress) else {
            throw .refused("it is a job already")
        }
        return number
    }

    /// Does the clip of a job that ended once more; of whom is confined that is asked what is asked of a new job.
    private func doAgain(_ number: Int64, _ options: JobOptions?, at now: Instant) throws(JobStoreFailure) -> JobOutcome
    {
        if let job = try store.job(number), job.gateway == nil {
            if isConfined { try confine(job.input, job.output, options ?? job.options) }
            if job.state == .succeeded {
                let again = try repeatJob(job, options, at: now)
                return .done(again, "job \(again) does the clip of job \(number) once more")
            }
        }
        try store.retry(number, options, by: person, at: now)
        return .done(number, "job \(number) is queued again")
    }

    /// A job that succeeded stays as it is; another one does its clip, to a name of its own beside the first output.
    private func repeatJob(_ done: Job, _ options: JobOptions?, at now: Instant) throws(JobStoreFailure) -> Int64 {
        guard let (input, isStream) = try store.input(of: done.id) else { throw .refused("there is no job \(done.id)") }
        let output = done.output as NSString
        let path = try freeOutput(
            for: output.lastPathComponent, in: output.deletingLastPathComponent,
            isFolder: isStream || ClipSource.of(input) != .file)
        let job = Job(
            camera: done.camera, input: input, output: path, options: options ?? done.options,
            clipBegin: done.clipBegin, clipEnd: done.clipBegin == nil ? done.clipEnd : nil, priority: done.priority,
            by: person, submitted: now)
        guard let number = try store.submit(job, isPipe: isStream && !StreamAddress.isAddress(input)) else {
            throw .refused("it is a job already")
        }
        return number
    }

    var outputFolder: String { settings.outputFolder ?? directory + "/processed" }

    private func freeOutput(
        for name: String, in folder: String, isFolder: Bool
    ) throws(JobStoreFailure) -> String {
        let path = ClipName.freeOutput(for: name, in: folder, isFolder: isFolder) { path in
            !WorkerFiles.isThere(path) && (try? store.isOutputFree(path)) ?? false
        }
        guard let path else { throw .refused("\(folder) has thousands of outputs of that name") }
        return path
    }

    private static func modified(_ path: String) -> Instant? {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Instant(microseconds: Int64(status.st_mtim.tv_sec) * 1_000_000)
    }

    // MARK: Looks

    /// The jobs that a query asks for, how the queue stands, and how many may run.
    ///
    /// - Parameter own: the path of this program, beside which the worker lies.
    package func board(_ query: JobQuery, own: String, at now: Instant) throws(JobStoreFailure) -> JobBoard {
        var board = try store.board(query, at: now)
        board.workers = settings.workers(onProcessors: ProcessInfo.processInfo.activeProcessorCount)
        board.watchFolders = settings.watch.count
        if WorkerProgram.find(configured: settings.worker, beside: own) == nil { board.absence = WorkerProgram.absence }
        return board
    }
}

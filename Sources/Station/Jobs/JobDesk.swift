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

    /// - Parameter isConfined: whether the person may have clips of the configured folders processed only, to where the configuration says, and no streams: the
    ///   station can read and reach more than whoever attaches to it.
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
            case .retry(let job, let options):
                if let done = try store.job(job), done.state == .succeeded, done.gateway == nil {
                    let number = try repeatJob(done, options, at: now)
                    return .done(number, "job \(number) does the clip of job \(job) once more")
                }
                try store.retry(job, options, by: person, at: now)
                return .done(job, "job \(job) is queued again")
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
        let isStream = submission.input.contains("://")
        guard isStream || submission.input.hasPrefix("/") else {
            throw .refused("\(submission.input) is no whole path; it begins with a slash")
        }
        guard isStream || FileManager.default.fileExists(atPath: submission.input) else {
            throw .refused("\(submission.input) is not there")
        }
        guard submission.output.isEmpty || submission.output.hasPrefix("/") else {
            throw .refused("\(submission.output) is no whole path; it begins with a slash")
        }
        if isConfined { try confine(submission) }
        let name = (submission.input as NSString).lastPathComponent
        let isFolder = Self.needsFolder(submission.input)
        let output =
            submission.output.isEmpty
            ? try freeOutput(for: name, in: outputFolder, isFolder: isFolder) : submission.output
        guard !WorkerFiles.isThere(output) else { throw .refused("\(output) is there already; give another output") }
        let begin = isStream ? nil : ClipName.begin(of: name)
        let job = Job(
            camera: submission.camera, input: submission.input, output: output, options: submission.options,
            clipBegin: begin, clipEnd: begin == nil && !isStream ? Self.modified(submission.input) : nil,
            priority: submission.priority, by: person, submitted: now)
        guard let number = try store.submit(job) else { throw .refused("it is a job already") }
        return number
    }

    /// A job that succeeded stays as it is; another one does its clip, to a name of its own beside the first output.
    private func repeatJob(_ done: Job, _ options: JobOptions?, at now: Instant) throws(JobStoreFailure) -> Int64 {
        let output = done.output as NSString
        let path = try freeOutput(
            for: output.lastPathComponent, in: output.deletingLastPathComponent, isFolder: Self.needsFolder(done.input))
        let job = Job(
            camera: done.camera, input: done.input, output: path, options: options ?? done.options,
            clipBegin: done.clipBegin, clipEnd: done.clipBegin == nil ? done.clipEnd : nil, priority: done.priority,
            by: person, submitted: now)
        guard let number = try store.submit(job) else { throw .refused("it is a job already") }
        return number
    }

    private func confine(_ submission: JobSubmission) throws(JobStoreFailure) {
        func lies(_ path: String, in folders: [String]) -> Bool {
            // Links are followed, as a link may lead anywhere.
            let folder = URL(filePath: path).deletingLastPathComponent().resolvingSymlinksInPath().path
            return folders.map { URL(filePath: $0).resolvingSymlinksInPath().path }
                .contains { folder == $0 || folder.hasPrefix($0 + "/") }
        }
        let inputs = settings.inputFolders + settings.watch.map(\.folder)
        let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: submission.input)) != nil
        guard !submission.input.contains("://"), !isLink, lies(submission.input, in: inputs) else {
            throw .refused(
                "\(submission.input) is in no folder that 'anonymizer: inputs:' names; an administrator may submit it")
        }
        guard submission.output.isEmpty || lies(submission.output, in: [outputFolder] + settings.watch.map(\.output))
        else { throw .refused("outputs go to \(outputFolder); leave the output empty") }
    }

    private var outputFolder: String { settings.outputFolder ?? directory + "/processed" }

    /// Whether an input's output is a folder: of images and of streams.
    private static func needsFolder(_ input: String) -> Bool {
        var isFolder: ObjCBool = false
        return unsafe input.contains("://")
            || FileManager.default.fileExists(atPath: input, isDirectory: &isFolder) && isFolder.boolValue
    }

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

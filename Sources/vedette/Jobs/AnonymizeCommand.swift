// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import ArgumentParser
internal import EVE
internal import Foundation
internal import JobWork
internal import Jobs
internal import Processes
internal import Query
internal import Station
internal import Store

/// `vedette anonymize`: persons and vehicles out of one clip, here or by the station's queue.
struct AnonymizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anonymize",
        abstract: "Takes persons and vehicles out of a video, an image, a folder of images or a stream.",
        discussion: """
            The output is a new file of pictures alone, without metadata and, unless asked for, without sound. On any error there is no \
            output, but for files of a stream that were checked and released before. docs/anonymizer.md says what is covered and what is not: the output is processed, which is not a promise that nobody \
            can be recognised.
            """)

    @Argument(help: "The video, image or folder of images, or the address of a stream (rtsp://...).")
    var input: String

    @Argument(help: "The file, or for a folder of images or a stream the folder, that is to be made.")
    var output: String

    @OptionGroup var options: AnonymizeOptions
    @OptionGroup var station: StationOptions

    @Option(help: ArgumentHelp("Also write the report, as JSON, to this file.", valueName: "file"))
    var report: String?

    @Flag(help: "Leave it to the station's queue.")
    var queue = false

    @Option(help: ArgumentHelp("With --queue: the camera's name.", valueName: "name"))
    var cameraName = ""

    @Option(
        parsing: .unconditional, help: ArgumentHelp("With --queue: -9 to 9, higher goes first.", valueName: "number"))
    var priority = 0

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard !input.isEmpty, !output.isEmpty, report != "" else {
            throw ValidationError("An empty text names no file.")
        }
        guard queue || (cameraName.isEmpty && priority == 0) else {
            throw ValidationError("--camera-name and --priority go with --queue.")
        }
        guard !queue || report == nil else {
            throw ValidationError("A job of the queue has its report later: 'vedette jobs report ID'.")
        }
    }

    func run() throws {
        let chosen = try options.jobOptions()
        let configuration = try station.loadConfiguration()
        let (from, to) = (Self.whole(input), Self.whole(output))
        if queue { return try submit(chosen, from, to, configuration) }
        let settings = configuration.anonymizer
        guard let worker = WorkerProgram.find(configured: settings.worker, beside: ProgramPath.current) else {
            throw UserMessage(.environment, "\(WorkerProgram.absence).")
        }
        let order = WorkerOrder.Processing(
            input: from, output: to, options: chosen, models: try Self.models(configuration, chosen))
        let limits = LimitedProcess.Limits(
            processorSeconds: ClipSource.of(from) == .stream ? nil : settings.processorSeconds,
            memoryBytes: settings.memoryBytes)
        let run = WorkerRun(worker, limits: limits, silentSeconds: Double(settings.silentSeconds))
        let cancellation = Cancellation()
        try Interruption.guarding(cancellation) {
            // Within, as a signal that came ends the process behind it.
            let report = try ReportFile(report, input: from, output: to)
            var clip: OpenedClip?
            let ending = ClipProcessing(run, order).perform(while: { !cancellation.isSet }) { message in
                if case .opened(let opened) = message { clip = opened }
                if case .progress(let progress) = message {
                    StandardError.progress(JobText.progressed(progress, clip))
                }
            }
            if StandardError.isTerminal { StandardError.progress("") }
            try finish(ending, report)
        }
    }

    private static func models(
        _ configuration: StationConfiguration, _ options: JobOptions
    ) throws(UserMessage) -> [UsedModel] {
        do throws(JobFailure) { return try StationModels(configuration).selected(options) } catch {
            throw JobText.message(error)
        }
    }

    /// Tells how it ended, whatever becomes of the report's file.
    private func finish(_ ending: WorkerRun.Ending, _ report: consuming ReportFile) throws {
        switch ending {
        case .succeeded(let done):
            var trouble: UserMessage?
            do throws(UserMessage) { try report.write(done) } catch { trouble = error }
            try tell(done)
            if let trouble { throw trouble }
        case .failed(let failure, let found):
            var message = JobText.message(failure)
            if let found {
                do throws(UserMessage) { try report.write(found) } catch {
                    message.what += "; its report is not written: \(error.what)"
                }
            }
            throw message
        case .cancelled, .said:
            let kept = ClipSource.of(input) == .stream ? "files that were released before stay." : "nothing was kept."
            throw UserMessage(.environment, "it was ended before it was done; \(kept)")
        }
    }

    private func tell(_ done: JobReport) throws {
        var out = StandardOutput()
        if json {
            try out.write(line: JobText.json(done))
        } else {
            for line in JobText.lines(done) { try out.write(hostile: line) }
        }
        try out.flush()
    }

    private func submit(
        _ chosen: JobOptions, _ from: String, _ to: String, _ configuration: StationConfiguration
    ) throws {
        let desk = JobDesk(configuration, person: NSUserName())
        let submission = JobSubmission(camera: cameraName, input: from, output: to, options: chosen, priority: priority)
        let number = try UserMessage.ofJobs { () throws(JobStoreFailure) in try desk.submit(submission, at: .now) }
        var out = StandardOutput()
        if json {
            try out.write(line: JSONValue.object([("job", .integer(number)), ("state", .string("queued"))]).bytes)
        } else {
            try out.write(hostile: "job \(number) is queued; 'vedette jobs show \(number)' tells how it stands")
        }
        try out.flush()
    }

    /// A path from the root on: the worker, and the station, run elsewhere. Addresses of streams stay.
    private static func whole(_ path: String) -> String {
        guard !path.hasPrefix("/"), !StreamAddress.isAddress(path) else { return path }
        return (FileManager.default.currentDirectoryPath as NSString).appendingPathComponent(path)
    }
}

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
        abstract: "Takes persons and vehicles out of a video, an image or a folder of images.",
        discussion: """
            The output is a new file of pictures alone, without metadata and, unless asked for, without sound. On any error there is no \
            output. docs/anonymizer.md says what is covered and what is not: the output is processed, which is not a promise that nobody \
            can be recognised.
            """)

    @Argument(help: "The video, image or folder of images.")
    var input: String

    @Argument(help: "The file, or for a folder of images the folder, that is to be made.")
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
            input: from, output: to, options: chosen, models: try StationModels(configuration).selected(chosen))
        let limits = LimitedProcess.Limits(
            processorSeconds: from.contains("://") ? nil : settings.processorSeconds,
            memoryBytes: settings.memoryBytes)
        let run = WorkerRun(worker, limits: limits, silentSeconds: Double(settings.silentSeconds))
        let cancellation = Cancellation()
        var clip: OpenedClip?
        let ending = Interruption.guarding(cancellation) {
            ClipProcessing(run, order).perform(while: { !cancellation.isSet }) { message in
                if case .opened(let opened) = message { clip = opened }
                if case .progress(let progress) = message {
                    StandardError.progress(JobText.progressed(progress, clip))
                }
            }
        }
        if StandardError.isTerminal { StandardError.progress("") }
        try finish(ending)
    }

    private func finish(_ ending: WorkerRun.Ending) throws {
        switch ending {
        case .succeeded(let done): try tell(done)
        case .failed(let failure, let found):
            if let found { try write(found) }
            throw JobText.message(failure)
        case .cancelled, .said: throw UserMessage(.environment, "it was ended before it was done; nothing was kept.")
        }
    }

    private func tell(_ done: JobReport) throws {
        try write(done)
        var out = StandardOutput()
        if json {
            try out.write(line: JobText.json(done))
        } else {
            for line in JobText.lines(done) { try out.write(hostile: line) }
        }
        try out.flush()
    }

    private func write(_ found: JobReport) throws {
        guard let report else { return }
        var file = try OutputFile.open(report)
        try file.write(JobText.json(found) + [0x0a])
        try file.finish()
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
        guard !path.hasPrefix("/"), !path.contains("://") else { return path }
        return (FileManager.default.currentDirectoryPath as NSString).appendingPathComponent(path)
    }
}

/// How a clip is to be processed.
struct AnonymizeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Whether the camera stands still.", valueName: "fixed|moving|auto"))
    var camera = "auto"

    @Flag(help: "Go on where nothing installed covers the scene; the report says DEGRADED then.")
    var acceptDegraded = false

    @Flag(help: "Take the sound along, unchanged. Voices are personal data.")
    var keepAudio = false

    @Option(help: ArgumentHelp("What fills where the scene behind is not known.", valueName: "smooth|pixelated|solid"))
    var lastFill = JobOptions().lastFill.rawValue

    @Option(help: ArgumentHelp("Look for persons and vehicles in every so many frames, 1 to 30.", valueName: "frames"))
    var detectEvery: Int?

    func jobOptions() throws(UserMessage) -> JobOptions {
        var options = JobOptions()
        guard let mode = CameraMode(rawValue: camera) else {
            throw UserMessage(.wrongUse, "--camera: '\(camera)' is none.", help: "Give fixed, moving or auto.")
        }
        guard let fill = FillMethod(rawValue: lastFill), FillMethod.last.contains(fill) else {
            throw UserMessage(
                .wrongUse, "--last-fill: '\(lastFill)' is none.", help: "Give smooth, pixelated or solid.")
        }
        options.camera = mode
        options.acceptDegraded = acceptDegraded
        options.keepAudio = keepAudio
        options.lastFill = fill
        if let detectEvery { options.detectEvery = detectEvery }
        if let problem = options.problem { throw UserMessage(.wrongUse, "\(problem).") }
        return options
    }
}

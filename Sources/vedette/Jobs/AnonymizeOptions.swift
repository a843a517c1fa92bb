// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import ArgumentParser
internal import Station

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

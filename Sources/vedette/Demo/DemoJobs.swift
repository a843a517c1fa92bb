// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import EVE
internal import Foundation
internal import JobWork
internal import Jobs
internal import Station

/// The demo's video: a clip of ours comes into a watch folder, as from a camera's recorder, where the anonymizer's worker is installed.
struct DemoJobs {
    private static let camera = "cam-quay-3"

    private let clip: String
    private let folder: String

    /// - Parameters:
    ///   - samples: the folder of the sample logs.
    ///   - directory: the demo's own, which goes away with it.
    /// - Returns: `nil` where the clip is not there, or the worker is not installed.
    init?(samples: String, directory: String) {
        clip = samples + "/street.mp4"
        folder = directory + "/video"
        guard FileManager.default.fileExists(atPath: clip),
            WorkerProgram.find(configured: nil, beside: ProgramPath.current) != nil
        else { return nil }
    }

    /// What the station needs beside its other settings: the folder is watched.
    func configure(_ configuration: inout StationConfiguration) {
        var watch = WatchFolder(
            camera: Self.camera, folder: "\(folder)/\(Self.camera)", output: "\(folder)/processed")
        watch.gateway = "gw-harbour"
        watch.options.camera = .fixed
        watch.settleSeconds = 1
        configuration.anonymizer.watch.append(watch)
    }

    /// Puts the clip into the folder, named after the moment as recorders do. Where it cannot be, the demo goes on without it.
    func start(at now: Instant) {
        let name = now.rfc3339.prefix(19).filter { $0 != "-" && $0 != ":" }
        let watched = "\(folder)/\(Self.camera)"
        let manager = FileManager.default
        try? manager.createDirectory(atPath: watched, withIntermediateDirectories: true)
        try? manager.copyItem(atPath: clip, toPath: "\(watched)/\(name).part")
        try? manager.moveItem(atPath: "\(watched)/\(name).part", toPath: "\(watched)/\(name).mp4")
    }
}

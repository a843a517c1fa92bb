// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import EVE
import Foundation
import Store

@testable import JobWork
@testable import Jobs

/// A folder of a test's own with a shell script in the worker's place, which says what it is told to say.
final class Bench: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "vedette-jobs-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data("frames".utf8).write(to: URL(filePath: path + "/made"))
        try Data("clip".utf8).write(to: URL(filePath: path + "/in.mp4"))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }
    func has(_ name: String) -> Bool { WorkerFiles.isThere(file(name)) }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: file(name)))
    }

    /// A worker that runs these lines of the shell once it has read its order.
    func worker(_ lines: String) throws -> WorkerProgram {
        let program = file("worker-\(UUID().uuidString)")
        try Data("#!/bin/sh\nread -r order\n\(lines)\n".utf8).write(to: URL(filePath: program + ".text"))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program + ".text")
        // Another process writes what is run: a process that another test forks just then could hold it open for writing, and it could not be run.
        let copy = Process()
        copy.executableURL = URL(filePath: "/bin/cp")
        copy.arguments = ["-p", program + ".text", program]
        try copy.run()
        copy.waitUntilExit()
        return WorkerProgram(path: program)
    }

    /// A worker that makes the output and says this of it.
    func worker(releasing output: String, saying messages: [WorkerMessage]) throws -> WorkerProgram {
        try worker("cp '\(file("made"))' '\(output).partial'; mv '\(output).partial' '\(output)'\n" + says(messages))
    }

    /// The line of the shell that says messages.
    func says(_ messages: [WorkerMessage]) throws -> String {
        let name = "says-\(UUID().uuidString)"
        var bytes = Data()
        for message in messages { bytes += try JSONEncoder().encode(message) + [0x0a] }
        try bytes.write(to: URL(filePath: file(name)))
        return "cat '\(file(name))'"
    }

    /// What a worker that did its work reports: `in.mp4` came in, the content of `made` is the output.
    func report(_ output: String, input: String? = nil, options: JobOptions = JobOptions()) -> JobReport {
        let made = WorkerFiles.look(at: file("made"))
        var report = JobReport(
            program: "test", input: .init(path: input ?? file("in.mp4"), bytes: 4, sha256: ""), options: options)
        report.outputs = [.init(path: output, bytes: made?.bytes ?? 0, sha256: made?.sha256 ?? "")]
        (report.framesIn, report.framesOut) = (50, 50)
        report.clip = OpenedClip(
            width: 64, height: 48, rate: 25, frames: 50, camera: .fixed, motion: 0, detectors: ["motion"])
        return report
    }

    func order(_ output: String) -> WorkerOrder.Processing { .init(input: file("in.mp4"), output: file(output)) }
}

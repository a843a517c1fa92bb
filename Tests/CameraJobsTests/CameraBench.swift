// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import EVE
import Foundation
import Glibc
import JobWork
import Testing

@testable import CameraJobs

/// A gateway's folders, with a shell script in the worker's place. The test is its clock.
final class CameraBench {
    let path: String
    var settings: CameraSettings
    var now = Instant(seconds: 1_790_000_000)
    private var seconds = 0.0
    private var program = WorkerProgram(path: "/bin/false")
    var places = 1
    private(set) var round: CameraRound?

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "vedette-cameras-\(UUID().uuidString)").path
        for folder in ["/state", "/in", "/out"] {
            try FileManager.default.createDirectory(atPath: path + folder, withIntermediateDirectories: true)
        }
        try Data("frames".utf8).write(to: URL(filePath: path + "/made"))
        settings = try CameraSettings([
            "--state", path + "/state", "--journal", path + "/state/jobs.json", "quay \(path)/in \(path)/out fixed",
        ])
    }

    deinit {
        round?.end(now: now)
        try? FileManager.default.removeItem(atPath: path)
    }

    func has(_ name: String) -> Bool { WorkerFiles.isThere(path + "/" + name) }

    /// A clip that was complete long ago.
    func clip(_ name: String, _ text: String = "clip", age: Int64 = 60) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/in/\(name)"))
        try touch(name, age: age)
    }

    func touch(_ name: String, age: Int64) throws {
        let time = timespec(tv_sec: Int(now.microseconds / 1_000_000 - age), tv_nsec: 0)
        let code = unsafe utimensat(AT_FDCWD, "\(path)/in/\(name)", [time, time], 0)
        try #require(code == 0)
    }

    // MARK: The worker

    /// Puts lines of the shell in the worker's place, which run once it has read its order.
    func worker(_ lines: String) throws {
        let script = path + "/worker-\(UUID().uuidString)"
        try Data("#!/bin/sh\nread -r order\n\(lines)\n".utf8).write(to: URL(filePath: script))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script)
        program = WorkerProgram(path: script)
    }

    /// A worker that makes the outputs of these clips and says so.
    func goodWorker(_ names: String...) throws {
        let cases = try names.map { name in
            let message = try says(.succeeded(report(name)), as: "says-\(name)")
            return "*\(name)*) cp '\(path)/made' '\(path)/out/\(name)'; \(message);;"
        }
        try worker("case \"$order\" in\n\(cases.joined(separator: "\n"))\nesac")
    }

    /// A worker that says why it failed.
    func failingWorker(_ kind: JobFailure.Kind) throws {
        try worker(try says(.failed(JobFailure(kind, "as the test wants it"), nil), as: "says-failed"))
    }

    private func says(_ message: WorkerMessage, as name: String) throws -> String {
        try (JSONEncoder().encode(message) + [0x0a]).write(to: URL(filePath: "\(path)/\(name)"))
        return "cat '\(path)/\(name)'"
    }

    private func report(_ name: String) -> JobReport {
        let made = WorkerFiles.look(at: path + "/made")
        var report = JobReport(
            program: "test",
            input: .init(
                path: "\(path)/in/\(name)", bytes: 4, sha256: WorkerFiles.look(at: "\(path)/in/\(name)")?.sha256 ?? ""),
            options: settings.cameras[0].options)
        report.outputs = [.init(path: "\(path)/out/\(name)", bytes: made?.bytes ?? 0, sha256: made?.sha256 ?? "")]
        (report.framesIn, report.framesOut) = (50, 50)
        return report
    }

    // MARK: The supervisor

    /// Begins one, after the one before has ended.
    func start() throws {
        round?.end(now: now)
        round = nil
        round = try CameraRound(.init(settings: settings, worker: program, places: places), now: now)
    }

    /// Goes on by so many seconds and has a round; the tries that it begins are over then.
    @discardableResult
    func step(_ seconds: Double = 3, waits: Bool = true) -> String {
        self.seconds += seconds
        now = now.advanced(byMicroseconds: Int64(seconds * 1e6))
        let trouble = round?.run(now: now, seconds: self.seconds) ?? ""
        if waits { round?.waitForTries() }
        return trouble
    }

    /// The lines of the journal.
    func lines() throws -> [JobLine] {
        let text = String(decoding: try SmallFile.read(settings.journal, limit: 1 << 24) ?? [], as: UTF8.self)
        return try text.split(separator: "\n").map { try #require(try JobLine.read(Array($0.utf8))) }
    }

    /// What the lines tell, in the order of their numbers.
    func states() throws -> [String] {
        try lines().map { "\($0.job.input.split(separator: "/").last ?? "") \($0.job.state)" }
    }

    func book() throws -> CameraBook { try CameraBook.read(path + "/state/cameras.json") }
}

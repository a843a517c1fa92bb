// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import EVE
import Foundation
import Glibc
import Store
import Testing

@testable import JobWork
@testable import Jobs

@Suite("Watch folders") struct WatchTests {
    let bench: Bench
    let store: JobStore
    let start = Instant(seconds: 1_790_000_000)

    init() throws {
        bench = try Bench()
        store = JobStore(directory: bench.file("data"))
        try FileManager.default.createDirectory(atPath: bench.file("in"), withIntermediateDirectories: true)
    }

    private var settings: JobSettings {
        var folder = WatchFolder(camera: "quay-3", folder: bench.file("in"), output: bench.file("out"))
        folder.options.camera = .fixed
        folder.priority = 3
        var settings = JobSettings()
        settings.watch = [folder]
        return settings
    }

    /// Writes a file that was changed so many seconds after `start`.
    private func write(_ text: String, to name: String, at seconds: Int64) throws {
        try bench.write(text, to: "in/" + name)
        try touch(name, at: seconds)
    }

    private func touch(_ name: String, at seconds: Int64) throws {
        let time = timespec(tv_sec: Int(start.microseconds / 1_000_000 + seconds), tv_nsec: 0)
        let code = unsafe utimensat(AT_FDCWD, bench.file("in/" + name), [time, time], 0)
        #expect(code == 0)
    }

    private func jobs() throws -> [Job] { try store.jobs(in: Set(JobState.allCases), limit: 99).reversed() }

    @Test("a file becomes a job once it stayed as it is, once")
    func settling() throws {
        var intake = WatchIntake(settings, store: store)
        try write("a", to: "a.mp4", at: 0)
        try intake.look(now: start, seconds: 0)
        #expect(try jobs().isEmpty)
        // It grows.
        try write("ab", to: "a.mp4", at: 4)
        try intake.look(now: start.advanced(byMicroseconds: 6_000_000), seconds: 6)
        #expect(try jobs().isEmpty)
        for seconds in [12.0, 14, 16] {
            try intake.look(now: start.advanced(byMicroseconds: Int64(seconds * 1e6)), seconds: seconds)
            #expect(try jobs().count == 1)
        }
        let job = try #require(try jobs().first)
        #expect(job.camera == "quay-3" && job.input == bench.file("in/a.mp4") && job.priority == 3)
        #expect(job.output == bench.file("out/a.mp4") && job.options.camera == .fixed && job.by == "watch quay-3")
        #expect(job.clipEnd == start.advanced(byMicroseconds: 4_000_000))
        // Neither does another station take it again.
        var other = WatchIntake(settings, store: store)
        try other.look(now: start.advanced(byMicroseconds: 99_000_000), seconds: 0)
        #expect(try jobs().count == 1)
    }

    @Test("a file that was written before and is renamed in counts at once, and its name tells when it began")
    func renamed() throws {
        try write("a", to: "20260921_131320.mp4", at: -100)
        var intake = WatchIntake(settings, store: store)
        try intake.look(now: start, seconds: 0)
        #expect(try jobs().map(\.clipBegin) == [Instant("2026-09-21T13:13:20Z")])
    }

    @Test("a clock behind the file's keeps it from nothing")
    func skewed() throws {
        try write("a", to: "a.mp4", at: 5000)
        var intake = WatchIntake(settings, store: store)
        try intake.look(now: start, seconds: 0)
        try intake.look(now: start, seconds: 4)
        #expect(try jobs().isEmpty)
        try intake.look(now: start, seconds: 5)
        #expect(try jobs().count == 1)
    }

    @Test("links, folders, pipes, hidden and other files are left alone, and hostile names do no harm")
    func hostile() throws {
        try write("a", to: "-o\u{1B}[2J;rm x.mp4", at: -100)
        try write("b", to: "b\nc.mp4", at: -100)
        try write("c", to: ".d.mp4", at: -100)
        try write("d", to: "e.txt", at: -100)
        try FileManager.default.createSymbolicLink(
            atPath: bench.file("in/link.mp4"), withDestinationPath: "/etc/passwd")
        try FileManager.default.createDirectory(atPath: bench.file("in/f.mp4"), withIntermediateDirectories: true)
        #expect(unsafe mkfifo(bench.file("in/pipe.mp4"), 0o600) == 0)
        var intake = WatchIntake(settings, store: store)
        try intake.look(now: start, seconds: 0)
        #expect(try Set(jobs().map(\.output)) == [bench.file("out/_o__2J_rm_x.mp4"), bench.file("out/b_c.mp4")])
        #expect(intake.trouble.isEmpty)
    }

    @Test("two inputs never write one output")
    func rivals() throws {
        try write("a", to: "a.mp4", at: -100)
        try write("b", to: "a.mkv", at: -100)
        try FileManager.default.createDirectory(atPath: bench.file("out"), withIntermediateDirectories: true)
        try bench.write("other", to: "out/a.mp4")
        var intake = WatchIntake(settings, store: store)
        try intake.look(now: start, seconds: 0)
        #expect(try Set(jobs().map(\.output)) == [bench.file("out/a-2.mp4"), bench.file("out/a-3.mp4")])
    }

    @Test("a file with what was processed before is no job, one with something else is")
    func again() throws {
        try write("a", to: "a.mp4", at: -100)
        var intake = WatchIntake(settings, store: store)
        try intake.look(now: start, seconds: 0)
        let job = try #require(try store.beginNext(at: start))
        var report = bench.report(job.output, input: job.input)
        report.input.sha256 = try #require(WorkerFiles.look(at: job.input)?.sha256)
        try store.finish(job.id, .succeeded(report), at: start)
        try touch("a.mp4", at: -50)
        try intake.look(now: start, seconds: 10)
        #expect(try jobs().count == 1)
        try write("b", to: "a.mp4", at: -20)
        try intake.look(now: start, seconds: 20)
        #expect(try jobs().count == 2)
    }

    @Test("a folder that is not there is told by nothing found; it may come")
    func absent() throws {
        try FileManager.default.removeItem(atPath: bench.file("in"))
        var intake = WatchIntake(settings, store: store)
        try intake.look(now: start, seconds: 0)
        #expect(try jobs().isEmpty)
    }
}

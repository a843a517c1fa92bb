// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import EVE
import Foundation
import GRDB
import Testing

@testable import Store

@Suite("The store of jobs") struct JobStoreTests {
    let directory: TemporaryStore
    let store: JobStore
    let time = Instant(seconds: 1_790_000_000)

    init() throws {
        directory = try TemporaryStore()
        store = JobStore(directory: directory.path)
    }

    func job(_ output: String = "/out/a.mp4", camera: String = "quay-3") -> Job {
        var options = JobOptions()
        options.classes = [.person]
        return Job(
            camera: camera, input: "/in/a.mp4", output: output, options: options, clipBegin: time, priority: 2,
            by: "kim",
            submitted: time)
    }

    func report(_ job: Job) -> JobReport {
        var report = JobReport(
            program: "1", input: .init(path: job.input, bytes: 3, sha256: "aa"), options: job.options)
        report.outputs = [.init(path: job.output, bytes: 9, sha256: "bb")]
        report.filledPixels = [.plate: 12, .solid: 3]
        report.classes = [.init(kind: .person, detections: 4, meanConfidence: 0.5, leastConfidence: 0.25)]
        return report
    }

    /// A job that succeeded, and one that failed.
    func fill() throws {
        for (output, ending) in [("/out/a.mp4", true), ("/out/b.mp4", false)] {
            _ = try store.submit(job(output))
            let begun = try #require(try store.beginNext(at: time))
            try store.finish(
                begun.id,
                ending ? .succeeded(report(begun)) : .failed(JobFailure(.privacy, "left"), nil, again: nil),
                news: ending ? nil : ("quay-3", [1]), at: time)
        }
    }

    func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: directory.path + "/jobs.db")
        try queue.write { try $0.execute(sql: sql) }
    }

    var faults: [String] {
        var problems = ProblemList()
        JobCheck.run(StoreDirectory(root: directory.path), identity: nil, &problems)
        return problems.told.map { "\($0)" }
    }

    @Test("nobody but the owner reads the jobs, nor the directory that they make first")
    func rights() throws {
        _ = try store.submit(job())
        let paths = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            .filter { $0.hasPrefix("jobs.db") }.map { directory.path + "/" + $0 }
        #expect(!paths.isEmpty)
        for path in paths + [directory.path] {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == (path == directory.path ? 0o700 : 0o600), "\(path)")
        }
    }

    @Test("a job is read again as it was written, at each step")
    func steps() throws {
        #expect(try store.board(JobQuery(limit: 9), at: time).jobs.isEmpty && !store.exists)
        var expected = job()
        expected.id = try #require(try store.submit(expected))
        #expect(try store.job(expected.id) == expected)
        var begun = try #require(try store.beginNext(at: time))
        (expected.state, expected.tries, expected.started) = (.running, 1, time)
        #expect(begun == expected)
        #expect(try store.beginNext(at: time) == nil)
        begun.clip = OpenedClip(
            width: 4, height: 3, rate: 25, frames: 9, camera: .fixed, motion: 0.1, detectors: ["motion"])
        begun.progress = JobProgress(
            frames: 4, regions: 2, residual: 0, speed: 1.5, secondsLeft: 2,
            preview: PreviewPicture(frame: 0, width: 1, height: 1, pixels: [1, 2, 3]))
        try store.note(begun.id, clip: begun.clip, progress: begun.progress)
        begun.progress?.preview = nil
        #expect(try store.job(begun.id) == begun)
        let report = report(begun)
        try store.finish(begun.id, .succeeded(report), at: time)
        let done = try #require(try store.job(begun.id))
        #expect(done.state == .succeeded && done.report == report && done.ended == time)
        #expect(try store.board(JobQuery(limit: 9), at: time).succeededToday == 1)
        #expect(
            try store.board(JobQuery(limit: 9), at: time.advanced(byMicroseconds: Instant.microsecondsPerDay))
                .succeededToday == 0
        )
        #expect(faults.isEmpty)
    }

    @Test("what may not be is refused with a reason, and changes nothing")
    func refusals() throws {
        let number = try #require(try store.submit(job()))
        func refused(_ body: () throws -> Void) -> Bool {
            do { try body() } catch JobStoreFailure.refused { return true } catch { return false }
            return false
        }
        let token = try store.changeToken()
        var bad: [Job] = [
            job(), job(""), job("/in/a.mp4"), job("/out/\u{0}"), job("/o", camera: String(repeating: "x", count: 999)),
        ]
        var other = job("/out/c.mp4")
        other.priority = 10
        bad.append(other)
        other.priority = 0
        other.options.classes = []
        bad.append(other)
        for job in bad { #expect(refused { _ = try store.submit(job) }) }
        #expect(refused { _ = try store.cancel(99, by: "kim", at: time) })
        #expect(refused { try store.retry(number, nil, by: "kim", at: time) })
        #expect(refused { try store.prioritise(number, 11, by: "kim", at: time) })
        #expect(try store.changeToken() == token)
        #expect(try !store.cancel(number, by: "kim", at: time))
        #expect(refused { _ = try store.cancel(number, by: "kim", at: time) })
        try store.retry(number, nil, by: "kim", at: time)
        try store.prioritise(number, -9, by: "kim", at: time)
        #expect(try store.job(number)?.priority == -9)
        #expect(
            try store.entries(of: number, limit: 9).map(\.kind) == [.prioritised, .retried, .cancelled, .submitted])
    }

    @Test("a look at an original is recorded with who looked")
    func looks() throws {
        let number = try #require(try store.submit(job()))
        try store.noteLook(number, frame: 12, by: "eve", at: time)
        let entry = try #require(try store.entries(of: number, limit: 1).first)
        #expect(entry.kind == .looked && entry.person == "eve" && entry.words.contains("12"))
    }

    @Test("a processed clip is found by its camera and a moment in it")
    func clips() throws {
        _ = try store.submit(job())
        let begun = try #require(try store.beginNext(at: time))
        let end = time.advanced(byMicroseconds: 10_000_000)
        try store.finish(begun.id, .succeeded(report(begun)), clip: (time, end), at: end)
        // Of one that failed nobody knows how long its clip was.
        _ = try store.submit(job("/out/b.mp4"))
        let other = try #require(try store.beginNext(at: time))
        try store.finish(other.id, .failed(JobFailure(.input, "cut"), nil, again: nil), at: end)
        func found(_ camera: String, _ seconds: Double) throws -> [Int64] {
            let at = time.advanced(byMicroseconds: Int64(seconds * 1e6))
            return try store.board(JobQuery(camera: camera, at: at), at: end).jobs.map(\.id)
        }
        #expect(try found("quay-3", 5) == [begun.id] && found("quay-3", 10) == [begun.id])
        #expect(try found("quay-3", 10.001).isEmpty && found("quay-3", -0.001).isEmpty && found("quay-4", 0).isEmpty)
    }

    @Test("news stay until they are among the events")
    func news() throws {
        try fill()
        let news = try store.news()
        #expect(news.map(\.gateway) == ["quay-3"] && news.map(\.line) == [[1]])
        try store.dropNews(news.map(\.number))
        #expect(try store.news().isEmpty)
    }

    @Test("a job whose station ends again and again is given up")
    func interrupted() throws {
        let number = try #require(try store.submit(job()))
        for tries in 1...JobStore.interruptionsMost {
            #expect(try store.beginNext(at: time)?.tries == tries)
            #expect(try store.interrupted().map(\.job.id) == [number])
            try store.requeueInterrupted([number], at: time)
            #expect(try store.interrupted().isEmpty)
        }
        #expect(try store.job(number)?.state == .failed && store.job(number)?.failure?.kind == .worker)
        #expect(faults.isEmpty)
    }

    @Test(
        "whatever is changed, past the file's own guards, is found",
        arguments: [
            "UPDATE record SET words = 'x' WHERE number = 2", "UPDATE record SET content = '{}' WHERE number = 3",
            "UPDATE record SET time = time + 1 WHERE number = 1", "UPDATE record SET person = 'x' WHERE number = 1",
            "DELETE FROM record WHERE number = 2", "DELETE FROM record WHERE number = 6", "UPDATE head SET number = 5",
            "UPDATE job SET report = '{}' WHERE number = 1", "UPDATE job SET state = 'succeeded' WHERE number = 2",
        ])
    func tampering(_ sql: String) throws {
        try fill()
        #expect(faults.isEmpty)
        try tamper("DROP TRIGGER record_stays; DROP TRIGGER record_remains;" + sql)
        // The missing guards are a fault by themselves.
        try tamper(
            """
            CREATE TRIGGER record_stays BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'the record is never changed'); END;
            CREATE TRIGGER record_remains BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'the record is never cut'); END;
            """)
        #expect(!faults.isEmpty)
    }

    @Test("the record's own guards keep it")
    func guards() throws {
        try fill()
        #expect(throws: (any Error).self) { try tamper("UPDATE record SET words = 'x'") }
        #expect(throws: (any Error).self) { try tamper("DELETE FROM record") }
    }

    @Test("a backup has the jobs")
    func backup() throws {
        _ = try directory.writer()
        try fill()
        let target = directory.path + "-copy"
        _ = try StoreBackup(of: directory.path, to: target).run(updating: false) { _ in }
        defer { try? FileManager.default.removeItem(atPath: target) }
        #expect(
            try JobStore(directory: target).board(JobQuery(limit: 9), at: time).jobs
                == store.board(JobQuery(limit: 9), at: time).jobs)
    }
}

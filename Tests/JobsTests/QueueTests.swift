// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import EVE
import Foundation
import Store
import Testing

@testable import JobWork
@testable import Jobs

@Suite("The queue of jobs") struct QueueTests {
    let bench: Bench
    let store: JobStore
    let start = Instant(seconds: 1_790_000_000)

    init() throws {
        bench = try Bench()
        store = JobStore(directory: bench.file("data"))
    }

    private func job(_ output: String, priority: Int = 0, camera: String = "") -> Job {
        Job(
            camera: camera, input: bench.file("in.mp4"), output: bench.file(output), priority: priority, by: "kim",
            submitted: start)
    }

    private func submit(_ output: String, priority: Int = 0, camera: String = "") throws -> Int64 {
        try #require(try store.submit(job(output, priority: priority, camera: camera)))
    }

    private func round(_ worker: WorkerProgram?, places: Int = 1, _ settings: JobSettings = JobSettings()) -> QueueRound
    {
        QueueRound(
            QueueRound.Parts(
                settings: settings, store: store, directory: bench.file("data"), worker: worker, places: places))
    }

    /// Rounds, each once the tries that the one before began are over.
    private func run(_ round: QueueRound, _ count: Int, at time: Instant? = nil) {
        for number in 0..<count {
            #expect(round.run(now: time ?? start, seconds: Double(number) * 100) == "")
            round.waitForTries()
        }
    }

    private func state(_ number: Int64) throws -> JobState? { try store.job(number)?.state }

    @Test("a job runs, its report is kept and recorded, and the clip's times follow from its frames")
    func success() throws {
        var submitted = job("out.mp4")
        submitted.clipEnd = start
        let number = try #require(try store.submit(submitted))
        let report = bench.report(bench.file("out.mp4"))
        let worker = try bench.worker(
            releasing: bench.file("out.mp4"), saying: [.opened(try #require(report.clip)), .succeeded(report)])
        run(round(worker), 2)
        let done = try #require(try store.job(number))
        #expect(done.state == .succeeded && done.report == report && done.tries == 1 && done.ended == start)
        #expect(done.clip == report.clip && done.clipBegin == start.advanced(byMicroseconds: -2_000_000))
        let kinds = try store.entries(of: number, limit: 10).map(\.kind)
        #expect(kinds == [.succeeded, .begun, .submitted])
        #expect(try store.entries(limit: 1).first?.content.contains(report.outputs[0].sha256) == true)
    }

    @Test("higher priorities go first, then those submitted first, as many at once as there are places")
    func order() throws {
        let numbers = [try submit("a"), try submit("b", priority: 2), try submit("c"), try submit("d", priority: 2)]
        let round = round(try bench.worker("exec sleep 1000"), places: 2)
        #expect(round.run(now: start, seconds: 0) == "")
        #expect(try store.jobs(in: [.running], limit: 9).map(\.id) == [numbers[3], numbers[1]])
        let board = try store.board(JobQuery(limit: 9), at: start)
        #expect(board.jobs.map(\.id) == [numbers[1], numbers[3], numbers[0], numbers[2]])
        #expect(board.running == 2 && board.queued == 2)
        round.end(now: start)
        #expect(try store.jobs(in: [.queued], limit: 9).count == 4)
    }

    @Test("a failure that may pass is tried again after longer and longer pauses, and then told among the events")
    func retries() throws {
        let number = try submit("out.mp4", camera: "quay-3")
        var settings = JobSettings()
        settings.watch = [WatchFolder(camera: "quay-3", folder: bench.file("none"), output: bench.file("o"))]
        try FileManager.default.createDirectory(atPath: bench.file("none"), withIntermediateDirectories: true)
        let round = round(try bench.worker("exit 3"), places: 1, settings)
        var time = start
        for (tries, pause) in [(1, 30), (2, 120), (3, 600)] {
            run(round, 2, at: time)
            let job = try #require(try store.job(number))
            #expect(job.state == .queued && job.tries == tries && job.failure?.kind == .worker)
            #expect(job.notBefore == time.advanced(byMicroseconds: Int64(pause) * 1_000_000))
            #expect(try store.news().isEmpty)
            time = try #require(job.notBefore)
        }
        run(round, 2, at: time)
        #expect(try store.job(number)?.state == .failed)
        let news = try store.news()
        #expect(news.map(\.gateway) == ["quay-3"])
        #expect(news.first.map { String(decoding: $0.line, as: UTF8.self).contains("\"signature_id\":16") } == true)
    }

    @Test(
        "a failure of privacy is never tried again", arguments: [JobFailure.Kind.privacy, .uncovered, .model, .input])
    func privacy(_ kind: JobFailure.Kind) throws {
        let number = try submit("out.mp4")
        let says = try bench.says([.failed(JobFailure(kind, "no"), nil)])
        run(round(try bench.worker(says + "\nexit 1")), 2)
        #expect(try store.job(number)?.state == .failed && store.job(number)?.failure?.kind == kind)
        #expect(try store.news().map(\.gateway) == ["station"])
    }

    @Test("without a worker jobs wait")
    func absent() throws {
        let number = try submit("out.mp4")
        run(round(nil), 2)
        #expect(try state(number) == .queued)
    }

    @Test("a running job is cancelled by who wants it, whichever process that is")
    func cancelled() throws {
        let number = try submit("out.mp4")
        let round = round(try bench.worker("trap 'exit 0' TERM; while :; do sleep 0.01; done"))
        #expect(round.run(now: start, seconds: 0) == "")
        #expect(try JobStore(directory: bench.file("data")).cancel(number, by: "eve", at: start))
        #expect(round.run(now: start, seconds: 1) == "")
        round.waitForTries()
        #expect(round.run(now: start, seconds: 2) == "")
        #expect(try state(number) == .cancelled)
        #expect(try store.entries(of: number, limit: 1).map(\.person) == ["eve"])
    }

    @Test("what a station left running that died is done again, and what its worker released meanwhile is taken back")
    func died() throws {
        let number = try submit("out.mp4")
        // The station begins it and is no more; its worker got as far as to release.
        _ = try store.beginNext(at: Instant(seconds: 1))
        try bench.write("unchecked", to: "out.mp4")
        try bench.write("half", to: "out.mp4.partial")
        #expect(try state(number) == .running)
        let round = round(nil)
        #expect(round.run(now: start, seconds: 0) == "")
        #expect(try state(number) == .queued && store.job(number)?.tries == 1)
        #expect(!bench.has("out.mp4") && !bench.has("out.mp4.partial"))
        #expect(try store.entries(of: number, limit: 1).map(\.kind) == [.interrupted])
        let report = bench.report(bench.file("out.mp4"))
        round.use(try bench.worker(releasing: bench.file("out.mp4"), saying: [.succeeded(report)]))
        run(round, 2)
        #expect(try state(number) == .succeeded && store.job(number)?.tries == 2)
    }

    @Test("a job whose unchecked output cannot be removed fails and says so")
    func unremovable() throws {
        // Nobody removes files of this file system, though they are owned by the superuser.
        let output = "/proc/version"
        try #require(WorkerFiles.isThere(output))
        var job = job("")
        job.output = output
        let number = try #require(try store.submit(job))
        _ = try store.beginNext(at: Instant(seconds: 1))
        #expect(round(nil).run(now: start, seconds: 0) == "")
        #expect(try state(number) == .failed)
        #expect(try store.job(number)?.failure?.line.contains("do so now") == true)
    }

    @Test("when a clip was taken is known as soon as it is opened, and of one that failed as well")
    func times() throws {
        var submitted = job("out.mp4")
        submitted.clipBegin = start
        let number = try #require(try store.submit(submitted))
        let clip = try #require(bench.report(bench.file("out.mp4")).clip)
        let failed = JobFailure(.input, "cut")
        run(round(try bench.worker(bench.says([.opened(clip), .failed(failed, nil)]) + "\nexit 1")), 2)
        #expect(try state(number) == .failed)
        #expect(try store.job(number)?.clipEnd == start.advanced(byMicroseconds: 2_000_000))
        #expect(try store.board(JobQuery(at: start), at: start).jobs.map(\.id) == [number])
    }

    @Test("a clip that is copied on after it became a job is not processed as it was then")
    func growing() throws {
        try bench.write("half", to: "taken.mp4")
        let taken = try #require(WatchScan.file(bench.file("taken.mp4")))
        var job = job("out.mp4")
        job.input = taken.path
        let number = try #require(try store.submit(job, watch: bench.path, taken: taken))
        try bench.write("half and more", to: "taken.mp4")
        run(round(try bench.worker("exit 3")), 1)
        #expect(try state(number) == .cancelled && store.job(number)?.tries == 0)
    }

    @Test("files that cannot be removed keep no others from being removed, and are told of")
    func stuck() throws {
        let end = Instant(seconds: Int64(Date().timeIntervalSince1970) + 1000)
        try #require(WatchScan.file("/proc/version")?.size == 0)
        func done(_ output: String, bytes: Int64) throws -> Int64 {
            let number = try submit("out-\(UUID().uuidString)")
            let begun = try #require(try store.beginNext(at: end))
            var report = bench.report(output)
            report.outputs = [.init(path: output, bytes: bytes, sha256: "")]
            try store.finish(begun.id, .succeeded(report), at: end)
            return number
        }
        for _ in 0..<101 { _ = try done("/proc/version", bytes: 0) }
        try bench.write("frames", to: "out.mp4")
        let last = try done(bench.file("out.mp4"), bytes: 6)
        var settings = JobSettings()
        settings.keepOutputsSeconds = 60
        let trouble = round(nil, places: 1, settings).run(now: end.advanced(byMicroseconds: 61_000_000), seconds: 0)
        #expect(trouble.hasPrefix("/proc/version could not be removed") && trouble.hasSuffix("files of 100 more jobs"))
        #expect(try !bench.has("out.mp4") && store.entries(of: last, limit: 1).map(\.kind) == [.dropped])
        #expect(try store.entries(of: 1, limit: 1).map(\.kind) == [.succeeded])
    }

    @Test("an input that was taken away already is told so")
    func goneInput() throws {
        try bench.write("clip", to: "taken.mp4")
        let taken = try #require(WatchScan.file(bench.file("taken.mp4")))
        var job = job("out.mp4")
        job.input = taken.path
        let number = try #require(try store.submit(job, watch: bench.path, taken: taken))
        let begun = try #require(try store.beginNext(at: start))
        try store.finish(begun.id, .succeeded(bench.report(bench.file("out.mp4"))), at: start)
        try FileManager.default.removeItem(atPath: taken.path)
        var settings = JobSettings()
        settings.keepInputsSeconds = 60
        run(round(nil, places: 1, settings), 1, at: start.advanced(byMicroseconds: 61_000_000))
        #expect(try store.entries(of: number, limit: 1).map(\.words) == ["\(taken.path) was gone"])
    }

    @Test("a file that was there before the try began is not taken for its output")
    func older() throws {
        let number = try submit("out.mp4")
        try bench.write("somebody's", to: "out.mp4")
        _ = try store.beginNext(at: Instant(seconds: 4_000_000_000))
        #expect(round(nil).run(now: start, seconds: 0) == "")
        #expect(try bench.has("out.mp4") && state(number) == .queued)
    }

    @Test("one process runs the queue at a time")
    func lock() throws {
        let first = try store.queueLock()
        #expect(first != nil)
        #expect(try JobStore(directory: bench.file("data")).queueLock() == nil)
        withExtendedLifetime(first) {}
    }

    @Test("what is masked is written into the data directory, and goes with a try that fails, or with the output")
    func regions() throws {
        let number = try submit("out.mp4")
        let name = "data/jobs/\(number).regions"
        let report = bench.report(bench.file("out.mp4"))
        // It writes where the order says, as a file of its own, or ends.
        let writes = "f=$(echo \"$order\" | sed 's/\\\\//g; s/.*\"regions\":\"\\([^\"]*\\)\".*/\\1/')"
        let lines =
            "\(writes)\nset -C; echo '{}' > \"$f\" || exit 9\ncp '\(bench.file("made"))' '\(bench.file("out.mp4"))'\n"
        let failed = try bench.says([.failed(JobFailure(.output, "the disk is full"), nil)])
        run(round(try bench.worker("\(writes)\nset -C; echo '{}' > \"$f\" || exit 9\n\(failed)")), 2)
        #expect(try state(number) == .queued && !bench.has(name))
        // One that was killed left it.
        try bench.write("stale", to: name)
        var settings = JobSettings()
        settings.keepOutputsSeconds = 60
        let end = Instant(seconds: Int64(Date().timeIntervalSince1970) + 1000)
        let worker = try bench.worker(lines + bench.says([.succeeded(report)]))
        run(round(worker, places: 1, settings), 2, at: end)
        #expect(try state(number) == .succeeded)
        #expect(try String(contentsOfFile: bench.file(name), encoding: .utf8) == "{}\n")
        let folder = try FileManager.default.attributesOfItem(atPath: bench.file("data/jobs"))
        #expect(folder[.posixPermissions] as? Int == 0o700)
        run(round(nil, places: 1, settings), 1, at: end.advanced(byMicroseconds: 61_000_000))
        #expect(!bench.has("out.mp4") && !bench.has(name))
    }

    @Test("files are removed when they were kept long enough, and only those that the queue took and made")
    func retention() throws {
        try bench.write("clip", to: "taken.mp4")
        let taken = try #require(WatchScan.file(bench.file("taken.mp4")))
        var job = job("out.mp4")
        job.input = taken.path
        let watched = try #require(try store.submit(job, watch: bench.path, taken: taken))
        let report = bench.report(bench.file("out.mp4"), input: taken.path)
        var settings = JobSettings()
        (settings.keepInputsSeconds, settings.keepOutputsSeconds) = (3600, 7200)
        let worker = try bench.worker(releasing: bench.file("out.mp4"), saying: [.succeeded(report)])
        // Later than the files that it makes.
        let end = Instant(seconds: Int64(Date().timeIntervalSince1970) + 1000)
        run(round(worker, places: 1, settings), 2, at: end)
        #expect(try state(watched) == .succeeded && bench.has("taken.mp4"))
        run(round(nil, places: 1, settings), 1, at: end.advanced(byMicroseconds: 3_601_000_000))
        #expect(!bench.has("taken.mp4") && bench.has("out.mp4") && bench.has("in.mp4"))
        // Somebody put another file in its place.
        try bench.write("another", to: "out.mp4")
        run(round(nil, places: 1, settings), 1, at: end.advanced(byMicroseconds: 7_201_000_000))
        #expect(bench.has("out.mp4"))
        #expect(try store.entries(of: watched, limit: 9).filter { $0.kind == .dropped }.count == 2)
    }
}

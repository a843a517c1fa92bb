// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import EVE
import Foundation
import JobWork
import Testing

@testable import CameraJobs

@Suite("Cameras of a gateway")
struct CameraRoundTests {
    let bench: CameraBench

    init() throws { bench = try CameraBench() }

    @Test("a clip becomes a job once, and the journal tells of its begin and its end")
    func once() throws {
        try bench.clip("a.mp4")
        try bench.goodWorker("a.mp4")
        try bench.start()
        for _ in 0..<4 { #expect(bench.step() == "") }
        #expect(bench.has("out/a.mp4"))
        let lines = try bench.lines()
        #expect(lines.map(\.job.state) == [.running, .succeeded])
        #expect(lines[0].change < lines[1].change)
        let job = lines[1].job
        #expect(job.camera == "quay" && job.by == "watch quay" && job.tries == 1 && job.gateway == nil)
        #expect(job.report?.framesIn == 50 && job.options.camera == .fixed)
        // Neither another supervisor nor a touch makes another job of it.
        try bench.touch("a.mp4", age: 30)
        try bench.start()
        for _ in 0..<4 { bench.step() }
        #expect(try bench.lines().count == 2)
        #expect(bench.round?.standing == CameraStanding(succeeded: 1))
    }

    @Test("one job at a time runs where one is allowed, in the order of their finding")
    func order() throws {
        for name in ["a.mp4", "b.mp4", "c.mp4"] { try bench.clip(name, name) }
        try bench.goodWorker("a.mp4", "b.mp4", "c.mp4")
        try bench.start()
        for _ in 0..<5 { bench.step() }
        #expect(
            try bench.states() == [
                "a.mp4 running", "a.mp4 succeeded", "b.mp4 running", "b.mp4 succeeded", "c.mp4 running",
                "c.mp4 succeeded",
            ])
        let numbers = try bench.lines().map(\.job.id)
        #expect(Set(numbers).count == 3 && numbers == numbers.sorted())
    }

    @Test("what runs when the supervisor ends waits for the next one, and the lines stay in order")
    func interrupted() throws {
        try bench.clip("a.mp4")
        try bench.worker("exec sleep 600")
        try bench.start()
        bench.step(waits: false)
        #expect(try bench.states() == ["a.mp4 running"])
        try bench.goodWorker("a.mp4")
        try bench.start()
        #expect(try bench.lines().last?.job.state == .queued)
        for _ in 0..<2 { bench.step() }
        #expect(try bench.states() == ["a.mp4 running", "a.mp4 queued", "a.mp4 running", "a.mp4 succeeded"])
        let changes = try bench.lines().map(\.change)
        #expect(changes == changes.sorted() && Set(changes).count == 4)
        #expect(try bench.lines().last?.job.tries == 2)
    }

    @Test("an output that nobody checked, as the machine died, is taken back and made anew")
    func died() throws {
        try bench.clip("a.mp4")
        try bench.goodWorker("a.mp4")
        var book = CameraBook()
        var job = Job(
            id: book.nextNumber(at: bench.now), state: .running, camera: "quay", input: bench.path + "/in/a.mp4",
            output: bench.path + "/out/a.mp4", options: bench.settings.cameras[0].options, by: "watch quay",
            submitted: bench.now)
        job.started = Instant(seconds: 1_700_000_000)
        job.tries = 1
        let file = try #require(WatchScan.file(job.input))
        book.open = [CameraBook.OpenJob(job: job, taken: file)]
        try book.write(bench.path + "/state/cameras.json")
        for name in ["out/a.mp4", "out/a.mp4.partial"] {
            try Data("half".utf8).write(to: URL(filePath: bench.path + "/" + name))
        }
        try bench.start()
        #expect(!bench.has("out/a.mp4") && !bench.has("out/a.mp4.partial"))
        for _ in 0..<2 { bench.step() }
        #expect(try Data(contentsOf: URL(filePath: bench.path + "/out/a.mp4")) == Data("frames".utf8))
        #expect(try bench.states() == ["a.mp4 queued", "a.mp4 running", "a.mp4 succeeded"])
        #expect(try bench.book().open.isEmpty)
    }

    @Test("a failure of privacy is final; one of the worker is tried again after a while")
    func failures() throws {
        try bench.clip("a.mp4")
        try bench.failingWorker(.privacy)
        try bench.start()
        for _ in 0..<20 { bench.step(60) }
        #expect(try bench.states() == ["a.mp4 running", "a.mp4 failed"])
        #expect(try bench.lines().last?.job.failure?.kind == .privacy)
        try bench.clip("b.mp4", "b")
        try bench.failingWorker(.worker)
        try bench.start()
        bench.step()
        bench.step()
        #expect(try bench.lines().last?.job.state == .queued)
        #expect(try bench.lines().last?.job.failure?.line == "as the test wants it")
        bench.step(20)
        #expect(try bench.lines().count == 4)
        for _ in 0..<8 { bench.step(700) }
        #expect(try bench.lines().last?.job.state == .failed)
        #expect(try bench.lines().last?.job.tries == 4)
        #expect(bench.round?.standing == CameraStanding(failed: 2))
    }

    @Test("a clip that is taken away while it waits is no job any more")
    func takenAway() throws {
        try bench.clip("a.mp4")
        try bench.clip("b.mp4", "b")
        try bench.worker("exec sleep 600")
        try bench.start()
        bench.step(waits: false)
        #expect(bench.round?.standing == CameraStanding(running: 1, queued: 1))
        try FileManager.default.removeItem(atPath: bench.path + "/in/b.mp4")
        try bench.goodWorker("a.mp4")
        try bench.start()
        for _ in 0..<3 { bench.step() }
        #expect(try bench.states().filter { $0.hasPrefix("b") }.isEmpty)
        #expect(bench.round?.standing == CameraStanding(succeeded: 1))
    }

    @Test("inputs and outputs are removed when they were kept as long as told, and others stay")
    func retention() throws {
        bench.settings.keepInputsSeconds = 3600
        bench.settings.keepOutputsSeconds = 7200
        try bench.clip("a.mp4")
        try bench.clip("b.mp4", "b")
        try bench.goodWorker("a.mp4", "b.mp4")
        // By the system's clock, which the outputs' files have.
        bench.now = Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1e6) + 5_000_000)
        try bench.touch("a.mp4", age: 60)
        try bench.touch("b.mp4", age: 60)
        try bench.start()
        for _ in 0..<4 { bench.step() }
        #expect(bench.round?.standing.succeeded == 2)
        // It is another clip by now.
        try bench.clip("b.mp4", "another", age: 0)
        try bench.failingWorker(.input)
        try bench.start()
        bench.step(3000)
        #expect(bench.has("in/a.mp4"))
        bench.step(700)
        #expect(!bench.has("in/a.mp4") && bench.has("in/b.mp4") && bench.has("out/a.mp4"))
        bench.step(3600)
        bench.step(60)
        #expect(!bench.has("out/a.mp4") && !bench.has("out/b.mp4") && bench.has("in/b.mp4"))
    }

    @Test("lines that a crash kept from the journal come into it")
    func outbox() throws {
        var book = CameraBook()
        let job = Job(
            id: 5, state: .running, camera: "quay", input: "/in/x.mp4", output: "/out/x.mp4", by: "watch quay",
            submitted: bench.now)
        book.outbox = [String(decoding: JobLine(change: 7, job: job).line(timestamp: bench.now), as: UTF8.self)]
        try book.write(bench.path + "/state/cameras.json")
        try bench.start()
        bench.step()
        #expect(try bench.states() == ["x.mp4 running"])
        bench.step()
        #expect(try bench.lines().count == 1)
    }

    @Test("a folder that cannot be written begins nothing, is told, and loses no clip")
    func unwritable() throws {
        try bench.goodWorker("a.mp4")
        try bench.start()
        try bench.clip("a.mp4")
        // What is to be written first cannot be: something is in its place.
        let place = bench.path + "/state/cameras.json.new"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        #expect(bench.step().hasPrefix("cannot write \(place)"))
        #expect(!bench.has("out/a.mp4"))
        try FileManager.default.removeItem(atPath: place)
        for _ in 0..<3 { #expect(bench.step() == "") }
        #expect(try bench.states() == ["a.mp4 running", "a.mp4 succeeded"])
    }

    @Test("a job begins though its line cannot be written yet, which follows later")
    func journalStuck() throws {
        try bench.clip("a.mp4")
        try bench.goodWorker("a.mp4")
        try bench.start()
        // The journal is at its bound, and its other name cannot be had.
        try Data(repeating: UInt8(ascii: "\n"), count: JobJournal.sizeLimit).write(
            to: URL(filePath: bench.settings.journal))
        try bench.start()
        let place = bench.settings.journal + ".1"
        try FileManager.default.createDirectory(atPath: place + "/full", withIntermediateDirectories: true)
        bench.step()
        #expect(bench.has("out/a.mp4"))
        #expect(bench.step().hasPrefix("cannot replace \(place)"))
        try FileManager.default.removeItem(atPath: place)
        for _ in 0..<3 { #expect(bench.step() == "") }
        #expect(try bench.states() == ["a.mp4 running", "a.mp4 succeeded"])
        #expect(bench.round?.standing == CameraStanding(succeeded: 1))
    }

    /// A book with clips that succeeded and are gone.
    private func goneClips(_ count: Int, output: (String, Int64)) throws {
        var book = CameraBook()
        for number in 0..<count {
            let file = TakenFile(
                device: 1, inode: UInt64(number), size: 1, modified: 1, path: "\(bench.path)/in/gone-\(number).mp4")
            book.done.append(
                CameraBook.DoneClip(
                    job: Int64(number + 1), taken: file, ended: bench.now, hasSucceeded: true, sha256: "",
                    outputs: [.init(path: output.0, bytes: output.1)]))
        }
        try book.write(bench.path + "/state/cameras.json")
    }

    @Test("no clip is forgotten whose outputs are to be removed, and it is told that they are many")
    func manyOutputs() throws {
        bench.settings.keepOutputsSeconds = 7200
        try goneClips(CameraRetention.memoryMost + 3, output: (bench.path + "/out/x.mp4", 1))
        try bench.start()
        #expect(bench.step().hasPrefix("10003 clips that are gone are known until"))
        #expect(try bench.book().done.count == CameraRetention.memoryMost + 3)
        // Without that wish only so many are known.
        bench.settings.keepOutputsSeconds = nil
        try bench.start()
        #expect(bench.step() == "")
        #expect(try bench.book().done.count == CameraRetention.memoryMost)
    }

    @Test("a file that cannot be removed is told of")
    func stuckOutput() throws {
        try #require(WatchScan.file("/proc/version")?.size == 0)
        bench.settings.keepOutputsSeconds = 60
        bench.now = Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1e6) + 5_000_000)
        try goneClips(2, output: ("/proc/version", 0))
        try bench.start()
        let trouble = bench.step(61)
        #expect(trouble.hasPrefix("/proc/version could not be removed") && trouble.hasSuffix("and 1 more files"))
    }

    @Test("a damaged book is told of, and left as it is")
    func damaged() throws {
        try Data("{".utf8).write(to: URL(filePath: bench.path + "/state/cameras.json"))
        let problem = #expect(throws: CameraProblem.self) { try bench.start() }
        #expect(problem?.line.contains("is damaged") == true)
        #expect(bench.has("state/cameras.json"))
    }
}

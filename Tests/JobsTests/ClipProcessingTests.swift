// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Foundation
import Glibc
import Testing

@testable import JobWork
@testable import Jobs

@Suite("What a worker leaves on the disk") struct ClipProcessingTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func perform(_ worker: WorkerProgram, wanted: Bool = true) -> WorkerRun.Ending {
        ClipProcessing(WorkerRun(worker), bench.order("out.mp4")).perform(while: { wanted }, hear: { _ in })
    }

    private func kind(_ ending: WorkerRun.Ending) -> JobFailure.Kind? {
        if case .failed(let failure, _) = ending { return failure.kind }
        return nil
    }

    @Test("an output stays with a report that holds")
    func success() throws {
        let report = bench.report(bench.file("out.mp4"))
        let worker = try bench.worker(releasing: bench.file("out.mp4"), saying: [.succeeded(report)])
        #expect(perform(worker) == .succeeded(report))
        #expect(bench.has("out.mp4") && !bench.has("out.mp4.partial"))
    }

    @Test("an output goes where the report does not hold against the order, the file or itself")
    func lies() throws {
        var reports: [(JobReport, JobFailure.Kind)] = []
        for change in 0..<6 {
            var report = bench.report(bench.file("out.mp4"))
            var kind = JobFailure.Kind.worker
            switch change {
            case 0: report.outputs[0].sha256 = String(repeating: "0", count: 64)
            case 1: report.outputs[0].bytes += 1
            case 2: report.outputs = []
            case 3: report.outputs[0].path = "/etc/passwd"
            case 4: report.options.keepAudio = true
            default: (report.residualLeft, kind) = (1, .privacy)
            }
            reports.append((report, kind))
        }
        for (report, expected) in reports {
            let worker = try bench.worker(releasing: bench.file("out.mp4"), saying: [.succeeded(report)])
            #expect(kind(perform(worker)) == expected)
            #expect(!bench.has("out.mp4"))
        }
    }

    @Test("whatever is left goes where the worker failed, crashed, was killed or was not wanted any more")
    func failures() throws {
        let leaves = "touch '\(bench.file("out.mp4.partial"))'; cp '\(bench.file("made"))' '\(bench.file("out.mp4"))'"
        let failed = try bench.says([.failed(JobFailure(.input, "it is cut"), nil)])
        for end in [failed, "kill -KILL $$", "echo nonsense", "exit 0"] {
            #expect(kind(perform(try bench.worker(leaves + "\n" + end))) != nil)
            #expect(!bench.has("out.mp4") && !bench.has("out.mp4.partial"))
        }
        let worker = try bench.worker("trap 'exit 0' TERM; \(leaves); while :; do sleep 0.01; done")
        #expect(perform(worker, wanted: false) == .cancelled)
        #expect(!bench.has("out.mp4") && !bench.has("out.mp4.partial"))
    }

    private func performStream(_ lines: String, wanted: Bool = true) throws -> WorkerRun.Ending {
        let order = WorkerOrder.Processing(input: "rtsp://camera/1", output: bench.file("live"))
        return ClipProcessing(WorkerRun(try bench.worker(lines)), order).perform(while: { wanted }, hear: { _ in })
    }

    private var live: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: bench.file("live")).sorted() }
    }

    @Test("of a stream files that were released stay, and what was not released goes")
    func stream() throws {
        let begins = "mkdir -p '\(bench.file("live"))'; cd '\(bench.file("live"))'"
        let failed = try bench.says([.failed(JobFailure(.privacy, "somebody is there"), nil)])
        let ending = try performStream("\(begins); touch live-0001.mp4 live-0002.mp4 live-0003.mp4.partial\n\(failed)")
        let line = "somebody is there; 2 files released before stay in \(bench.file("live"))"
        #expect(ending == .failed(JobFailure(.privacy, line), nil))
        #expect(try live == ["live-0001.mp4", "live-0002.mp4"])
        // It goes on in the same folder; one that is killed, or not wanted any more, leaves what it released as well.
        #expect(
            kind(try performStream("\(begins); touch live-0003.mp4 live-0004.mp4.partial; kill -KILL $$")) == .worker)
        #expect(try live.count == 3)
        let waits = "trap 'exit 0' TERM; \(begins); touch live-0004.mp4.partial; while :; do sleep 0.01; done"
        #expect(try performStream(waits, wanted: false) == .cancelled)
        #expect(try live == ["live-0001.mp4", "live-0002.mp4", "live-0003.mp4"])
    }

    @Test("of a stream's try that lies all goes that it made, and what was there before stays")
    func lyingStream() throws {
        try FileManager.default.createDirectory(atPath: bench.file("live"), withIntermediateDirectories: false)
        try bench.write("former", to: "live/live-0001.mp4")
        let makes = "cd '\(bench.file("live"))'; touch live-0002.mp4 live-0003.mp4.partial\n"
        let report = bench.report(bench.file("live/live-0002.mp4"), input: "rtsp://camera/1")
        for end in ["echo nonsense", try bench.says([.succeeded(report)])] {
            #expect(kind(try performStream(makes + end)) == .worker)
            #expect(try live == ["live-0001.mp4"])
        }
        // A file, or a link, is no folder of a stream.
        try FileManager.default.removeItem(atPath: bench.file("live"))
        try FileManager.default.createSymbolicLink(atPath: bench.file("live"), withDestinationPath: bench.path)
        #expect(kind(try performStream("exit 0")) == .output)
    }

    @Test("a stream's folder that nothing came into goes, where it was not there before")
    func emptyStream() throws {
        let makes = "mkdir -p '\(bench.file("live"))'; touch '\(bench.file("live"))/live-0001.mp4.partial'; exit 1"
        #expect(kind(try performStream(makes)) == .worker)
        #expect(!bench.has("live"))
    }

    @Test("an output that was released goes where its worker then says that it could not be written")
    func releasedAndFailed() throws {
        let (partial, output) = (bench.file("out.mp4.partial"), bench.file("out.mp4"))
        let opened = try bench.says([.opened(try #require(bench.report(output).clip))])
        let failed = try bench.says([.failed(JobFailure(.output, "the folder cannot be kept"), nil)])
        #expect(
            kind(perform(try bench.worker("touch '\(partial)'; mv '\(partial)' '\(output)'\n\(failed)"))) == .output)
        #expect(!bench.has("out.mp4"))
        // It says that it writes while it does, and goes on once that was heard.
        let heard = "until [ -e '\(bench.file("heard"))' ]; do sleep 0.01; done"
        func performHeard(_ then: String) throws -> WorkerRun.Ending {
            let worker = try bench.worker("touch '\(partial)'\n\(opened)\n\(heard)\n\(then)\n\(failed)")
            return ClipProcessing(WorkerRun(worker), bench.order("out.mp4")).perform(while: { true }) { _ in
                try? bench.write("", to: "heard")
            }
        }
        #expect(kind(try performHeard("mv '\(partial)' '\(output)'")) == .output)
        #expect(!bench.has("out.mp4") && !bench.has("out.mp4.partial"))
        try FileManager.default.removeItem(atPath: bench.file("heard"))
        // What somebody else put there meanwhile is not its own.
        #expect(kind(try performHeard("cp '\(bench.file("made"))' '\(output)'")) == .output)
        #expect(bench.has("out.mp4") && !bench.has("out.mp4.partial"))
    }

    @Test("what another worker is writing stays, and nothing is begun there")
    func held() throws {
        try bench.write("half", to: "out.mp4.partial")
        let holder = unsafe open(bench.file("out.mp4.partial"), O_RDWR | O_CLOEXEC)
        #expect(flock(holder, LOCK_EX | LOCK_NB) == 0)
        let report = bench.report(bench.file("out.mp4"))
        let worker = try bench.worker(releasing: bench.file("out.mp4"), saying: [.succeeded(report)])
        #expect(kind(perform(worker)) == .output)
        #expect(bench.has("out.mp4.partial") && !bench.has("out.mp4"))
        // The same of a stream's files.
        try FileManager.default.createDirectory(atPath: bench.file("live"), withIntermediateDirectories: false)
        try FileManager.default.moveItem(
            atPath: bench.file("out.mp4.partial"), toPath: bench.file("live/live-0001.mp4.partial"))
        try bench.write("left", to: "live/live-0002.mp4.partial")
        #expect(kind(try performStream("exit 1")) == .worker)
        #expect(try live == ["live-0001.mp4.partial"])
        close(holder)
        #expect(kind(try performStream("exit 1")) == .worker)
        #expect(try live == [])
    }

    @Test("a named pipe is a stream: files that were released before stay")
    func pipe() throws {
        #expect(unsafe mkfifo(bench.file("pipe"), 0o600) == 0)
        let begins = "mkdir -p '\(bench.file("live"))'; cd '\(bench.file("live"))'; touch live-0001.mp4; exit 1"
        let order = WorkerOrder.Processing(input: bench.file("pipe"), output: bench.file("live"))
        for _ in 0..<2 {
            let ending = ClipProcessing(WorkerRun(try bench.worker(begins)), order).perform(
                while: { true }, hear: { _ in })
            #expect(kind(ending) == .worker)
            #expect(try live == ["live-0001.mp4"])
        }
    }

    @Test("a stream's report holds without the password of the address")
    func passwords() throws {
        let order = WorkerOrder.Processing(input: "rtsp://user:secret@camera/1", output: bench.file("live"))
        var report = bench.report(bench.file("live/live-0001.mp4"), input: "rtsp://...@camera/1")
        let makes =
            "mkdir -p '\(bench.file("live"))'; cp '\(bench.file("made"))' '\(bench.file("live/live-0001.mp4"))'\n"
        let good = ClipProcessing(WorkerRun(try bench.worker(makes + bench.says([.succeeded(report)]))), order)
        #expect(good.perform(while: { true }, hear: { _ in }) == .succeeded(report))
        report.input.path = order.input
        let bad = ClipProcessing(WorkerRun(try bench.worker(makes + bench.says([.succeeded(report)]))), order)
        #expect(kind(bad.perform(while: { true }, hear: { _ in })) == .worker)
    }

    @Test("what was there before stays as it was, be it a link to nothing")
    func occupied() throws {
        try bench.write("other", to: "out.mp4")
        let worker = try bench.worker(releasing: bench.file("out.mp4"), saying: [])
        #expect(kind(perform(worker)) == .output)
        #expect(try String(contentsOfFile: bench.file("out.mp4"), encoding: .utf8) == "other")
        try FileManager.default.removeItem(atPath: bench.file("out.mp4"))
        try FileManager.default.createSymbolicLink(atPath: bench.file("out.mp4"), withDestinationPath: "nowhere")
        #expect(kind(perform(worker)) == .output)
        #expect(bench.has("out.mp4"))
    }
}

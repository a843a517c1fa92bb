// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Foundation
import Processes
import Testing

@testable import JobWork
@testable import Jobs

@Suite("One run of the worker") struct WorkerRunTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    private func kind(_ ending: WorkerRun.Ending) -> JobFailure.Kind? {
        if case .failed(let failure, _) = ending { return failure.kind }
        return nil
    }

    private func line(_ ending: WorkerRun.Ending) -> String {
        if case .failed(let failure, _) = ending { return failure.line }
        return "\(ending)"
    }

    private func run(
        _ lines: String, limits: LimitedProcess.Limits = .init(), silent: Double = 600,
        _ heard: (WorkerMessage) -> Void = { _ in }
    ) throws -> WorkerRun.Ending {
        WorkerRun(try bench.worker(lines), limits: limits, silentSeconds: silent)
            .run(.process(bench.order("out.mp4")), while: { true }, hear: heard)
    }

    @Test("what it says is heard in order, and the last of it is how it ended")
    func success() throws {
        let report = bench.report(bench.file("out.mp4"))
        let picture = PreviewPicture(frame: 3, width: 2, height: 1, pixels: [1, 2, 3, 4, 5, 6])
        let progress = JobProgress(
            frames: 3, regions: 1, residual: 0, speed: 12.5, secondsLeft: 4, preview: picture)
        let messages: [WorkerMessage] = [.opened(try #require(report.clip)), .progress(progress), .succeeded(report)]
        var heard: [WorkerMessage] = []
        #expect(try run(bench.says(messages)) { heard.append($0) } == .succeeded(report))
        #expect(heard == messages)
    }

    @Test("it gets its order as one line, and nothing of our environment but where programs are")
    func order() throws {
        _ = try run("printf '%s' \"$order\" > '\(bench.file("order"))'; env > '\(bench.file("env"))'")
        let order = try JSONDecoder().decode(
            WorkerOrder.self, from: Data(contentsOf: URL(filePath: bench.file("order"))))
        #expect(order == .process(bench.order("out.mp4")))
        let environment = try String(contentsOfFile: bench.file("env"), encoding: .utf8)
        #expect(!environment.contains("HOME=") && environment.contains("LC_ALL=C.UTF-8"))
    }

    @Test(
        "nonsense is a failure of the worker, which is ended",
        arguments: [
            "echo hello; sleep 100", "echo '{\"opened\":{}}'; sleep 100", "printf '\\377\\n'; sleep 100",
            "echo '[[[[[[[[[[[['; sleep 100", "head -c 5000000 /dev/zero; sleep 100",
            "echo '{\"tested\":{\"model\":1}}'; sleep 100",
        ])
    func nonsense(_ lines: String) throws {
        #expect(kind(try run(lines)) == .worker)
    }

    @Test("numbers that cannot be are nonsense too")
    func unsound() throws {
        let clip = OpenedClip(
            width: -1, height: 48, rate: 25, frames: nil, camera: .fixed, motion: nil, detectors: [])
        #expect(kind(try run(bench.says([.opened(clip)]))) == .worker)
        let picture = PreviewPicture(frame: 0, width: 4, height: 4, pixels: [1])
        #expect(kind(try run(bench.says([.preview(picture)]))) == .worker)
        let progress = JobProgress(frames: -5, regions: 0, residual: 0, speed: 1, secondsLeft: nil)
        #expect(kind(try run(bench.says([.progress(progress)]))) == .worker)
        var report = bench.report("/x")
        report.outputs[0].sha256 = "no digest"
        #expect(kind(try run(bench.says([.succeeded(report)]))) == .worker)
    }

    @Test("what it says after its last word is nonsense, and a success that ends badly is none")
    func endings() throws {
        let success = WorkerMessage.succeeded(bench.report("/x"))
        #expect(kind(try run(bench.says([success, success]))) == .worker)
        #expect(kind(try run(bench.says([success]) + "\nexit 3")) == .worker)
        #expect(kind(try run("exit 0")) == .worker)
        #expect(line(try run("kill -SEGV $$")).contains("crashed"))
        #expect(line(try run("kill -KILL $$")).contains("killed"))
        let failure = JobFailure(.privacy, "2 regions were found again")
        #expect(try run(bench.says([.failed(failure, nil)]) + "\nexit 1") == .failed(failure, nil))
    }

    @Test("one that is not there is told as it is")
    func absent() {
        let run = WorkerRun(WorkerProgram(path: bench.file("nowhere")))
        #expect(line(run.run(.process(bench.order("out.mp4")), while: { true })).contains("cannot be started"))
    }

    @Test("one that nobody wants any more is asked to end, and killed where it does not")
    func cancelled() throws {
        for lines in ["trap 'exit 0' TERM; echo; while :; do sleep 0.01; done", "trap '' TERM; exec sleep 1000"] {
            let run = WorkerRun(try bench.worker(lines))
            var asked = 0
            let ending = run.run(
                .process(bench.order("out.mp4")),
                while: {
                    asked += 1
                    return asked < 3
                })
            #expect(ending == .cancelled)
        }
    }

    @Test("one that says nothing for too long is ended")
    func silent() throws {
        #expect(line(try run("exec sleep 1000", silent: 0.2)).contains("said nothing"))
    }

    @Test("processor time and memory are bounded, and it stands back for others")
    func limits() throws {
        let limits = LimitedProcess.Limits(processorSeconds: 1, memoryBytes: 300 << 20, niceness: 7)
        #expect(line(try run("while :; do :; done", limits: limits)).contains("killed"))
        let told = bench.file("told")
        _ = try run("{ ulimit -d; ulimit -c; nice; } > '\(told)'", limits: limits)
        #expect(try String(contentsOfFile: told, encoding: .utf8) == "307200\n0\n7\n")
    }

    @Test("it has three descriptors and no more")
    func descriptors() throws {
        let told = bench.file("told")
        _ = try run("ls /proc/self/fd > '\(told)'")
        // The fourth is the folder that ls looks at.
        #expect(try String(contentsOfFile: told, encoding: .utf8).split(separator: "\n").count == 4)
    }
}

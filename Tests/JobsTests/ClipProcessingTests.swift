// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Foundation
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

// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import EVE
import Fixtures
import Foundation
import Testing

@testable import JobWork

@Suite("Lines about jobs of gateways")
struct JobLineTests {
    private let time = Instant(seconds: 1_790_000_000)

    private var job: Job {
        var job = Job(
            id: 17, state: .succeeded, camera: "quay-3", input: "/in/a \u{1b}[2J.mp4", output: "/out/a.mp4",
            clipBegin: time, by: "watch quay-3", submitted: time)
        job.tries = 1
        job.clip = OpenedClip(
            width: 64, height: 48, rate: 25, frames: 5, camera: .fixed, motion: 0.1, detectors: ["motion"])
        job.report = JobReport(
            program: "1", input: .init(path: job.input, bytes: 4, sha256: String(repeating: "a", count: 64)),
            options: job.options)
        return job
    }

    private func read(_ text: String) throws(JobLine.Problem) -> JobLine? { try JobLine.read(Array(text.utf8)) }

    private func text(_ change: Int = 2, _ edit: (inout Job) -> Void = { _ in }) -> String {
        var job = job
        edit(&job)
        return String(decoding: JobLine(change: change, job: job).line(timestamp: time), as: UTF8.self)
    }

    @Test("a line comes back as it went, on one line of an event")
    func roundTrip() throws {
        let line = JobLine(change: 2, job: job)
        let text = text()
        #expect(
            text.hasPrefix(#"{"timestamp":"2026-09-21T14:13:20.000000Z","event_type":"vedette_job","vedette_job":{"#))
        #expect(!text.contains("\n") && !text.utf8.contains(0x1b))
        #expect(try read(text) == line)
    }

    @Test("neither a picture nor a gateway goes along, and of thousands of outputs the first")
    func trimmed() throws {
        let text = text { job in
            job.gateway = "gw-other"
            job.progress = JobProgress(
                frames: 1, regions: 0, residual: 0, speed: 1, secondsLeft: nil,
                preview: PreviewPicture(frame: 0, width: 1, height: 1, pixels: [1, 2, 3]))
            job.report?.outputs = (0..<5000).map { .init(path: "/out/\($0).png", bytes: 1, sha256: "") }
            job.report?.notes = Array(repeating: String(repeating: "n", count: 4000), count: 150)
        }
        #expect(text.utf8.count <= JobLine.sizeLimit)
        let line = try #require(try read(text))
        #expect(line.job.gateway == nil && line.job.progress?.preview == nil)
        #expect(line.job.report?.outputs.count == JobLine.outputsMost)
        #expect(line.job.report?.notes.first == "4984 more outputs are named on the gateway alone")
    }

    @Test("lines of other events are none")
    func others() throws {
        for line in [#"{"event_type":"flow","vedette_job":{}}"#, "{}", "[]", "", "no JSON", #"{"event_type":7}"#] {
            #expect(try read(line) == nil)
        }
    }

    @Test("a gateway that a line names is not heard")
    func namedGateway() throws {
        let line = text().replacing(#""vedette_job":{"#, with: #""vedette_job":{"gateway":"gw-other","#)
        #expect(try #require(try read(line)).job.gateway == nil)
    }

    @Test(
        "what cannot be is refused",
        arguments: [
            (#""id":17"#, #""id":0"#), (#""id":17"#, #""id":-9223372036854775808"#), (#""change":2"#, #""change":0"#),
            (#""change":2"#, #""change":9223372036854775807"#), (#""tries":1"#, #""tries":-1"#),
            (#""priority":0"#, #""priority":10"#), (#""width":64"#, #""width":0"#), (#""rate":25"#, #""rate":-1"#),
            (#""frames":5"#, #""frames":-5"#), (#""detectEvery":3"#, #""detectEvery":0"#),
            (#""state":"succeeded""#, #""state":"failed""#), (#""framesIn":0"#, #""framesIn":-1"#),
        ])
    func unsound(_ from: String, _ to: String) throws {
        let line = text()
        #expect(line.contains(from))
        #expect(throws: JobLine.Problem.unsound) { try read(line.replacing(from, with: to)) }
    }

    @Test(
        "what is of another type is refused",
        arguments: [
            (#""id":17"#, #""id":"17""#), (#""id":17"#, #""id":1e400"#), (#""id":17"#, #""id":1.5"#),
            (#""state":"succeeded""#, #""state":"released""#), (#""camera":"quay-3""#, #""camera":null"#),
            (#""change":2"#, #""change":{}"#),
        ])
    func unreadable(_ from: String, _ to: String) throws {
        let line = text()
        #expect(line.contains(from))
        #expect(throws: JobLine.Problem.unreadable) { try read(line.replacing(from, with: to)) }
    }

    @Test("texts longer than are kept are refused, and lines longer than are read")
    func long() throws {
        #expect(throws: JobLine.Problem.unsound) { try read(text { $0.camera = String(repeating: "c", count: 201) }) }
        #expect(throws: JobLine.Problem.unsound) {
            try read(text { $0.input = "/" + String(repeating: "i", count: 4096) })
        }
        let line = text().dropLast() + #","x":""# + String(repeating: "x", count: JobLine.sizeLimit) + #""}"#
        #expect(throws: JobLine.Problem.tooLong) { try read(String(line)) }
    }

    @Test("depths that would use up the stack are refused before they are entered")
    func deep() throws {
        let nest = String(repeating: "[", count: 50_000) + String(repeating: "]", count: 50_000)
        #expect(try read(#"{"event_type":"vedette_job","vedette_job":"# + nest + "}") == nil)
        let line = text().replacing(
            #""change":2"#,
            with: #""x":"# + String(repeating: "[", count: 400)
                + String(repeating: "]", count: 400) + #","change":2"#)
        _ = try? read(line)
    }

    @Test("lines damaged at random are refused, or are jobs that can be", arguments: [1, 2, 3] as [UInt64])
    func damaged(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let line = Array(text().utf8)
        for _ in 0..<2000 {
            var bytes = line
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0x20...0x7e, using: &random)
            }
            guard let read = try? JobLine.read(bytes) else { continue }
            #expect(read.job.isSound && read.job.gateway == nil)
        }
    }
}

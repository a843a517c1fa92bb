// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Foundation
import Testing

@testable import Vision

@Suite("The program vedette-anonymizer", .serialized, .timeLimit(.minutes(5)))
struct WorkerTests {
    let folder: TestFolder
    let worker: WorkerModel

    init() throws {
        folder = try TestFolder()
        worker = WorkerModel(folder: folder)
    }

    @Test("it says its version, and how it is called")
    func calls() throws {
        var answer = try worker.wait(for: try worker.start("", arguments: ["--version"]))
        #expect(answer.ending == 0)
        #expect(String(decoding: try folder.read("said"), as: UTF8.self).hasPrefix("vedette-anonymizer 0."))
        answer = try worker.wait(for: try worker.start("", arguments: ["--nonsense"]))
        #expect(answer.ending == 2 && answer.errors.contains("usage:"))
    }

    @Test("it is kept from all that its order does not need, as far as the kernel can")
    func protection() throws {
        let answer = try worker.wait(for: try worker.start("", arguments: ["--check"]))
        let lines = String(decoding: try folder.read("said"), as: UTF8.self).split(separator: "\n")
        let lacks = lines.filter { $0.hasPrefix("this kernel has no") }
        #expect(lines.count >= 9)
        if lacks.isEmpty {
            #expect(answer.ending == 0)
            #expect(lines.allSatisfy { $0.hasPrefix("kept from: ") }, "\(lines)")
        }
    }

    @Test("what is no order is refused with one line", arguments: ["", "\n", "{}\n", "[1,2\n", "no order\n"])
    func noOrder(text: String) throws {
        let answer = try worker.wait(for: try worker.start(text))
        #expect(answer.ending == 1 && answer.messages.count == 1 && answer.failure?.kind == .worker)
    }

    @Test("an order without an end is not read for ever")
    func endlessOrder() throws {
        let answer = try worker.wait(for: try worker.start(String(repeating: "[", count: 3 << 20)))
        #expect(answer.ending == 1 && answer.failure?.line.contains("1 MiB") == true)
    }

    @Test("a preview is answered with the frame that was asked for")
    func preview() throws {
        try DrawnClip.write(folder.file("a.mp4"), frames: 70)
        let wish = WorkerOrder.PreviewWish(file: folder.file("a.mp4"), frame: 65, side: 48)
        let answer = try worker.run(.preview(wish))
        #expect(answer.ending == 0)
        #expect(answer.messages == [.preview(try Preview.picture(wish))])
        // Under protection it reads the file of regions as well.
        let file = try RegionsFile(path: folder.file("regions"))
        let box = PixelBox(x: 20, y: 20, width: 30, height: 20)
        try file.add(
            FrameRegions(frame: 0, regions: [Region(box: box, kind: .car, confidence: 1, origin: .detected)]))
        let outlined = WorkerOrder.PreviewWish(
            file: folder.file("a.mp4"), frame: 0, side: 48, regions: folder.file("regions"))
        guard case .preview(let picture)? = try worker.run(.preview(outlined)).messages.last else {
            Issue.record("no preview")
            return
        }
        #expect(picture.regions.count == 1)
    }

    @Test("a job is carried out under protection, and its output is as long as its input")
    func job() throws {
        try DrawnClip.write(folder.file("a.mp4"), width: 160, height: 120, frames: 40)
        let answer = try worker.run(worker.job("a.mp4", "b.mp4"))
        guard case .succeeded(let report)? = answer.messages.last else {
            Issue.record("\(answer)")
            return
        }
        #expect(answer.ending == 0 && report.framesIn == 40 && report.framesOut == 40)
        #expect(try DrawnClip.pictures(folder.file("b.mp4")).count == 40)
        #expect(try folder.names == ["a.mp4", "b.mp4", "errors", "order", "said"])
    }

    @Test("images and folders of them are processed under protection too")
    func images() throws {
        try FileManager.default.createDirectory(atPath: folder.file("in"), withIntermediateDirectories: false)
        for name in ["1.png", "2.png", "3.png"] {
            try DrawnClip.write(folder.file("in/\(name)"), frames: 1, source: .image)
        }
        let answer = try worker.run(worker.job("in", "out", acceptDegraded: true))
        #expect(answer.ending == 0, "\(answer)")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).sorted() == [
                "1.png", "2.png", "3.png",
            ])
        #expect(try worker.run(worker.job("in/2.png", "2.png", acceptDegraded: true)).ending == 0)
        #expect(try DrawnClip.pictures(folder.file("2.png")).count == 1)
    }

    @Test("a camera's stream is processed under protection too, and its password is in no line")
    func camera() throws {
        try DrawnClip.write(folder.file("a.mp4"), frames: 60)
        let camera = try CameraModel(clip: try folder.read("a.mp4"), width: 96, height: 64)
        var options = JobOptions()
        options.camera = .fixed
        options.segmentSeconds = 1
        func order(_ address: String) -> WorkerOrder {
            .process(.init(input: address, output: folder.file("camera"), options: options))
        }
        let answer = try worker.run(order("rtsp://127.0.0.1:\(camera.port)/live"))
        #expect(answer.ending == 0, "\(answer)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("camera")).sorted()
        #expect(names == ["camera-0001.mp4", "camera-0002.mp4", "camera-0003.mp4"])
        let refused = try worker.run(order("rtsp://operator:secret@127.0.0.1:1/live"))
        #expect(refused.failure?.kind == .input && refused.failure?.line.contains("secret") == false)
    }

    @Test("pictures of any shape are processed", arguments: [(16, 16), (17, 99), (300, 16), (16, 300), (66, 127)])
    func shapes(width: Int, height: Int) throws {
        try DrawnClip.write(folder.file("a.mp4"), width: width, height: height, frames: 30)
        let answer = try worker.run(worker.job("a.mp4", "b.mp4"))
        #expect(answer.ending == 0, "\(answer)")
        #expect(try DrawnClip.pictures(folder.file("b.mp4")).count == 30)
    }

    @Test("an input that is bad fails with one line, and leaves no output")
    func badInput() throws {
        try DrawnClip.write(folder.file("whole.mp4"), frames: 40)
        try folder.write(Array(try folder.read("whole.mp4").prefix(4000)), "cut.mp4")
        try folder.write(Array("text".utf8), "text.mp4")
        for name in ["cut.mp4", "text.mp4", "absent.mp4"] {
            let answer = try worker.run(worker.job(name, "b.mp4"))
            #expect(answer.ending == 1 && answer.failure?.kind == .input)
            #expect(answer.failure?.line.contains(name) == true && answer.failure?.line.contains("\n") == false)
            #expect(try !folder.names.contains { $0.hasPrefix("b.mp4") })
        }
    }

    @Test("a disk that is full fails the job and leaves no output")
    func fullDisk() throws {
        try DrawnClip.write(folder.file("a.mp4"), width: 160, height: 120, frames: 40)
        // No file may be longer than two blocks of 512 bytes, which a write past them is told as it would be of a full disk.
        let answer = try worker.run(worker.job("a.mp4", "b.mp4"), shell: #"(ulimit -f 2; exec "$0") | cat"#)
        #expect(answer.failure?.kind == .output, "\(answer)")
        #expect(try !folder.names.contains { $0.hasPrefix("b.mp4") })
    }

    @Test("a worker that is told to end, or crashes, deletes what it was writing", arguments: [SIGTERM, SIGSEGV])
    func ended(signal: Int32) throws {
        try DrawnClip.write(folder.file("a.mp4"), width: 320, height: 240, frames: 300)
        let process = try worker.start(try WorkerModel.line(worker.job("a.mp4", "b.mp4")))
        while process.isRunning, try !folder.names.contains("b.mp4.partial") { usleep(1000) }
        kill(process.processIdentifier, signal)
        let answer = try worker.wait(for: process)
        #expect(answer.ending == -signal)
        #expect(try !folder.names.contains { $0.hasPrefix("b.mp4") })
    }

    @Test("what a killed worker leaves has no output's name, and its next try replaces it")
    func killed() throws {
        try DrawnClip.write(folder.file("a.mp4"), width: 160, height: 120, frames: 60)
        let process = try worker.start(try WorkerModel.line(worker.job("a.mp4", "b.mp4")))
        while process.isRunning, try !folder.names.contains("b.mp4.partial") { usleep(1000) }
        kill(process.processIdentifier, SIGKILL)
        _ = try worker.wait(for: process)
        #expect(try folder.names.contains("b.mp4.partial") && !folder.names.contains("b.mp4"))
        #expect(try worker.run(worker.job("a.mp4", "b.mp4")).ending == 0)
        #expect(try !folder.names.contains("b.mp4.partial") && folder.names.contains("b.mp4"))
    }

    @Test("it ends with the process that has started it")
    func orphaned() throws {
        try #require(unsafe mkfifo(folder.file("pipe"), 0o600) == 0)
        try folder.write(Array(try WorkerModel.line(worker.job("pipe", "camera")).utf8), "order")
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", #""$0" < "$1" & wait"#, WorkerModel.path, folder.file("order")]
        process.standardOutput = output
        try process.run()
        try output.fileHandleForWriting.close()
        // Opened once the worker has: it waits for pictures that never come, and nobody else holds its output once its parent is gone.
        let feeder = FileHandle(forWritingAtPath: folder.file("pipe"))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(try output.fileHandleForReading.readToEnd() ?? Data() == Data())
        try feeder?.close()
    }
}

// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Foundation
import Testing

@testable import Vision

@Suite("Streams")
struct StreamTests {
    let folder: TestFolder

    init() throws {
        folder = try TestFolder()
        // A reader that fails leaves its writer alone.
        signal(SIGPIPE, SIG_IGN)
    }

    /// So many JPEGs one behind the other, as cameras send them; 25 a second is what readers take them for.
    private func motionJPEG(frames: Int) throws -> [UInt8] {
        let info = ClipInfo(width: 96, height: 64, rate: 25, source: .image, isPNG: false)
        var bytes: [UInt8] = []
        for frame in 0..<frames {
            bytes += try ImageOutput.encode(
                DrawnClip.picture(96, 64, frame: frame), as: info.clip, name: "")
        }
        return bytes
    }

    /// Reads a stream with a delay of 10 pictures, as a job does; how many it had.
    private func record(_ input: String, seconds: Double) throws -> (frames: Int, writer: ClipWriter) {
        let reader = try ClipReader(input: input)
        #expect(reader.info.source == .stream && reader.info.width == 96)
        var options = JobOptions()
        options.segmentSeconds = seconds
        let writer = try ClipWriter(output: folder.file("camera"), source: reader, options: options)
        var picture = Picture(width: 1, height: 1)
        var ahead = 0
        while try reader.next(into: &picture) {
            ahead += 1
            if ahead > 10 {
                #expect(try reader.again(into: &picture))
                try writer.write(picture)
            }
        }
        while try reader.again(into: &picture) { try writer.write(picture) }
        _ = try writer.finish()
        return (ahead, writer)
    }

    @Test(
        "a stream out of a pipe becomes files of so many seconds, numbered on when it is read again")
    func pipe() throws {
        let path = folder.file("pipe")
        try #require(unsafe mkfifo(path, 0o600) == 0)
        for round in 1...2 {
            let bytes = try motionJPEG(frames: 60)
            let feeder = Thread {
                FileHandle(forWritingAtPath: path)?.write(Data(bytes))
            }
            feeder.start()
            let (frames, writer) = try record(path, seconds: 1)
            #expect(frames == 60 && writer.released.count == 3)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("camera"))
                .sorted()
            #expect(names == (1...(3 * round)).map { "camera-000\($0).mp4" })
        }
        let counts = try (1...3).map {
            try DrawnClip.pictures(folder.file("camera/camera-000\($0).mp4")).count
        }
        #expect(counts == [25, 25, 10])
    }

    @Test("a stream over TCP is read; what came before it broke off is kept, checked")
    func connection() throws {
        let server = try OneConnection()
        let bytes = try motionJPEG(frames: 30)
        server.serve { $0.send(bytes) }
        let (frames, writer) = try record("tcp://127.0.0.1:\(server.port)", seconds: 60)
        #expect(frames == 30 && writer.released.count == 1)
    }

    @Test(
        "a check that finds something keeps back the file of a stream that is being written, and no other"
    )
    func check() throws {
        let path = folder.file("pipe")
        try #require(unsafe mkfifo(path, 0o600) == 0)
        let bytes = try motionJPEG(frames: 60)
        let feeder = Thread { FileHandle(forWritingAtPath: path)?.write(Data(bytes)) }
        feeder.start()
        var options = JobOptions()
        options.segmentSeconds = 1
        let reader = try ClipReader(input: path)
        let writer = try ClipWriter(output: folder.file("camera"), source: reader, options: options) {
            _, number throws(JobFailure) in
            if number == 40 { throw JobFailure(.privacy, "somebody is still there") }
        }
        var picture = Picture(width: 1, height: 1)
        let failure = #expect(throws: JobFailure.self) {
            while try reader.next(into: &picture) {
                _ = try reader.again(into: &picture)
                try writer.write(picture)
            }
            _ = try writer.finish()
        }
        #expect(failure?.kind == .privacy)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.file("camera")) == [
                "camera-0001.mp4"
            ])
    }

    @Test("a camera that speaks RTSP is read")
    func camera() throws {
        try DrawnClip.write(folder.file("a.mp4"), frames: 40)
        let camera = try CameraModel(clip: try folder.read("a.mp4"), width: 96, height: 64)
        let (frames, writer) = try record("rtsp://127.0.0.1:\(camera.port)/live", seconds: 1)
        #expect(frames == 40 && writer.released.count == 2)
        let pictures = try DrawnClip.pictures(folder.file("camera/camera-0001.mp4"))
        // It is told the second packet's time and not the first one's.
        #expect(
            (25...26).contains(pictures.count)
                && DrawnClip.nearness(pictures[3], DrawnClip.picture(96, 64, frame: 3)) > 34)
    }

    @Test("a camera that is not there is told in one line")
    func absent() throws {
        let server = try OneConnection()
        let failure = #expect(throws: JobFailure.self) {
            // Nobody accepts there any more.
            server.close()
            _ = try ClipReader(input: "rtsp://127.0.0.1:\(server.port)/live")
        }
        #expect(failure?.kind == .input && failure?.line.contains("rtsp://127.0.0.1") == true)
    }
}

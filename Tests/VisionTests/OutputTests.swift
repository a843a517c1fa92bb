// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import CMedia
import Foundation
import Testing

@testable import Vision

@Suite("Outputs")
struct OutputTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    @Test("an output has another name and is its owner's alone until it is released")
    func partial() throws {
        let info = ClipInfo(width: 64, height: 48, rate: 25)
        let writer = try ClipWriter(output: folder.file("a.mp4"), source: nil, info: info)
        try writer.write(DrawnClip.picture(64, 48, frame: 0))
        #expect(try folder.names == ["a.mp4.partial"])
        let mode = try FileManager.default.attributesOfItem(atPath: folder.file("a.mp4.partial"))[
            .posixPermissions]
        #expect(mode as? Int == 0o600)
        let files = try writer.finish()
        #expect(try folder.names == ["a.mp4"])
        #expect(
            files.first?.bytes == Int64(try folder.read("a.mp4").count) && files.first?.sha256.count == 64
        )
    }

    @Test("an output that is given up is deleted")
    func givenUp() throws {
        for source in [ClipInfo.Source.video, .folder] {
            do {
                let info = ClipInfo(width: 64, height: 48, rate: 25, source: source)
                let writer = try ClipWriter(output: folder.file("a"), source: nil, info: info)
                try writer.write(DrawnClip.picture(64, 48, frame: 0))
                #expect(try folder.names == ["a.partial"])
            }
            #expect(try folder.names.isEmpty)
        }
    }

    @Test("what is there already stays as it is, at the beginning and at the end")
    func taken() throws {
        try folder.write([1, 2, 3], "a.mp4")
        let info = ClipInfo(width: 64, height: 48, rate: 25)
        #expect(throws: JobFailure.self) {
            try ClipWriter(output: folder.file("a.mp4"), source: nil, info: info)
        }
        let writer = try ClipWriter(output: folder.file("b.mp4"), source: nil, info: info)
        try writer.write(DrawnClip.picture(64, 48, frame: 0))
        try folder.write([4], "b.mp4")
        let failure = #expect(throws: JobFailure.self) { try writer.finish() }
        #expect(failure?.kind == .output)
        #expect(try folder.read("a.mp4") == [1, 2, 3])
        #expect(try folder.read("b.mp4") == [4])
    }

    @Test("what a killed worker left is replaced")
    func stale() throws {
        try folder.write([1, 2, 3], "a.mp4.partial")
        try DrawnClip.write(folder.file("a.mp4"), frames: 2)
        try FileManager.default.createDirectory(
            atPath: folder.file("b.partial"), withIntermediateDirectories: false)
        try folder.write([1], "b.partial/0.png")
        try DrawnClip.write(folder.file("b"), frames: 2, source: .folder)
        #expect(try folder.names == ["a.mp4", "b"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("b")).count == 2)
    }

    @Test(
        "while one job writes an output no other job can, nor delete what is written",
        arguments: [ClipInfo.Source.video, .folder])
    func held(source: ClipInfo.Source) throws {
        let info = ClipInfo(width: 64, height: 48, rate: 25, source: source)
        let first = try ClipWriter(output: folder.file("a"), source: nil, info: info)
        let failure = #expect(throws: JobFailure.self) {
            try ClipWriter(output: folder.file("a"), source: nil, info: info)
        }
        #expect(failure?.kind == .output && failure?.line.contains("another job is writing it") == true)
        #expect(try folder.names == ["a.partial"])
        try first.write(DrawnClip.picture(64, 48, frame: 0))
        _ = try first.finish()
        #expect(try folder.names == ["a"])
    }

    @Test("what was put in the place of an output while it was written gets no output's name, and stays")
    func replaced() throws {
        let info = ClipInfo(width: 64, height: 48, rate: 25)
        do {
            let writer = try ClipWriter(output: folder.file("a.mp4"), source: nil, info: info)
            try writer.write(DrawnClip.picture(64, 48, frame: 0))
            try FileManager.default.removeItem(atPath: folder.file("a.mp4.partial"))
            try folder.write([1, 2, 3], "a.mp4.partial")
            let failure = #expect(throws: JobFailure.self) { try writer.finish() }
            #expect(failure?.kind == .output && failure?.line.contains("replaced") == true)
        }
        #expect(try folder.names == ["a.mp4.partial"])
        #expect(try folder.read("a.mp4.partial") == [1, 2, 3])
    }

    @Test(
        "every picture is looked at as it was written, and what is found there keeps the output back")
    func check() throws {
        try DrawnClip.write(folder.file("a.mp4"), frames: 12)
        var seen: [Int] = []
        _ = try DrawnClip.copy(folder.file("a.mp4"), to: folder.file("b.mp4")) {
            picture, number throws(JobFailure) in
            seen.append(number)
            guard picture.width == 96 else { throw JobFailure(.worker, "another size") }
        }
        #expect(seen == Array(0..<12))
        let failure = #expect(throws: JobFailure.self) {
            try DrawnClip.copy(folder.file("a.mp4"), to: folder.file("c.mp4")) {
                _, number throws(JobFailure) in
                if number == 9 { throw JobFailure(.privacy, "somebody is still there") }
            }
        }
        #expect(failure?.kind == .privacy)
        #expect(try folder.names == ["a.mp4", "b.mp4"])
    }

    @Test("times of a film that was slowed for television are those of its copy in finer ticks")
    func finerTicks() {
        var (film, copy, late) = (TimeDigest(), TimeDigest(), TimeDigest())
        for picture in Int64(0)..<2000 {
            film.add(picture, of: ticks(1001, 24000))
            copy.add(1001 * picture, of: ticks(1, 24000))
            late.add(1001 * picture + (picture == 306 ? 3 : 0), of: ticks(1, 24000))
        }
        #expect(film == copy)
        #expect(film != late)
    }

    private func ticks(_ numerator: Int32, _ denominator: Int32) -> ClipInfo {
        var clip = media_clip()
        (clip.rate_denominator, clip.tick_numerator, clip.tick_denominator) = (1, numerator, denominator)
        return ClipInfo(clip, source: .video)
    }

    @Test("a message that is longer than lines may be is told as a failure")
    func longMessage() throws {
        var report = JobReport(
            program: "", input: .init(path: "", bytes: 0, sha256: ""), options: JobOptions())
        report.notes = [String(repeating: "x", count: WorkerMessage.lengthLimit)]
        var progress = JobProgress(frames: 1, regions: 0, residual: 0, speed: 1, secondsLeft: nil)
        progress.soFar = report
        #expect(MessageOutput.line(of: .progress(progress)).isEmpty)
        for message in [WorkerMessage.succeeded(report), .opened(clip)] {
            let line = MessageOutput.line(of: message)
            #expect(line.last == 0x0a && line.count <= WorkerMessage.lengthLimit)
            let told = try JSONDecoder().decode(WorkerMessage.self, from: Data(line.dropLast()))
            guard case .failed(let failure, nil) = told else {
                #expect(told == .opened(clip))
                continue
            }
            #expect(failure.kind == .output)
        }
    }

    private let clip = OpenedClip(
        width: 64, height: 48, rate: 25, frames: nil, camera: .fixed, motion: nil, detectors: [])

    @Test("a folder that is not there, or a name of another container, is refused")
    func badNames() throws {
        let info = ClipInfo(width: 64, height: 48, rate: 25)
        for name in ["nowhere/a.mp4", "a.avi", "..", "a.MKV"] {
            let failure = #expect(throws: JobFailure.self) {
                try ClipWriter(output: folder.file(name), source: nil, info: info)
            }
            #expect(failure?.kind == .output)
        }
        #expect(try folder.names.isEmpty)
    }
}

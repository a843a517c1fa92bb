// SPDX-License-Identifier: Apache-2.0

import Anonymizer
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

// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Fixtures
import Foundation
import Testing

@testable import Vision

@Suite("Clips")
struct ClipTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    @Test(
        "what is written comes back: number, size, rate and times, and pictures near what they were")
    func roundTrip() throws {
        try DrawnClip.write(folder.file("a.mp4"), frames: 40)
        let reader = try ClipReader(input: folder.file("a.mp4"))
        #expect(reader.info.width == 96 && reader.info.height == 64 && reader.info.rate == 25)
        #expect(reader.info.frames == 40 && reader.info.source == .video && !reader.info.hasSound)
        let pictures = try DrawnClip.pictures(folder.file("a.mp4"))
        try #require(pictures.count == 40)
        for (frame, picture) in pictures.enumerated() {
            #expect(abs(Double(picture.time) * reader.info.tick - Double(frame) / 25) < 0.0001)
            #expect(DrawnClip.nearness(picture, DrawnClip.picture(96, 64, frame: frame)) >= 38)
        }
    }

    @Test("the second time come the same pictures, out of what is held, however far behind")
    func again() throws {
        try DrawnClip.write(folder.file("a.mp4"), frames: 50)
        let reader = try ClipReader(input: folder.file("a.mp4"))
        var ahead: [Picture] = []
        var behind: [Picture] = []
        var (picture, second) = (Picture(width: 1, height: 1), Picture(width: 1, height: 1))
        while try reader.next(into: &picture) {
            ahead.append(picture)
            if ahead.count > 17 {
                #expect(reader.heldBytes > 0)
                #expect(try reader.again(into: &second))
                behind.append(second)
            }
        }
        while try reader.again(into: &second) { behind.append(second) }
        #expect(ahead.count == 50 && ahead == behind)
        #expect(reader.heldBytes == 0)
        #expect(try !reader.next(into: &picture))
    }

    @Test("a picture that nobody has seen a first time is not to be had a second time")
    func tooEarly() throws {
        try DrawnClip.write(folder.file("a.mp4"), frames: 3)
        let reader = try ClipReader(input: folder.file("a.mp4"))
        var picture = Picture(width: 1, height: 1)
        _ = try reader.next(into: &picture)
        _ = try reader.again(into: &picture)
        #expect(throws: JobFailure.self) { try reader.again(into: &picture) }
    }

    @Test("frames that come at no steady rate keep their times")
    func unevenTimes() throws {
        let times: [Int64] = [0, 400, 1000, 5000, 5100, 9000, 20000, 20001]
        try DrawnClip.write(folder.file("a.mp4"), frames: times.count, times: times)
        let reader = try ClipReader(input: folder.file("a.mp4"))
        #expect(reader.info.rate == 0)
        _ = try DrawnClip.copy(folder.file("a.mp4"), to: folder.file("b.mp4"))
        for name in ["a.mp4", "b.mp4"] {
            let tick = try ClipReader(input: folder.file(name)).info.tick
            let found = try DrawnClip.pictures(folder.file(name)).map {
                Int64((Double($0.time) * tick * 25000).rounded())
            }
            #expect(found == times)
        }
    }

    @Test("odd sides are made even by repeating the last row and column, and the notes say so")
    func oddSides() throws {
        let writer = try DrawnClip.write(folder.file("a.mp4"), width: 97, height: 75, frames: 5)
        #expect(writer.notes.contains { $0.contains("97x75") })
        let picture = try #require(try DrawnClip.pictures(folder.file("a.mp4")).first)
        #expect(picture.width == 98 && picture.height == 76)
        let last = 3 * (40 * 98 + 97)
        #expect(abs(Int(picture.bytes[last]) - Int(picture.bytes[last - 3])) < 8)
    }

    @Test("a single frame is a clip too")
    func singleFrame() throws {
        try DrawnClip.write(folder.file("a.mp4"), frames: 1)
        _ = try DrawnClip.copy(folder.file("a.mp4"), to: folder.file("b.mp4"))
        #expect(try DrawnClip.pictures(folder.file("b.mp4")).count == 1)
    }

    @Test(
        "a flag of rotation is carried out on the pixels, and the output has none",
        arguments: [90, 180, 270])
    func rotation(degrees: Int) throws {
        try DrawnClip.write(folder.file("a.mp4"), frames: 4)
        let plain = try DrawnClip.pictures(folder.file("a.mp4"))
        try folder.write(Containers.turned(try folder.read("a.mp4"), by: degrees), "turned.mp4")
        let turned = try DrawnClip.pictures(folder.file("turned.mp4"))
        #expect(turned.count == 4 && turned[0].width == (degrees == 180 ? 96 : 64))
        for (one, other) in zip(plain, turned) {
            #expect(Containers.turned(one, by: degrees).bytes == other.bytes)
        }
        _ = try DrawnClip.copy(folder.file("turned.mp4"), to: folder.file("b.mp4"))
        let output = try DrawnClip.pictures(folder.file("b.mp4"))
        #expect(output[0].width == turned[0].width && DrawnClip.nearness(output[0], turned[0]) > 35)
    }

    @Test("any frame can be gone to, and what is behind the end is the last one")
    func seeking() throws {
        try DrawnClip.write(folder.file("a.mp4"), frames: 200)
        let pictures = try DrawnClip.pictures(folder.file("a.mp4"))
        for frame in [0, 1, 59, 60, 61, 133, 199] {
            let reader = try ClipReader(input: folder.file("a.mp4"))
            try reader.seek(to: frame)
            var picture = Picture(width: 1, height: 1)
            #expect(try reader.next(into: &picture))
            #expect(picture.bytes == pictures[frame].bytes)
        }
        let last = try Preview.picture(.init(file: folder.file("a.mp4"), frame: 5000, side: 48))
        #expect(last.frame == 199 && last.width == 48 && last.height == 32 && last.isSound)
        #expect(last == Preview.scaled(pictures[199], side: 48, frame: 199))
    }

    @Test("nothing of the input's metadata is in the output")
    func metadata() throws {
        try DrawnClip.write(folder.file("a.mp4"), frames: 4)
        let text = String(decoding: try folder.read("a.mp4"), as: UTF8.self)
        for word in ["Lavf", "Lavc", "encoder"] { #expect(!text.contains(word)) }
    }

    @Test(
        "sound goes along where that is asked for, and else does not",
        .enabled(if: SharedMaterial.isExpected("data/video"), "the shared clips are not here"))
    func sound() throws {
        let input = SharedMaterial.folder.appending(path: "data/video/videos/pedestrians-plaza.mp4")
            .path
        var options = JobOptions()
        for keeps in [true, false] {
            options.keepAudio = keeps
            let name = "\(keeps).mp4"
            let writer = try DrawnClip.copy(input, to: folder.file(name), options: options)
            #expect(try ClipReader(input: folder.file(name)).info.hasSound == keeps)
            #expect(writer.notes.contains { $0.contains("sound") } == keeps)
        }
    }
}

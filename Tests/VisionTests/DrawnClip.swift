// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Foundation

@testable import Vision

/// A folder of a test, which goes when the test does.
final class TestFolder {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory.appending(path: "vision-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { path + "/" + name }

    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: file(name))))
    }

    func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(filePath: file(name)))
    }
}

/// Clips that tests draw.
enum DrawnClip {
    /// A slope of colours with a bright square that wanders: no two frames are the same, and none is when it is turned or mirrored.
    static func picture(_ width: Int, _ height: Int, frame: Int) -> Picture {
        var picture = Picture(width: width, height: height)
        let side = min(width, height) / 4
        let left = (frame * 3) % max(1, width - side)
        for y in 0..<height {
            for x in 0..<width {
                let isInside = x >= left && x < left + side && y >= side && y < 2 * side
                let place = 3 * (y * width + x)
                picture.bytes[place] = isInside ? 240 : UInt8(40 + 120 * x / width)
                picture.bytes[place + 1] = isInside ? 230 : UInt8(60 + 100 * y / height)
                picture.bytes[place + 2] = isInside ? 220 : UInt8(80 + (frame & 31))
            }
        }
        return picture
    }

    /// Writes one; its times in thousandths of a frame where they are uneven.
    @discardableResult
    static func write(
        _ path: String, width: Int = 96, height: Int = 64, frames: Int = 30, rate: Int = 25,
        times: [Int64]? = nil,
        source: ClipInfo.Source = .video, isPNG: Bool = true
    ) throws -> ClipWriter {
        let info = ClipInfo(width: width, height: height, rate: rate, source: source, isPNG: isPNG)
        let writer = try ClipWriter(output: path, source: nil, info: info)
        for frame in 0..<frames {
            var picture = picture(width, height, frame: frame)
            picture.time = times?[frame] ?? Int64(frame) * 1000
            try writer.write(picture)
        }
        _ = try writer.finish()
        return writer
    }

    /// All pictures of a clip.
    static func pictures(_ path: String) throws -> [Picture] {
        let reader = try ClipReader(input: path)
        reader.holdNothing()
        var pictures: [Picture] = []
        var picture = Picture(width: 1, height: 1)
        while try reader.next(into: &picture) { pictures.append(picture) }
        return pictures
    }

    /// How near two pictures of one size are, in dB; infinite where they are the same.
    static func nearness(_ one: Picture, _ other: Picture) -> Double {
        var sum = 0
        for (a, b) in zip(one.bytes, other.bytes) {
            let difference = Int(a) - Int(b)
            sum += difference * difference
        }
        return sum == 0 ? .infinity : 10 * log10(255 * 255 * Double(one.bytes.count) / Double(sum))
    }

    /// Copies a clip as a job without anything to mask would.
    static func copy(
        _ input: String, to output: String, options: JobOptions = JobOptions(),
        check: @escaping (Picture, Int) throws(JobFailure) -> Void = { _, _ throws(JobFailure) in }
    ) throws(JobFailure) -> ClipWriter {
        let reader = try ClipReader(input: input, sound: options.keepAudio)
        let writer = try ClipWriter(output: output, source: reader, options: options, check: check)
        var picture = Picture(width: 1, height: 1)
        while try reader.next(into: &picture) {
            _ = try reader.again(into: &picture)
            try writer.write(picture)
        }
        _ = try writer.finish()
        return writer
    }
}

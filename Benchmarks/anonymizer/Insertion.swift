// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CVision
internal import Foundation
internal import Vision

/// Scenes of which it is known what is behind those who are in them: the median of a clip is the ground, and of each of its frames only what
/// differs from the ground is put onto it, with noise and a light that comes and goes.
struct Insertion {
    private let width: Int
    private let height: Int
    private let ground: Picture

    /// Differences of less than this many grey levels are no insertion.
    private static let least = 24
    /// Every so many frames there is a sample of the ground.
    private static let every = 8

    init(_ clip: String) throws {
        let reader = try ClipReader(input: clip)
        reader.holdNothing()
        (width, height) = (reader.info.width, reader.info.height)
        var picture = Picture(width: width, height: height)
        var plate: OpaquePointer?
        _ = unsafe vision_plate_new(Int32(width), Int32(height), &plate)
        guard let plate = unsafe plate else { end("there is no room for samples") }
        defer { unsafe vision_plate_free(plate) }
        var frame: Int64 = 0
        while try reader.next(into: &picture) {
            if frame % Int64(Self.every) == 0 {
                _ = unsafe vision_plate_add(plate, frame, picture.bytes)
                _ = unsafe vision_plate_mask(plate, frame, nil, 0)
            }
            frame += 1
        }
        var ground = Picture(width: width, height: height)
        var support = [UInt8](repeating: 0, count: width * height)
        _ = unsafe vision_plate_make(plate, 1, 255, &ground.bytes, &support)
        self.ground = ground
    }

    /// A frame: what is shown, what is behind it, and where both differ.
    struct Frame {
        var shown: Picture
        var truth: Picture
        var isInserted: [Bool]
    }

    /// The frame that becomes of a frame of the clip.
    func frame(_ picture: Picture, number: Int) -> Frame {
        var chance = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 | 1
        let light = Int((4 * sin(Double(number) / 30)).rounded())
        let inserted = differing(picture)
        var frame = Frame(shown: picture, truth: ground, isInserted: inserted)
        for pixel in 0..<width * height {
            for byte in 3 * pixel..<3 * pixel + 3 {
                chance = chance &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let noise = Int(chance >> 33) % 5 - 2
                let behind = Int(ground.bytes[byte]) + light
                frame.truth.bytes[byte] = UInt8(clamping: behind)
                let seen = inserted[pixel] ? Int(picture.bytes[byte]) + light : behind
                frame.shown.bytes[byte] = UInt8(clamping: seen + noise)
            }
        }
        return frame
    }

    /// Where a picture differs from the ground, and three pixels around.
    private func differing(_ picture: Picture) -> [Bool] {
        var wide = [Bool](repeating: false, count: width * height)
        for pixel in 0..<width * height {
            let differs = (3 * pixel..<3 * pixel + 3).contains {
                abs(Int(picture.bytes[$0]) - Int(ground.bytes[$0])) > Self.least
            }
            guard differs else { continue }
            let (x, y) = (pixel % width, pixel / width)
            for row in max(0, y - 3)...min(height - 1, y + 3) {
                for column in max(0, x - 3)...min(width - 1, x + 3) { wide[row * width + column] = true }
            }
        }
        return wide
    }

    /// Goes through all frames of the clip.
    private func each(_ clip: String, _ body: (Frame, Picture) throws -> Void) throws {
        let reader = try ClipReader(input: clip)
        reader.holdNothing()
        var picture = Picture(width: width, height: height)
        var number = 0
        while try reader.next(into: &picture) {
            try body(frame(picture, number: number), picture)
            number += 1
        }
    }

    /// Writes what is shown.
    static func write(_ arguments: [String]) throws {
        let insertion = try Insertion(arguments[0])
        let reader = try ClipReader(input: arguments[0])
        let writer = try ClipWriter(output: arguments[1], source: nil, info: reader.info)
        try insertion.each(arguments[0]) { frame, picture in
            var shown = frame.shown
            shown.time = picture.time
            try writer.write(shown)
        }
        _ = try writer.finish()
    }

    private struct Nearness: Encodable {
        /// In dB, over all channels of all inserted pixels, of the output and of what was shown.
        var filled: Double
        var shown: Double
        var pixels: Int
        /// How much of the inserted pixels was masked; the rest counts for nothing here.
        var maskedShare: Double
    }

    private func mask(_ regions: [Region]) -> [UInt8] {
        var mask = [UInt8](repeating: 0, count: width * height)
        let boxes = regions.map {
            vision_box(x: Int32($0.box.x), y: Int32($0.box.y), width: Int32($0.box.width), height: Int32($0.box.height))
        }
        _ = unsafe vision_mask_boxes(&mask, Int32(width), Int32(height), boxes, Int32(boxes.count), 255)
        return mask
    }

    /// Compares an output with what is behind the insertions.
    static func compare(_ arguments: [String]) throws {
        let insertion = try Insertion(arguments[0])
        let output = try ClipReader(input: arguments[1])
        output.holdNothing()
        var after = Picture(width: insertion.width, height: insertion.height)
        var squares = (filled: 0.0, shown: 0.0)
        let lines = try String(contentsOfFile: arguments[2], encoding: .utf8).split(separator: "\n")
        var pixels = 0
        var inserted = 0
        var number = 0
        try insertion.each(arguments[0]) { frame, _ in
            guard try output.next(into: &after), number < lines.count else { end("the output is shorter") }
            let mask = insertion.mask(
                try JSONDecoder().decode(FrameRegions.self, from: Data(lines[number].utf8)).regions)
            number += 1
            for pixel in 0..<insertion.width * insertion.height where frame.isInserted[pixel] {
                inserted += 1
                guard mask[pixel] != 0 else { continue }
                pixels += 1
                for byte in 3 * pixel..<3 * pixel + 3 {
                    let truth = Int(frame.truth.bytes[byte])
                    let one = Int(after.bytes[byte]) - truth
                    let other = Int(frame.shown.bytes[byte]) - truth
                    squares.filled += Double(one * one)
                    squares.shown += Double(other * other)
                }
            }
        }
        func decibels(_ sum: Double) -> Double { sum > 0 ? 10 * log10(255 * 255 * Double(3 * pixels) / sum) : 99 }
        printJSON(
            Nearness(
                filled: decibels(squares.filled), shown: decibels(squares.shown), pixels: pixels,
                maskedShare: Double(pixels) / Double(max(1, inserted))))
    }
}

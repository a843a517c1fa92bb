// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CVision
internal import Foundation
internal import Vision

/// What a referee, a detector that took no part in the job, says of its input and its output.
enum Judging {
    /// A referee's box counts from this confidence on, and as masked where so much of it is.
    private static let confidence = 0.3
    private static let share = 0.8

    struct Verdict: Encodable {
        var frames = 0
        /// Frames that the referee looked at.
        var looked = 0
        /// Its boxes in the input, and those of them that are masked.
        var boxes = 0
        var covered = 0
        /// Of these, those of what moves: no box of the same place a second before and after.
        var moving = 0
        var movingCovered = 0
        /// Its boxes in the output, and those of them in a place where it saw something in the input.
        var residual = 0
        var residualSame = 0
        /// Of the pixels that are not masked, over all frames.
        var psnr = 0.0
        var maskedShare = 0.0
        /// "frame: box" of what is not covered or left, some of them.
        var missed: [String] = []
        var left: [String] = []
    }

    static func run(_ arguments: [String]) throws {
        VisionThreads.set(2)
        guard let every = Int(arguments[4]), every > 0 else { end("EVERY is a number of frames") }
        let referee = try Detectors.detector(
            of: try ModelFiles(try Ordering.model("referee=\(arguments[3])")))
        let lines = try String(contentsOfFile: arguments[2], encoding: .utf8).split(separator: "\n")
        let regions = try lines.map { try JSONDecoder().decode(FrameRegions.self, from: Data($0.utf8)) }
        let input = try ClipReader(input: arguments[0])
        let output = try ClipReader(input: arguments[1])
        input.holdNothing()
        output.holdNothing()
        var judge = Judge(referee: referee, width: input.info.width, height: input.info.height, rate: input.info.rate)
        var before = Picture(width: input.info.width, height: input.info.height)
        var after = Picture(width: output.info.width, height: output.info.height)
        while try input.next(into: &before), try output.next(into: &after) {
            try judge.take(before, after, regions[judge.frame].regions.map(\.box), isLooked: judge.frame % every == 0)
        }
        printJSON(judge.verdict())
    }

    struct Judge {
        let referee: any Detector
        let width: Int
        let height: Int
        let rate: Double
        var frame = 0
        private var seen: [(frame: Int, box: PixelBox, isCovered: Bool)] = []
        private var result = Verdict()
        private var squares = 0.0
        private var values = 0.0
        private var masked = 0.0

        init(referee: any Detector, width: Int, height: Int, rate: Double) {
            self.referee = referee
            self.width = width
            self.height = height
            self.rate = rate
        }

        mutating func take(_ before: Picture, _ after: Picture, _ boxes: [PixelBox], isLooked: Bool) throws {
            var mask = [UInt8](repeating: 0, count: width * height)
            let places = boxes.map {
                vision_box(x: Int32($0.x), y: Int32($0.y), width: Int32($0.width), height: Int32($0.height))
            }
            _ = unsafe vision_mask_boxes(&mask, Int32(width), Int32(height), places, Int32(places.count), 255)
            if before.bytes.count == after.bytes.count {
                var sum = 0.0
                var number = 0.0
                _ = unsafe vision_difference(
                    before.bytes, after.bytes, Int32(width), Int32(height), mask, &sum, &number)
                squares += sum
                values += number
                masked += 1 - number / Double(3 * width * height)
            }
            if isLooked { try look(before, after, mask) }
            frame += 1
        }

        private mutating func look(_ before: Picture, _ after: Picture, _ mask: [UInt8]) throws {
            result.looked += 1
            var here: [PixelBox] = []
            for region in try referee.find(in: before, confidence: confidence) {
                let box = region.box
                let count = unsafe vision_mask_count(
                    mask, Int32(width), Int32(height),
                    vision_box(x: Int32(box.x), y: Int32(box.y), width: Int32(box.width), height: Int32(box.height)))
                let isCovered = Double(count) >= share * Double(box.area)
                seen.append((frame, box, isCovered))
                here.append(box)
                if !isCovered { result.missed.append("\(frame) \(region.kind) \(region.confidence) \(box)") }
            }
            for region in try referee.find(in: after, confidence: confidence) {
                result.residual += 1
                if here.contains(where: { $0.overlap(region.box) > 0.3 }) { result.residualSame += 1 }
                result.left.append("\(frame) \(region.kind) \(region.confidence) \(region.box)")
            }
        }

        func verdict() -> Verdict {
            var result = result
            result.frames = frame
            result.boxes = seen.count
            result.covered = seen.filter(\.isCovered).count
            let second = max(1, Int(rate.rounded()))
            let frames = Set(seen.map(\.frame)).sorted()
            for one in seen {
                let stands = [-second, second].contains { away in
                    guard let near = frames.min(by: { abs($0 - one.frame - away) < abs($1 - one.frame - away) }),
                        abs(near - one.frame) * 2 >= second
                    else { return false }
                    return seen.contains { $0.frame == near && $0.box.overlap(one.box) > 0.6 }
                }
                if stands { continue }
                result.moving += 1
                if one.isCovered { result.movingCovered += 1 }
            }
            result.psnr = squares > 0 ? 10 * log10(255 * 255 * values / squares) : 99
            result.maskedShare = frame > 0 ? masked / Double(frame) : 0
            result.missed = Array(result.missed.prefix(40))
            result.left = Array(result.left.prefix(40))
            return result
        }
    }
}

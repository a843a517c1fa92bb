// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Testing

@testable import Vision

@Suite("Completion networks")
struct CompletionTests {
    private let scene = Scene()
    private let boxes = [
        PixelBox(x: 40, y: 30, width: 60, height: 50), PixelBox(x: 130, y: 90, width: 30, height: 30),
        PixelBox(x: 0, y: 0, width: 30, height: 26),
    ]

    private func filler(weights: [Float], bias: [Float]) throws -> Filler {
        let file = TinyCompletion.file(weights: weights, bias: bias)
        return Filler(completion: try Network("tiny", .onnx, graph: file), lastFill: .solid)
    }

    @Test("its red, green and blue are put into the holes alone, at the picture's edges too")
    func colours() throws {
        var picture = scene.picture()
        let filler = try filler(weights: [Float](repeating: 0, count: 12), bias: [1, 0.6, 0.2])
        let done = try filler.fill(&picture, boxes, plate: nil)
        let masked: Int64 = 3000 + 900 + 780
        #expect(done.pixels == [.completion: masked])
        let ground = scene.picture()
        for y in 0..<picture.height {
            for x in 0..<picture.width {
                let pixel = PixelBox(x: x, y: y, width: 1, height: 1)
                let isMasked = boxes.contains { !$0.intersection(pixel).isEmpty }
                let place = 3 * (y * picture.width + x)
                let seen = Array(picture.bytes[place..<place + 3])
                #expect(seen == (isMasked ? [51, 153, 255] : Array(ground.bytes[place..<place + 3])))
            }
        }
    }

    @Test("the mask is told to it, and what is hidden is not")
    func input() throws {
        // What it says of red is the mask, of green and blue what it was given of these.
        let weights: [Float] = [0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0]
        var picture = scene.picture()
        Scene.draw(235, x: 40, y: 30, side: 50, into: &picture)
        _ = try filler(weights: weights, bias: [0, 0, 0]).fill(&picture, [boxes[0]], plate: nil)
        let middle = 3 * (55 * picture.width + 70)
        #expect(Array(picture.bytes[middle..<middle + 3]) == [0, 0, 255])
    }

    @Test("an answer that is no number, or of another form, fails the job")
    func broken() throws {
        var picture = scene.picture()
        let broken = try filler(weights: [Float](repeating: 0, count: 12), bias: [.nan, 0, 0])
        let failure = #expect(throws: JobFailure.self) { try broken.fill(&picture, boxes, plate: nil) }
        #expect(failure?.kind == .model)
    }
}

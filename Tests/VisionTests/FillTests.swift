// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Fixtures
import Testing

@testable import Vision

@Suite("Regions are filled")
struct FillTests {
    private let scene = Scene()
    private let boxes = [
        PixelBox(x: 30, y: 20, width: 50, height: 60), PixelBox(x: 100, y: 70, width: 14, height: 30),
        PixelBox(x: 140, y: -5, width: 40, height: 40),
    ]

    /// The scene with noise in the boxes.
    private func hiding(seed: UInt64) -> Picture {
        var picture = scene.picture()
        var chance = Fixtures.SeededGenerator(seed: seed)
        for box in boxes.map({ $0.clipped(width: picture.width, height: picture.height) }) {
            for y in box.y..<box.y + box.height {
                for byte in 3 * (y * picture.width + box.x)..<3 * (y * picture.width + box.x + box.width) {
                    picture.bytes[byte] = UInt8.random(in: 0...255, using: &chance)
                }
            }
        }
        return picture
    }

    @Test(
        "nothing of what was in a region has any part in what is there afterwards",
        arguments: FillMethod.last)
    func independence(lastFill: FillMethod) throws {
        let filler = Filler(completion: nil, lastFill: lastFill)
        var one = hiding(seed: 1)
        var other = hiding(seed: 2)
        #expect(one != other)
        let done = try filler.fill(&one, boxes, plate: nil)
        _ = try filler.fill(&other, boxes, plate: nil)
        #expect(one == other)
        #expect(done.pixels[.telea] == 420)
        #expect(done.pixels[lastFill] == 3700)
    }

    @Test("a picture that is masked whole becomes one colour")
    func whole() throws {
        for method in FillMethod.last {
            var picture = hiding(seed: 3)
            let box = PixelBox(x: -10, y: -10, width: 500, height: 500)
            _ = try Filler(completion: nil, lastFill: method).fill(&picture, [box], plate: nil)
            #expect(Set(picture.bytes).count == 1)
        }
    }

    @Test("a smooth fill goes on with the colours around it")
    func smooth() throws {
        let scene = Picture(width: 90, height: 60)
        var slope = scene
        for index in slope.bytes.indices { slope.bytes[index] = UInt8(60 + index / 3 % 90) }
        var hidden = slope
        let box = PixelBox(x: 20, y: 10, width: 50, height: 40)
        for y in 10..<50 {
            for x in 20..<70 { hidden.bytes[3 * (y * 90 + x)] = 255 }
        }
        let done = try Filler(completion: nil, lastFill: .smooth).fill(&hidden, [box], plate: nil)
        #expect(done.pixels == [.smooth: 2000] && done.invented?.bytes.count { $0 != 0 } == 2000)
        #expect(DrawnClip.nearness(hidden, slope) > 30)
    }

    @Test(
        "a fill is nowhere darker or brighter than what is around it, however large it is", arguments: FillMethod.last)
    func between(lastFill: FillMethod) throws {
        var picture = Picture(width: 300, height: 200)
        for index in picture.bytes.indices { picture.bytes[index] = UInt8(100 + index / 3 % 300 / 10) }
        _ = try Filler(completion: nil, lastFill: lastFill).fill(
            &picture, [PixelBox(x: 20, y: 20, width: 260, height: 160)], plate: nil)
        #expect(picture.bytes.allSatisfy { (99...131).contains($0) })
    }

    @Test("what is not masked is not touched", arguments: FillMethod.last)
    func outside(lastFill: FillMethod) throws {
        var picture = scene.picture()
        _ = try Filler(completion: nil, lastFill: lastFill).fill(&picture, [boxes[0]], plate: nil)
        let ground = scene.picture()
        for y in 0..<picture.height {
            for x in 0..<picture.width where boxes[0].intersection(PixelBox(x: x, y: y, width: 1, height: 1)).isEmpty {
                #expect(picture.bytes[3 * (y * picture.width + x)] == ground.bytes[3 * (y * picture.width + x)])
            }
        }
    }

    /// Samples of the scene before which a square stands in the first `hidden` of them, of which it is known.
    private func samples(_ count: Int, hidden: Int) throws -> PlateSamples {
        let samples = try #require(try PlateSamples(width: scene.width, height: scene.height))
        for frame in 0..<count {
            var picture = scene.picture()
            if frame < hidden { Scene.draw(235, x: 30, y: 20, side: 30, into: &picture) }
            try samples.add(picture, frame: frame)
            try samples.mask(frame < hidden ? [PixelBox(x: 28, y: 18, width: 34, height: 34)] : [], frame: frame)
        }
        return samples
    }

    @Test("the scene comes back where enough samples show it, in a frame's own brightness")
    func plate() throws {
        let (plate, found) = try samples(40, hidden: 30).plate(checkedBy: Detectors([]))
        #expect(found.isEmpty)
        #expect(plate.picture == scene.picture())
        var bright = scene.picture()
        for index in bright.bytes.indices { bright.bytes[index] += 6 }
        var frame = bright
        Scene.draw(235, x: 30, y: 20, side: 30, into: &frame)
        let done = try Filler(completion: nil, lastFill: .solid).fill(
            &frame, [PixelBox(x: 28, y: 18, width: 34, height: 34)], plate: plate)
        #expect(done.pixels == [.plate: 34 * 34])
        #expect(DrawnClip.nearness(frame, bright) > 45)
    }

    @Test("samples are taken less often where there are more frames than was said, and spread over all of them")
    func manySamples() throws {
        let samples = try #require(try PlateSamples(width: scene.width, height: scene.height))
        samples.expect(frames: 1)
        for frame in 0..<1000 { try samples.add(scene.picture(), frame: frame) }
        #expect(samples.every == 8)
        for frame in 0..<1000 { try samples.mask([], frame: frame) }
        #expect(try samples.plate(checkedBy: Detectors([])).plate.picture == scene.picture())
    }

    @Test("where too few samples show the scene, or they differ, the plate is not used")
    func noSupport() throws {
        let box = PixelBox(x: 28, y: 18, width: 34, height: 34)
        let few = try samples(40, hidden: 35).plate(checkedBy: Detectors([])).plate
        #expect(try few.support.share(of: box) == 0)
        #expect(try few.support.share(of: PixelBox(x: 100, y: 60, width: 40, height: 40)) == 1)
        let unknown = try #require(try PlateSamples(width: scene.width, height: scene.height))
        for frame in 0..<40 { try unknown.add(scene.picture(turned: 3 * frame), frame: frame) }
        #expect(try unknown.plate(checkedBy: Detectors([])).plate.support.share(of: box) == 0)
        for frame in 0..<40 { try unknown.mask([], frame: frame) }
        #expect(try unknown.plate(checkedBy: Detectors([])).plate.support.share(of: box) < 0.2)
    }
}

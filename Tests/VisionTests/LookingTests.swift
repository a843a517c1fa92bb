// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Fixtures
import Foundation
import Testing

@testable import Vision

@Suite("What is found in pictures")
struct LookingTests {
    private let scene = Scene(width: 320, height: 240)

    private func frames(_ count: Int, draw: (Int) -> Picture) throws -> SmallFrames {
        var small = SmallFrames(width: scene.width, height: scene.height, most: 100)
        for frame in 0..<count { try small.add(draw(frame)) }
        return small
    }

    @Test("a camera stands still though much moves before it, and moves though it turns slowly")
    func stillness() throws {
        let busy = try frames(60) { frame in
            var picture = scene.picture()
            for row in 0..<4 { Scene.draw(235, x: (9 * frame + 80 * row) % 320, y: 60 * row, side: 50, into: &picture) }
            return picture
        }
        #expect(try busy.judgement().isFixed)
        let turning = try frames(60) { scene.picture(turned: $0) }
        let judgement = try turning.judgement()
        #expect(!judgement.isFixed)
        #expect(abs(try #require(judgement.motion) - 1) < 0.3)
    }

    @Test("where there is nothing to tell by, a camera is taken for moving")
    func doubt() throws {
        let empty = try frames(60) { _ in Picture(width: scene.width, height: scene.height) }
        #expect(try !empty.judgement().isFixed)
        #expect(try !(try frames(5) { _ in scene.picture() }).judgement().isFixed)
    }

    @Test("what moves is found in every frame from the first on, and what stands is not")
    func motion() throws {
        let small = try frames(80) { frame in
            var picture = scene.picture()
            Scene.draw(235, x: 3 * frame, y: 100, side: 40, into: &picture)
            return picture
        }
        for (frame, regions) in try small.motion().enumerated() {
            let box = PixelBox(x: 3 * frame, y: 100, width: 40, height: 40)
            #expect(regions.contains { $0.box.intersection(box).area * 10 >= box.area * 9 })
            #expect(regions.allSatisfy { $0.box.intersection(box.grown(by: 8)) == $0.box })
        }
    }

    @Test("who stands still in the few frames at a clip's end is no part of the scene: that is known from before")
    func lastFrames() throws {
        let box = PixelBox(x: 100, y: 100, width: 40, height: 40)
        var small = try frames(90) { _ in scene.picture() }
        #expect(try small.motion().allSatisfy(\.isEmpty))
        small.pass()
        for _ in 0..<6 {
            var picture = scene.picture()
            Scene.draw(235, x: box.x, y: box.y, side: 40, into: &picture)
            try small.add(picture)
        }
        #expect(small.first == 90 && small.count == 6 && small.kept == 96)
        let found = try small.motion()
        #expect(found.count == 6)
        for regions in found {
            #expect(regions.contains { $0.box.intersection(box).area * 10 >= box.area * 9 })
        }
        // And the camera is judged by those before, as six are too few.
        #expect(try !small.judgement().isFixed && small.judgement(least: 48).isFixed)
    }

    @Test("no more frames are kept than there is room for, unless they are new")
    func room() throws {
        var small = SmallFrames(width: 64, height: 48, most: 10)
        let picture = Picture(width: 64, height: 48)
        for _ in 0..<12 { try small.add(picture) }
        #expect(small.count == 12 && small.kept == 12)
        small.pass()
        #expect(small.count == 0 && small.kept == 10 && small.first == 12)
        for _ in 0..<4 { try small.add(picture) }
        #expect(small.count == 4 && small.kept == 10 && small.first == 12)
        #expect(try small.motion().count == 4)
    }

    @Test("a Darknet network's boxes stand where it says, and a lesser confidence is left out")
    func darknet() throws {
        let detector = try DarknetDetector("tiny", graph: Array(TinyModel.graph.utf8), weights: TinyModel.weights())
        var picture = scene.picture()
        Scene.draw(255, x: 160, y: 90, side: 60, into: &picture)
        let found = try detector.find(in: picture, confidence: 0.15)
        #expect(!found.isEmpty)
        let spot = PixelBox(x: 160, y: 90, width: 60, height: 60)
        #expect(found.allSatisfy { $0.kind == .person && !$0.box.intersection(spot).isEmpty })
        #expect(try detector.find(in: scene.picture(), confidence: 0.15).isEmpty)
    }

    @Test("files that are no network are refused with one line")
    func noNetworks() {
        let noise = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        var failures: [JobFailure?] = []
        failures.append(#expect(throws: JobFailure.self) { try GridDetector("noise", graph: noise) })
        failures.append(#expect(throws: JobFailure.self) { try SSDDetector("noise", graph: noise, weights: noise) })
        failures.append(#expect(throws: JobFailure.self) { try DarknetDetector("noise", graph: noise, weights: noise) })
        #expect(failures.allSatisfy { $0?.kind == .model && $0?.line.contains("\n") == false })
    }

    @Test("of boxes of one kind that overlap the surest stays")
    func suppression() {
        func region(_ x: Int, _ confidence: Double, _ kind: RegionClass = .person) -> Region {
            Region(
                box: PixelBox(x: x, y: 0, width: 20, height: 20), kind: kind, confidence: confidence, origin: .detected)
        }
        let kept = [region(0, 0.4), region(2, 0.9), region(40, 0.3), region(2, 0.5, .car)].suppressed()
        #expect(kept.map(\.confidence) == [0.9, 0.5, 0.3])
        #expect((0..<500).map { region(30 * $0, 0.5) }.suppressed().count == 300)
    }
}

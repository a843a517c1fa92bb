// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Anonymizer

@Suite("Tracks")
struct TracksTests {
    private func person(_ x: Int, confidence: Double = 0.5) -> Region {
        Region(
            box: PixelBox(x: x, y: 10, width: 20, height: 40), kind: .person, confidence: confidence, origin: .detected)
    }

    @Test("a gap between two sightings is bridged on the way between them, by the lesser confidence")
    func gap() {
        var tracks = Tracks(hold: 0, gap: 10)
        tracks.add([person(0, confidence: 0.9)], frame: 0)
        tracks.add([], frame: 5)
        tracks.add([person(10, confidence: 0.3)], frame: 10)
        #expect(
            tracks.regions(of: 5) == [
                Region(
                    box: PixelBox(x: 5, y: 10, width: 20, height: 40), kind: .person, confidence: 0.3, origin: .bridged)
            ])
        #expect(tracks.regions(of: 10).map(\.origin) == [.detected])
        #expect(tracks.regions(of: 11).isEmpty)
    }

    @Test("what is lost for longer than the gap is another thing when it comes again")
    func longGap() {
        var tracks = Tracks(hold: 1, gap: 4)
        tracks.add([person(0)], frame: 0)
        tracks.add([person(0)], frame: 5)
        #expect(tracks.regions(of: 3).isEmpty)
        #expect(tracks.regions(of: 1).count == 1)
        #expect(tracks.regions(of: 4).count == 1)
    }

    @Test("ends go on at the speed of the thing and where it was, for as many frames as held")
    func ends() throws {
        var tracks = Tracks(hold: 4, gap: 4)
        for frame in 10...14 { tracks.add([person(5 * frame)], frame: frame) }
        let after = try #require(tracks.regions(of: 18).first?.box)
        #expect(after.intersection(PixelBox(x: 70, y: 10, width: 40, height: 40)).area == 40 * 40)
        let before = try #require(tracks.regions(of: 6).first?.box)
        #expect(before.intersection(PixelBox(x: 30, y: 10, width: 40, height: 40)).area == 40 * 40)
        #expect(tracks.regions(of: 19).isEmpty)
        #expect(tracks.regions(of: 5).isEmpty)
    }

    @Test("two things that pass each other keep their ways, and a car does not become a person")
    func passing() {
        var tracks = Tracks(hold: 0, gap: 3)
        for frame in 0...20 {
            let car = Region(box: person(100).box, kind: .car, confidence: 0.5, origin: .detected)
            tracks.add([person(6 * frame), person(120 - 6 * frame), car], frame: frame)
        }
        for frame in 0...20 { #expect(tracks.regions(of: frame).count == 3) }
        tracks.add([person(100)], frame: 23)
        #expect(tracks.regions(of: 22).allSatisfy { $0.kind == .person })
    }

    @Test("a fast small thing is followed though its boxes do not meet")
    func fast() {
        var tracks = Tracks(hold: 0, gap: 6)
        tracks.add([person(0)], frame: 0)
        tracks.add([person(30)], frame: 3)
        #expect(tracks.regions(of: 2).map(\.box.x) == [20])
    }

    @Test("what is forgotten does not change what comes after it")
    func forgetting() {
        var kept = Tracks(hold: 3, gap: 5)
        var trimmed = Tracks(hold: 3, gap: 5)
        for frame in stride(from: 0, to: 200, by: 2) {
            let found = frame % 40 < 20 ? [person(frame)] : []
            kept.add(found, frame: frame)
            trimmed.add(found, frame: frame)
            trimmed.forget(before: frame - kept.lookAhead)
            let asked = frame - kept.lookAhead
            #expect(kept.regions(of: asked) == trimmed.regions(of: asked))
        }
    }

    @Test("a widened box has four pixels or its part on each side, and twice as much below")
    func widening() {
        #expect(
            PixelBox(x: 100, y: 100, width: 100, height: 200).widened(by: 0.1)
                == PixelBox(x: 90, y: 80, width: 120, height: 260))
        #expect(
            PixelBox(x: 10, y: 10, width: 5, height: 5).widened(by: 0.1) == PixelBox(x: 6, y: 6, width: 13, height: 17))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Testing

@Suite("Slits between regions")
struct SlitsTests {
    private func slits(_ boxes: [(Int, Int, Int, Int)]) -> [PixelBox] {
        boxes.map { (x, y, width, height) in
            Region(
                box: PixelBox(x: x, y: y, width: width, height: height), kind: .car, confidence: 0.5, origin: .detected)
        }.slits(narrowerThan: 16).map(\.box)
    }

    @Test("a slit is as high or wide as both regions face each other, whichever comes first")
    func shapes() {
        let beside = PixelBox(x: 30, y: 20, width: 10, height: 20)
        #expect(slits([(0, 0, 30, 40), (40, 20, 30, 60)]) == [beside])
        #expect(slits([(40, 20, 30, 60), (0, 0, 30, 40)]) == [beside])
        #expect(
            slits([(0, 0, 30, 40), (10, 50, 60, 20)]) == [PixelBox(x: 10, y: 40, width: 20, height: 10)])
    }

    @Test("there is none between regions that meet, are far apart, or do not face each other")
    func none() {
        #expect(slits([(0, 0, 30, 40), (30, 0, 30, 40)]).isEmpty)
        #expect(slits([(0, 0, 30, 40), (20, 0, 30, 40)]).isEmpty)
        #expect(slits([(0, 0, 30, 40), (46, 0, 30, 40)]).isEmpty)
        #expect(slits([(0, 0, 30, 40), (35, 45, 30, 40)]).isEmpty)
    }

    @Test("what a region covers, or a slit that was found, is not told again; and never are there more than 200")
    func bounded() {
        #expect(slits([(0, 0, 30, 40), (40, 0, 30, 40), (25, 0, 20, 40)]).isEmpty)
        #expect(slits([(0, 0, 30, 40), (40, 0, 30, 40), (40, 0, 20, 40)]).count == 1)
        let row = (0..<400).map { (20 * $0, 0, 10, 40) }
        #expect(slits(row).count == 200)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Anonymizer

@Suite("Boxes of pixels")
struct PixelBoxTests {
    @Test("what two boxes share counts against what both cover")
    func overlap() {
        let box = PixelBox(x: 0, y: 0, width: 10, height: 10)
        #expect(box.overlap(PixelBox(x: 5, y: 0, width: 10, height: 10)) == 50.0 / 150.0)
        #expect(box.overlap(box) == 1)
        #expect(box.overlap(PixelBox(x: 10, y: 0, width: 4, height: 4)) == 0)
        #expect(PixelBox(x: 0, y: 0, width: 0, height: 0).overlap(PixelBox(x: 0, y: 0, width: 0, height: 0)) == 0)
    }

    @Test("a box is cut at the picture's edges, and one outside is empty")
    func clipping() {
        #expect(
            PixelBox(x: -3, y: 95, width: 10, height: 10).clipped(width: 100, height: 100)
                == PixelBox(x: 0, y: 95, width: 7, height: 5))
        #expect(PixelBox(x: 200, y: 0, width: 5, height: 5).clipped(width: 100, height: 100).isEmpty)
    }
}

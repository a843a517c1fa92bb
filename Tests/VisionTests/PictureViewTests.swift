// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Testing

@testable import Vision

/// Finds what is bright in a picture, and keeps the sizes of what it was shown.
private final class SizeDetector: Detector {
    let name = "size"
    let confidence = 0.1
    let side: Int?
    var sizes: [[Int]] = []

    init(side: Int?) { self.side = side }

    func find(in picture: Picture, confidence: Double) throws(JobFailure) -> [Region] {
        sizes.append([picture.width, picture.height])
        let bright = (0..<picture.width * picture.height).filter { picture.bytes[3 * $0] > 200 }
        guard let first = bright.first else { return [] }
        let box = PixelBox(x: first % picture.width, y: first / picture.width, width: 6, height: 6)
        return [Region(box: box, kind: .person, confidence: 0.9, origin: .detected)]
    }
}

@Suite("Parts of pictures that detectors look at")
struct PictureViewTests {
    private let square = PixelBox(x: 70, y: 30, width: 6, height: 6)

    /// A grey picture with a bright square, within black bars.
    private func picture(width: Int = 100, height: Int = 60, bars: Int = 0, shade: UInt8 = 90) -> Picture {
        var picture = Picture(width: width, height: height)
        for y in 0..<height {
            for x in bars..<width - bars {
                let isBright = (70..<76).contains(x) && (30..<36).contains(y)
                for channel in 0..<3 { picture.bytes[3 * (y * width + x) + channel] = isBright ? 240 : shade }
            }
        }
        return picture
    }

    @Test("black bars are no content; what is dark all over, or has thin bars, is content as a whole")
    func content() {
        #expect(picture(bars: 12).content == PixelBox(x: 12, y: 0, width: 76, height: 60))
        #expect(picture(bars: 1).content == PixelBox(x: 0, y: 0, width: 100, height: 60))
        #expect(Picture(width: 100, height: 60).content == PixelBox(x: 0, y: 0, width: 100, height: 60))
        #expect(picture(shade: 5).content == PixelBox(x: 0, y: 0, width: 100, height: 60))
        var letterbox = picture()
        letterbox.bytes.replaceSubrange(0..<3 * 100 * 9, with: repeatElement(12, count: 3 * 100 * 9))
        #expect(letterbox.content == PixelBox(x: 0, y: 9, width: 100, height: 51))
    }

    @Test("whatever part is looked at, and mirrored or not, what is found has its place in the picture")
    func places() throws {
        for bars in [0, 12] {
            let detector = SizeDetector(side: 32)
            let detectors = Detectors([detector])
            let whole = try detectors.find(in: picture(bars: bars))
            #expect(whole.map(\.box) == [square])
            // In each part and the mirror image the same place, so that one region is left of them.
            #expect(try detectors.find(in: picture(bars: bars), look: .twice).map(\.box) == [square])
            let width = 100 - 2 * bars
            let part = width * 6 / 10
            #expect(detector.sizes == [[width, 60], [width, 60], [part, 60], [part, 60], [width, 60]])
        }
    }

    @Test("two parts overlap, cover all, and lie along the longer side")
    func parts() {
        let parts = PictureView.parts(of: PixelBox(x: 5, y: 7, width: 40, height: 100)).map(\.box)
        #expect(parts == [PixelBox(x: 5, y: 7, width: 40, height: 60), PixelBox(x: 5, y: 47, width: 40, height: 60)])
    }

    @Test("parts are looked at where a network would see the picture made smaller")
    func when() throws {
        for (side, look, count) in [
            (32, Detectors.Look.whole, 1), (32, .closely, 3), (90, .closely, 1), (90, .twice, 2),
        ] {
            let detector = SizeDetector(side: side)
            _ = try Detectors([detector]).find(in: picture(), look: look)
            #expect(detector.sizes.count == count)
        }
        let people = SizeDetector(side: nil)
        _ = try Detectors([people]).find(in: picture(), look: .twice)
        #expect(people.sizes.count == 1)
    }
}

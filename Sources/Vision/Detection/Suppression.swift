// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer

extension [Region] {
    /// Of regions of like classes that overlap by more than `overlap`, the one with the most confidence; at most `most` regions.
    func suppressed(overlap: Double = 0.5, most: Int = 300) -> [Region] {
        var kept: [Region] = []
        for region in sorted(by: { $0.confidence > $1.confidence }) {
            guard kept.count < most else { break }
            if kept.allSatisfy({ $0.kind != region.kind || $0.box.overlap(region.box) <= overlap }) {
                kept.append(region)
            }
        }
        return kept
    }
}

/// Numbers of a network, made a region of a picture.
enum FoundBox {
    /// The box of these edges in pixels, cut at the picture's; `nil` where nothing is left of it. The numbers must be finite.
    static func region(
        left: Float, top: Float, right: Float, bottom: Float, in picture: Picture, kind: RegionClass, confidence: Float
    ) -> Region? {
        let x0 = Int(max(0, min(left, Float(picture.width))).rounded(.down))
        let y0 = Int(max(0, min(top, Float(picture.height))).rounded(.down))
        let x1 = Int(max(0, min(right, Float(picture.width))).rounded(.up))
        let y1 = Int(max(0, min(bottom, Float(picture.height))).rounded(.up))
        guard x1 - x0 >= 2, y1 - y0 >= 2 else { return nil }
        return Region(
            box: PixelBox(x: x0, y: y0, width: x1 - x0, height: y1 - y0), kind: kind,
            confidence: Double(min(1, max(0, confidence))), origin: .detected)
    }
}

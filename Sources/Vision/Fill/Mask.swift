// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CVision

/// Which pixels of a picture: a byte for each, 0 or 255.
struct Mask: Sendable {
    let width: Int
    let height: Int
    var bytes: [UInt8]

    /// One that marks nothing.
    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        bytes = [UInt8](repeating: 0, count: width * height)
    }

    mutating func mark(_ boxes: [PixelBox]) throws(JobFailure) { try set(boxes, to: 255) }

    mutating func clear(_ boxes: [PixelBox]) throws(JobFailure) { try set(boxes, to: 0) }

    private mutating func set(_ boxes: [PixelBox], to value: Int32) throws(JobFailure) {
        let places = boxes.map { vision_box($0) }
        try called(
            unsafe vision_mask_boxes(&bytes, Int32(width), Int32(height), places, Int32(places.count), value),
            .worker, "regions cannot be marked")
    }

    /// The part of the box's pixels within the picture that is marked, 0 to 1; 1 of a box that is outside.
    func share(of box: PixelBox) throws(JobFailure) -> Double {
        let area = box.clipped(width: width, height: height).area
        guard area > 0 else { return 1 }
        let marked = try called(
            unsafe vision_mask_count(bytes, Int32(width), Int32(height), vision_box(box)), .worker,
            "regions cannot be counted")
        return Double(marked) / Double(area)
    }

    /// A connected part.
    struct Hole {
        var box: PixelBox
        var isNarrow: Bool
    }

    /// The connected parts, of each whether it is nowhere as wide as `narrow` pixels.
    func holes(narrow: Int) throws(JobFailure) -> [Hole] {
        let most = 256
        var boxes = [vision_box](repeating: vision_box(), count: most)
        var flags = [UInt8](repeating: 0, count: most)
        let count = try called(
            unsafe vision_holes(bytes, Int32(width), Int32(height), Int32(narrow), &boxes, &flags, Int32(most)),
            .worker, "holes cannot be counted")
        return (0..<count).map { Hole(box: PixelBox(boxes[$0]), isNarrow: flags[$0] != 0) }
    }
}

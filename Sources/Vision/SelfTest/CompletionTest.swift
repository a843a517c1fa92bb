// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer

/// Whether a completion network may be used: holes in the empty street, across a kerb, the foot of a house and the edge of a wall, must come out closer
/// to what is there than one colour would, the mean of what is around. A network of random weights answers grey.
struct CompletionTest {
    /// Sides by 8, as blocks of 8 pixels are compared: how fine textures lie is nobody's to know.
    static let holes = [
        PixelBox(x: 400, y: 330, width: 64, height: 64), PixelBox(x: 200, y: 244, width: 64, height: 64),
        PixelBox(x: 120, y: 64, width: 32, height: 64),
    ]
    /// The most that the error may be, as a part of that of the mean colour.
    static let errorMost = 0.75
    private static let block = 8

    let picture: Picture

    /// Why it may not be used; `nil` where it may. `complete` fills a hole of a picture.
    func refusal(
        _ complete: (inout Picture, PixelBox) throws(JobFailure) -> Void
    ) throws(JobFailure) -> String? {
        var error = 0.0
        var meanError = 0.0
        for hole in Self.holes {
            var filled = picture
            try complete(&filled, hole)
            error += difference(of: filled, in: hole)
            var plain = picture
            plain.paint(hole, mean(around: hole))
            meanError += difference(of: plain, in: hole)
        }
        guard error.isFinite, error <= Self.errorMost * meanError else {
            return "it fills holes of the self-test's picture no better than one colour would"
        }
        return nil
    }

    /// The mean colour of what is around a hole, as far as its own size.
    private func mean(around hole: PixelBox) -> [Double] {
        let frame = PixelBox(
            x: hole.x - hole.width, y: hole.y - hole.height, width: 3 * hole.width, height: 3 * hole.height
        ).clipped(width: picture.width, height: picture.height)
        let (all, within) = (picture.sum(frame), picture.sum(hole))
        return zip(all, within).map { ($0 - $1) / Double(max(1, frame.area - hole.area)) }
    }

    /// By how much blocks differ from the true picture's in the mean, in grey levels, all channels together.
    private func difference(of other: Picture, in hole: PixelBox) -> Double {
        var sum = 0.0
        for y in stride(from: hole.y, to: hole.y + hole.height, by: Self.block) {
            for x in stride(from: hole.x, to: hole.x + hole.width, by: Self.block) {
                let block = PixelBox(x: x, y: y, width: Self.block, height: Self.block)
                for (one, another) in zip(picture.sum(block), other.sum(block)) {
                    sum += abs(one - another) / Double(block.area)
                }
            }
        }
        return sum
    }
}

extension Picture {
    /// What the pixels of a box within the picture have together, of each channel.
    fileprivate func sum(_ box: PixelBox) -> [Double] {
        var sums = [0, 0, 0]
        for y in box.y..<box.y + box.height {
            for x in box.x..<box.x + box.width {
                for channel in 0..<3 { sums[channel] += Int(bytes[3 * (y * width + x) + channel]) }
            }
        }
        return sums.map(Double.init)
    }

    fileprivate mutating func paint(_ box: PixelBox, _ colour: [Double]) {
        for y in box.y..<box.y + box.height {
            for x in box.x..<box.x + box.width {
                for channel in 0..<3 { bytes[3 * (y * width + x) + channel] = UInt8(min(max(0, colour[channel]), 255)) }
            }
        }
    }
}

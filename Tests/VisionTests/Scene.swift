// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Fixtures

@testable import Vision

/// A drawn scene before which something moves: a ground with a pattern that has corners everywhere, and a bright square.
struct Scene {
    let width: Int
    let height: Int
    /// Twice as wide and high as a picture, so that a camera can be turned.
    private let ground: [UInt8]

    init(width: Int = 160, height: Int = 120, seed: UInt64 = 7) {
        (self.width, self.height) = (width, height)
        var chance = Fixtures.SeededGenerator(seed: seed)
        let across = 2 * width / 8
        let tiles = (0..<across * (2 * height / 8)).map { _ in UInt8.random(in: 30...110, using: &chance) }
        var ground = [UInt8](repeating: 0, count: 4 * width * height)
        for y in 0..<2 * height { for x in 0..<2 * width { ground[y * 2 * width + x] = tiles[y / 8 * across + x / 8] } }
        self.ground = ground
    }

    /// The ground alone, as a camera sees it that is turned by so many pixels.
    func picture(turned: Int = 0) -> Picture {
        var picture = Picture(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width {
                let value = ground[y * 2 * width + (x + turned) % (2 * width)]
                for channel in 0..<3 { picture.bytes[3 * (y * width + x) + channel] = value }
            }
        }
        return picture
    }

    /// Draws a square of one shade into a picture.
    static func draw(_ shade: UInt8, x: Int, y: Int, side: Int, into picture: inout Picture) {
        let box = PixelBox(x: x, y: y, width: side, height: side).clipped(width: picture.width, height: picture.height)
        for row in box.y..<box.y + box.height {
            for column in box.x..<box.x + box.width {
                for channel in 0..<3 { picture.bytes[3 * (row * picture.width + column) + channel] = shade }
            }
        }
    }

    /// How many pixels are brighter than a shade.
    static func pixels(of picture: Picture, above shade: UInt8) -> Int {
        stride(from: 0, to: picture.bytes.count, by: 3).count { picture.bytes[$0] > shade }
    }

    /// Writes a clip of so many frames.
    func write(_ path: String, frames: Int, draw: (Int) -> Picture) throws {
        let writer = try ClipWriter(output: path, source: nil, info: ClipInfo(width: width, height: height, rate: 10))
        for frame in 0..<frames {
            var picture = draw(frame)
            picture.time = Int64(frame) * 1000
            try writer.write(picture)
        }
        _ = try writer.finish()
    }
}

// SPDX-License-Identifier: Apache-2.0

// Codes the pixels as base64.
internal import EVE

/// A small picture of one frame, for a terminal. It is kept in memory alone.
package struct PreviewPicture: Sendable, Hashable, Codable {
    package var frame: Int
    package var width: Int
    package var height: Int
    /// Red, green, blue of each pixel, row by row: 3 * width * height bytes, as base64 in JSON.
    package var pixels: [UInt8]
    /// Where regions were filled, in this picture's pixels.
    package var regions: [Region]

    package init(frame: Int, width: Int, height: Int, pixels: [UInt8], regions: [Region] = []) {
        self.frame = frame
        self.width = width
        self.height = height
        self.pixels = pixels
        self.regions = regions
    }

    /// The longest side.
    package static let sideMost = 1024

    /// Whether it is what it says; a reader asks this of every picture that comes from outside.
    package var isSound: Bool {
        (1...Self.sideMost).contains(width) && (1...Self.sideMost).contains(height)
            && pixels.count == 3 * width * height && frame >= 0
    }
}

// SPDX-License-Identifier: Apache-2.0

extension PixelPicture {
    /// A rectangle of it that is to be seen.
    package struct Outline: Sendable, Hashable {
        package var x: Int
        package var y: Int
        package var width: Int
        package var height: Int
        /// What the gaps between the white dashes are drawn in.
        package var colour: RGB

        package init(x: Int, y: Int, width: Int, height: Int, colour: RGB) {
            (self.x, self.y, self.width, self.height) = (x, y, width, height)
            self.colour = colour
        }
    }

    /// The same in so many pixels; each is a mean of those that it stands for. At most `sideMost` of either side.
    package func scaled(width: Int, height: Int) -> PixelPicture {
        let width = min(max(1, width), Self.sideMost)
        let height = min(max(1, height), Self.sideMost)
        if width == self.width, height == self.height { return self }
        var scaled: [UInt8] = []
        scaled.reserveCapacity(3 * width * height)
        for y in 0..<height {
            for x in 0..<width {
                let colour = mean(x, y, of: width, height)
                scaled.append(colour.red)
                scaled.append(colour.green)
                scaled.append(colour.blue)
            }
        }
        return PixelPicture(width: width, height: height, bytes: scaled) ?? self
    }

    private static let sideMost = 4096

    /// The same with dashed frames on it, white and another colour in turn, so that they stand out on any ground.
    package func outlined(_ outlines: [Outline]) -> PixelPicture {
        var bytes = bytes
        func mark(_ x: Int, _ y: Int, _ colour: RGB) {
            let index = 3 * (y * width + x)
            let ink = (x + y) / Self.dash % 2 == 0 ? RGB(red: 255, green: 255, blue: 255) : colour
            (bytes[index], bytes[index + 1], bytes[index + 2]) = (ink.red, ink.green, ink.blue)
        }
        for outline in outlines {
            let across = Self.part(outline.x, outline.width, of: width)
            let down = Self.part(outline.y, outline.height, of: height)
            guard let left = across.first, let right = across.last, let top = down.first, let bottom = down.last else {
                continue
            }
            for x in across {
                mark(x, top, outline.colour)
                mark(x, bottom, outline.colour)
            }
            for y in down {
                mark(left, y, outline.colour)
                mark(right, y, outline.colour)
            }
        }
        return PixelPicture(width: width, height: height, bytes: bytes) ?? self
    }

    /// Pixels of a dash.
    private static let dash = 3

    /// What of a stretch lies within a side.
    private static func part(_ start: Int, _ length: Int, of side: Int) -> Range<Int> {
        let (end, isOver) = start.addingReportingOverflow(max(0, length))
        let upper = min(side, isOver ? side : max(0, end))
        return min(upper, max(0, start))..<upper
    }
}

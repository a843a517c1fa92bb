// SPDX-License-Identifier: Apache-2.0

/// A rectangle of whole pixels: the upper left corner, and how far it goes. It may reach beyond the picture until it is clipped. All four
/// numbers stay within `most`, so that nothing that is counted with them overflows.
package struct PixelBox: Sendable, Hashable, Codable {
    package var x: Int
    package var y: Int
    /// Zero or more.
    package var width: Int
    package var height: Int

    /// No picture has a side of so many pixels.
    package static let most = 1 << 20

    /// The rectangle, its numbers brought within their bounds.
    package init(x: Int, y: Int, width: Int, height: Int) {
        self.x = min(max(x, -Self.most), Self.most)
        self.y = min(max(y, -Self.most), Self.most)
        self.width = min(max(0, width), Self.most)
        self.height = min(max(0, height), Self.most)
    }

    private enum CodingKeys: CodingKey {
        case x, y, width, height
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            x: try values.decode(Int.self, forKey: .x), y: try values.decode(Int.self, forKey: .y),
            width: try values.decode(Int.self, forKey: .width), height: try values.decode(Int.self, forKey: .height))
    }

    package var area: Int { width * height }
    package var isEmpty: Bool { width == 0 || height == 0 }

    /// What both have of the plane; empty where they do not meet.
    package func intersection(_ other: PixelBox) -> PixelBox {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return PixelBox(
            x: left, y: top, width: min(x + width, other.x + other.width) - left,
            height: min(y + height, other.y + other.height) - top)
    }

    /// The part within a picture of this size.
    package func clipped(width: Int, height: Int) -> PixelBox {
        intersection(PixelBox(x: 0, y: 0, width: width, height: height))
    }

    /// Intersection over union: 0 where they do not meet, 1 where they are the same.
    package func overlap(_ other: PixelBox) -> Double {
        let common = intersection(other).area
        let union = area + other.area - common
        return union > 0 ? Double(common) / Double(union) : 0
    }
}

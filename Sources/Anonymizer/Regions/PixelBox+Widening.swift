// SPDX-License-Identifier: Apache-2.0

extension PixelBox {
    /// The box with a margin of this part of its size on each side, at least four pixels, and twice as much below: people and vehicles throw
    /// their shadows downward, and detectors often miss feet.
    package func widened(by part: Double) -> PixelBox {
        let aside = max(4, Int((Double(width) * part).rounded(.up)))
        let above = max(4, Int((Double(height) * part).rounded(.up)))
        return PixelBox(x: x - aside, y: y - above, width: width + 2 * aside, height: height + 3 * above)
    }

    /// The box with so many pixels more on each side.
    package func grown(by margin: Int) -> PixelBox {
        PixelBox(x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin)
    }

    /// The smallest box that both are in.
    package func hull(_ other: PixelBox) -> PixelBox {
        let left = min(x, other.x)
        let top = min(y, other.y)
        return PixelBox(
            x: left, y: top, width: max(x + width, other.x + other.width) - left,
            height: max(y + height, other.y + other.height) - top)
    }
}

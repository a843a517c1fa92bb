// SPDX-License-Identifier: Apache-2.0

extension [Region] {
    /// What is between two of these regions that stand side by side, or one above the other, less than `most` pixels apart and that no region covers:
    /// of somebody who shows in such a slit no detector can tell anything. At most `slitsMost`.
    package func slits(narrowerThan most: Int) -> [Region] {
        var found: [Region] = []
        for (index, one) in enumerated() {
            for other in self[(index + 1)...] {
                guard let box = one.box.slit(to: other.box, narrowerThan: most) else { continue }
                let isCovered = (self + found).contains { $0.box.intersection(box) == box }
                guard !isCovered else { continue }
                let confidence = Swift.min(one.confidence, other.confidence)
                found.append(Region(box: box, kind: one.kind, confidence: confidence, origin: .bridged))
                guard found.count < slitsMost else { return found }
            }
        }
        return found
    }

    private var slitsMost: Int { 200 }
}

extension PixelBox {
    /// What lies between two boxes that do not meet, as far as they face each other; `nil` where that is `most` pixels wide or more, or nothing.
    func slit(to other: PixelBox, narrowerThan most: Int) -> PixelBox? {
        let (left, right) = x <= other.x ? (self, other) : (other, self)
        let (upper, lower) = y <= other.y ? (self, other) : (other, self)
        let across = right.x - left.x - left.width
        let down = lower.y - upper.y - upper.height
        if across > 0, down < 0, across < most {
            let end = min(y + height, other.y + other.height)
            return PixelBox(x: left.x + left.width, y: lower.y, width: across, height: end - lower.y)
        }
        if down > 0, across < 0, down < most {
            let end = min(x + width, other.x + other.width)
            return PixelBox(x: right.x, y: upper.y + upper.height, width: end - right.x, height: down)
        }
        return nil
    }
}

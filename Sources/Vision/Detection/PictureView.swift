// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer

/// A part of a picture as a detector gets it. Networks bring what they get to one size: of a part they see smaller things than of the whole.
struct PictureView: Hashable {
    /// Which part.
    var box: PixelBox
    /// Left and right are exchanged: what a network misses one way it may find the other.
    var isMirrored = false

    /// How much of the picture's longer side each of two parts has, so that what is cut by one is whole in the other.
    private static let share = 0.6

    /// Two parts of a box that overlap, along its longer side.
    static func parts(of box: PixelBox) -> [PictureView] {
        var (first, last) = (box, box)
        if box.width >= box.height {
            first.width = max(1, Int(Double(box.width) * share))
            last.width = first.width
            last.x = box.x + box.width - last.width
        } else {
            first.height = max(1, Int(Double(box.height) * share))
            last.height = first.height
            last.y = box.y + box.height - last.height
        }
        return [PictureView(box: first), PictureView(box: last)]
    }

    /// What is to be seen. The box lies within the picture.
    func picture(of whole: Picture) -> Picture {
        if !isMirrored, box == PixelBox(x: 0, y: 0, width: whole.width, height: whole.height) { return whole }
        var part = Picture(width: box.width, height: box.height)
        for row in 0..<box.height {
            let from = 3 * ((box.y + row) * whole.width + box.x)
            let to = 3 * row * box.width
            if isMirrored {
                for column in 0..<box.width {
                    let (one, other) = (to + 3 * column, from + 3 * (box.width - 1 - column))
                    for channel in 0..<3 { part.bytes[one + channel] = whole.bytes[other + channel] }
                }
            } else {
                part.bytes.replaceSubrange(to..<to + 3 * box.width, with: whole.bytes[from..<from + 3 * box.width])
            }
        }
        return part
    }

    /// A region of what is to be seen, in the whole picture.
    func region(_ seen: Region) -> Region {
        var region = seen
        region.box.x = box.x + (isMirrored ? box.width - seen.box.x - seen.box.width : seen.box.x)
        region.box.y += box.y
        return region
    }
}

extension Picture {
    /// The brightest that a channel of a black bar is.
    private static var barMost: UInt8 { 20 }

    /// The part within black bars, which pictures of another shape than their clip's are given at the sides or above and below: they would cost a
    /// network some of its sight. All of the picture where the bars are thin, or where it is black.
    var content: PixelBox {
        let whole = PixelBox(x: 0, y: 0, width: width, height: height)
        let top = (0..<height).first { !isBlack(row: $0) } ?? height
        guard top < height else { return whole }
        let bottom = (top..<height).last { !isBlack(row: $0) } ?? height - 1
        let left = (0..<width).first { !isBlack(column: $0) } ?? 0
        let right = (left..<width).last { !isBlack(column: $0) } ?? width - 1
        let box = PixelBox(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
        // A network's input is hardly finer than this; and less than a sixth of a picture is no clip's shape.
        guard box.area * 20 < whole.area * 19, box.width * 6 >= width, box.height * 6 >= height else { return whole }
        return box
    }

    private func isBlack(row: Int) -> Bool {
        bytes[3 * row * width..<3 * (row + 1) * width].allSatisfy { $0 <= Self.barMost }
    }

    private func isBlack(column: Int) -> Bool {
        (0..<height).allSatisfy { row in
            let pixel = 3 * (row * width + column)
            return bytes[pixel] <= Self.barMost && bytes[pixel + 1] <= Self.barMost && bytes[pixel + 2] <= Self.barMost
        }
    }
}

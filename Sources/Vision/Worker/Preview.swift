// SPDX-License-Identifier: Apache-2.0

package import Anonymizer

/// One frame of a file, small, for a terminal. It is kept in memory alone.
package enum Preview {
    /// The frame that a person wants to see.
    ///
    /// - Throws: `JobFailure` of kind input.
    package static func picture(_ wish: WorkerOrder.PreviewWish) throws(JobFailure) -> PreviewPicture {
        guard (16...PreviewPicture.sideMost).contains(wish.side), wish.frame >= 0 else {
            throw JobFailure(
                .input, "\(wish.file): a preview is of 16 to \(PreviewPicture.sideMost) pixels and of a frame from 0 on"
            )
        }
        let reader = try ClipReader(input: wish.file)
        var picture = Picture(width: reader.info.width, height: reader.info.height)
        var frame = wish.frame
        try reader.seek(to: frame)
        if try !reader.next(into: &picture) {
            // The container promised more than there is.
            (frame, picture) = try last(of: wish.file)
        }
        let shown = min(frame, reader.info.frames.map { max(0, $0 - 1) } ?? frame)
        var preview = scaled(picture, side: wish.side, frame: shown)
        if let file = wish.regions {
            preview.regions = RegionsLine.regions(of: wish.regionsFrame ?? shown, in: file).compactMap {
                $0.scaled(from: picture, to: preview)
            }
        }
        return preview
    }

    private static func last(of file: String) throws(JobFailure) -> (Int, Picture) {
        let reader = try ClipReader(input: file)
        reader.holdNothing()
        var picture = Picture(width: reader.info.width, height: reader.info.height)
        var count = 0
        while try reader.next(into: &picture) { count += 1 }
        return (max(0, count - 1), picture)
    }

    /// The picture with its longer side brought down to `side`: each pixel the mean of those that it stands for.
    package static func scaled(_ picture: borrowing Picture, side: Int, frame: Int) -> PreviewPicture {
        let longer = max(picture.width, picture.height)
        let width = longer <= side ? picture.width : max(1, picture.width * side / longer)
        let height = longer <= side ? picture.height : max(1, picture.height * side / longer)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(3 * width * height)
        for y in 0..<height {
            let rows =
                (y * picture.height / height)..<max(y * picture.height / height + 1, (y + 1) * picture.height / height)
            for x in 0..<width {
                let columns =
                    (x * picture.width / width)..<max(x * picture.width / width + 1, (x + 1) * picture.width / width)
                pixels += mean(of: picture.bytes, stride: 3 * picture.width, rows: rows, columns: columns)
            }
        }
        return PreviewPicture(frame: frame, width: width, height: height, pixels: pixels)
    }

    private static func mean(of bytes: [UInt8], stride: Int, rows: Range<Int>, columns: Range<Int>) -> [UInt8] {
        var (blue, green, red) = (0, 0, 0)
        for row in rows {
            for column in columns {
                let place = row * stride + 3 * column
                blue += Int(bytes[place])
                green += Int(bytes[place + 1])
                red += Int(bytes[place + 2])
            }
        }
        let count = rows.count * columns.count
        return [UInt8(red / count), UInt8(green / count), UInt8(blue / count)]
    }
}

extension Region {
    /// The region of a picture in a preview of it; `nil` where nothing of it lies in the picture.
    func scaled(from picture: borrowing Picture, to preview: PreviewPicture) -> Region? {
        let inside = box.clipped(width: picture.width, height: picture.height)
        guard !inside.isEmpty else { return nil }
        let left = inside.x * preview.width / picture.width
        let top = inside.y * preview.height / picture.height
        let right = (inside.x + inside.width) * preview.width / picture.width
        let bottom = (inside.y + inside.height) * preview.height / picture.height
        var region = self
        region.confidence = min(1, max(0, confidence))
        region.box = PixelBox(x: left, y: top, width: max(1, right - left), height: max(1, bottom - top))
        return region
    }
}

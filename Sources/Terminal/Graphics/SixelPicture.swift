// SPDX-License-Identifier: Apache-2.0
internal import Canvas

/// Pictures as sixels: bands of six rows, one colour after the other.
///
/// Source: DEC, "VT330/VT340 Programmer Reference Manual", volume 2, chapter 14.
enum SixelPicture {
    /// A picture drawn from the cursor on over so many pixels, `height` without what is left over of a band. The picture's own pixels are
    /// widened to that, in whole ones.
    ///
    /// - Returns: `nil` where it would be longer than `limit` bytes, or has no whole band.
    static func show(_ picture: PixelPicture, width: Int, height: Int, colours: Int, limit: Int) -> [UInt8]? {
        let bands = height / 6
        guard width > 0, bands > 0 else { return nil }
        let palette = SixelPalette(of: picture, most: colours)
        // 0;1: what is not drawn stays as it is. Everything is.
        var bytes = Array("\u{1b}P0;1q\"1;1;\(width);\(bands * 6)".utf8)
        for (index, colour) in palette.colours.enumerated() {
            func percent(_ part: UInt8) -> Int { (Int(part) * 100 + 127) / 255 }
            bytes += Array("#\(index);2;\(percent(colour.red));\(percent(colour.green));\(percent(colour.blue))".utf8)
        }
        let columns = (0..<width).map { $0 * picture.width / width }
        for band in 0..<bands {
            let rows = (0..<6).map { (band * 6 + $0) * picture.height / (bands * 6) }
            append(band: Band(picture, palette, rows: rows), columns: columns, to: &bytes)
            guard bytes.count + 2 <= limit else { return nil }
        }
        return bytes + [0x1b, 0x5c]
    }

    /// Which of the six pixels of each of the picture's columns have which colour.
    private struct Band {
        /// By colour, only those that occur.
        var masks: [(colour: Int, mask: [UInt8])] = []

        init(_ picture: PixelPicture, _ palette: SixelPalette, rows: [Int]) {
            var places = [Int](repeating: -1, count: 256)
            for x in 0..<picture.width {
                for (bit, y) in rows.enumerated() {
                    let colour = Int(palette.index(picture.bytes, 3 * (y * picture.width + x)))
                    if places[colour] < 0 {
                        places[colour] = masks.count
                        masks.append((colour, [UInt8](repeating: 0, count: picture.width)))
                    }
                    masks[places[colour]].mask[x] |= 1 << UInt8(bit)
                }
            }
        }
    }

    private static func append(band: Band, columns: [Int], to bytes: inout [UInt8]) {
        for (index, (colour, mask)) in band.masks.enumerated() {
            // Back to the left for the next colour.
            if index > 0 { bytes.append(UInt8(ascii: "$")) }
            bytes += Array("#\(colour)".utf8)
            var run = (mask: UInt8(0), count: 0)
            for column in columns {
                let next = mask[column]
                if next == run.mask {
                    run.count += 1
                } else {
                    append(run.mask, run.count, to: &bytes)
                    run = (next, 1)
                }
            }
            // Nothing is to the right of the last one.
            if run.mask != 0 { append(run.mask, run.count, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "-"))
    }

    private static func append(_ mask: UInt8, _ count: Int, to bytes: inout [UInt8]) {
        let letter = 0x3f + mask
        if count > 3 {
            bytes += Array("!\(count)".utf8)
            bytes.append(letter)
        } else {
            for _ in 0..<count { bytes.append(letter) }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

@testable import Vision

/// What tests do to containers, byte by byte.
enum Containers {
    /// Where a text stands first.
    static func place(of text: String, in bytes: [UInt8]) -> Int? {
        let wanted = Array(text.utf8)
        return bytes.indices.first { bytes[$0...].starts(with: wanted) }
    }

    /// An MP4 whose track is to be turned clockwise.
    ///
    /// Source: ISO/IEC 14496-12, section 8.3.2: version 0 of `tkhd` has its matrix 40 bytes behind its type and version.
    static func turned(_ clip: [UInt8], by degrees: Int) -> [UInt8] {
        var clip = clip
        guard let header = place(of: "tkhd", in: clip) else { return clip }
        let numbers: [Int32] =
            switch degrees {
            case 90: [0, 1, 0, -1, 0, 0]
            case 180: [-1, 0, 0, 0, -1, 0]
            default: [0, -1, 0, 1, 0, 0]
            }
        for (index, number) in numbers.enumerated() {
            for (offset, byte) in bytes(of: number << 16).enumerated() {
                clip[header + 44 + 4 * index + offset] = byte
            }
        }
        return clip
    }

    /// A picture turned clockwise.
    static func turned(_ picture: Picture, by degrees: Int) -> Picture {
        let isCrossed = degrees != 180
        var turned = Picture(
            width: isCrossed ? picture.height : picture.width,
            height: isCrossed ? picture.width : picture.height)
        for y in 0..<turned.height {
            for x in 0..<turned.width {
                let (column, row) =
                    switch degrees {
                    case 90: (y, picture.height - 1 - x)
                    case 180: (picture.width - 1 - x, picture.height - 1 - y)
                    default: (picture.width - 1 - y, x)
                    }
                for part in 0..<3 {
                    turned.bytes[3 * (y * turned.width + x) + part] =
                        picture.bytes[
                            3 * (row * picture.width + column) + part]
                }
            }
        }
        return turned
    }

    /// A JPEG that says how it is to be turned: an APP1 segment behind its beginning.
    ///
    /// Source: Exif 2.3, sections 4.5 and 4.6.4, tag 274.
    static func oriented(_ image: [UInt8], _ orientation: UInt8) -> [UInt8] {
        let tiff: [UInt8] =
            Array("MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1] + [
                1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0,
            ] + [
                0, 0, 0, 0,
            ]
        let segment = Array("Exif".utf8) + [0, 0] + tiff
        return image[..<2] + [0xff, 0xe1, 0, UInt8(segment.count + 2)] + segment + image[2...]
    }

    static func bytes(of number: Int32) -> [UInt8] {
        let bits = UInt32(bitPattern: number)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: bits >> $0) }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A colour of a picture.
package struct RGB: Sendable, Hashable {
    package var red: UInt8
    package var green: UInt8
    package var blue: UInt8

    package init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// How bright it looks, 0 to 255. Source: ITU-R BT.601.
    package var luminance: Int { (299 * Int(red) + 587 * Int(green) + 114 * Int(blue)) / 1000 }

    /// The same in 32 steps of each part. Neighbours that differ less are the same then, and what stands still costs no bytes.
    var coarse: RGB { RGB(red: Self.coarse(red), green: Self.coarse(green), blue: Self.coarse(blue)) }

    private static func coarse(_ part: UInt8) -> UInt8 { part & 0xF8 | part >> 5 }
}

/// What a cell is painted with that shows a part of a picture, in the place of roles: pictures bring their own colours.
package struct PixelColours: Sendable, Hashable {
    package var ink: RGB
    package var ground: RGB

    package init(ink: RGB, ground: RGB) {
        self.ink = ink
        self.ground = ground
    }
}

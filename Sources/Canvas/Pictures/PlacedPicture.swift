// SPDX-License-Identifier: Apache-2.0

/// A picture that the terminal itself is to draw, in pixels, upon some cells.
package struct PlacedPicture: Sendable, Hashable {
    package let picture: PixelPicture
    /// The cells that it fills, all of them.
    package let place: Rect
    /// What it is of. A picture of something else must not stay while the next one is under way.
    package let subject: String

    package init(_ picture: PixelPicture, in place: Rect, of subject: String) {
        self.picture = picture
        self.place = place
        self.subject = subject
    }
}

extension Surface {
    /// What cells below a picture are painted with; whatever is drawn upon them later is seen by the difference.
    private static let below: Cell = {
        var style = Style()
        let black = RGB(red: 0, green: 0, blue: 0)
        style.pixels = PixelColours(ink: black, ground: black)
        return Cell(style: style)
    }()

    /// Has the terminal draw a picture, one on a screen: the last one counts. Parts outside the surface leave it out.
    package mutating func place(_ picture: PlacedPicture) {
        guard !picture.place.isEmpty, picture.place.x >= 0, picture.place.y >= 0,
            picture.place.right <= size.columns, picture.place.bottom <= size.rows
        else { return }
        for y in picture.place.y..<picture.place.bottom {
            for x in picture.place.x..<picture.place.right { put(Self.below, x: x, y: y) }
        }
        placed = picture
    }

    /// The picture that the terminal is to draw; `nil` as soon as anything was drawn over a part of it, as the terminal would draw it on top.
    package var picture: PlacedPicture? {
        guard let placed else { return nil }
        for y in placed.place.y..<placed.place.bottom {
            let start = y * size.columns
            for x in placed.place.x..<placed.place.right where cells[start + x] != Self.below { return nil }
        }
        return placed
    }
}

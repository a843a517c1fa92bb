// SPDX-License-Identifier: Apache-2.0

/// How a cell is painted: two roles and attributes.
package struct Style: Hashable, Sendable {
    /// Attributes that every terminal with cursor movement knows or ignores.
    package struct Attributes: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let bold = Attributes(rawValue: 1)
        package static let italic = Attributes(rawValue: 2)
        package static let underline = Attributes(rawValue: 4)
        package static let reverse = Attributes(rawValue: 8)
    }

    /// The role of the glyph.
    package var foreground: Role
    /// The role of the ground behind it.
    package var background: Role
    /// Bold and the like.
    package var attributes: Attributes
    /// The colours of a part of a picture, which go before the roles where the terminal has them.
    package var pixels: PixelColours?

    package init(_ foreground: Role = .text, on background: Role = .background, _ attributes: Attributes = []) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    /// The same on another ground.
    package func on(_ background: Role) -> Style {
        var copy = self
        copy.background = background
        return copy
    }

    /// The same with `attributes` added.
    package func with(_ attributes: Attributes) -> Style {
        var copy = self
        copy.attributes.formUnion(attributes)
        return copy
    }
}

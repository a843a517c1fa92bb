// SPDX-License-Identifier: Apache-2.0

/// How many colours a terminal has.
package enum ColourDepth: String, CaseIterable, Sendable, Hashable {
    case trueColour = "truecolor"
    case palette256 = "256"
    case palette16 = "16"
    case mono
}

/// A colour as a terminal takes it.
package enum ResolvedColour: Sendable, Hashable {
    /// The terminal's own.
    case `default`
    /// An entry of the palette: below 16 of the terminal's, else of the 256 fixed ones.
    case index(UInt8)
    case rgb(UInt8, UInt8, UInt8)

    init(_ colour: RGB) { self = .rgb(colour.red, colour.green, colour.blue) }
}

/// A style as a terminal takes it: what a `Style` is in one theme at one depth.
package struct ResolvedStyle: Sendable, Hashable {
    package var foreground: ResolvedColour
    package var background: ResolvedColour
    package var attributes: Style.Attributes

    package init(
        foreground: ResolvedColour = .default, background: ResolvedColour = .default,
        attributes: Style.Attributes = []
    ) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }
}

/// What a role looks like at every depth.
package struct RoleColours: Sendable, Hashable {
    package var rgb: ResolvedColour
    package var palette256: ResolvedColour
    package var palette16: ResolvedColour
    /// Added at true colour and 256 colours.
    package var attributes: Style.Attributes
    /// Added at 16 colours.
    package var attributes16: Style.Attributes
    /// All there is in mono; bold and reverse only.
    package var mono: Style.Attributes

    package init(
        rgb: ResolvedColour = .default, palette256: ResolvedColour = .default, palette16: ResolvedColour = .default,
        attributes: Style.Attributes = [], attributes16: Style.Attributes = [], mono: Style.Attributes = []
    ) {
        self.rgb = rgb
        self.palette256 = palette256
        self.palette16 = palette16
        self.attributes = attributes
        self.attributes16 = attributes16
        self.mono = mono
    }

    func colour(at depth: ColourDepth) -> ResolvedColour {
        switch depth {
        case .trueColour: rgb
        case .palette256: palette256
        case .palette16: palette16
        case .mono: .default
        }
    }

    func attributes(at depth: ColourDepth) -> Style.Attributes {
        switch depth {
        case .trueColour, .palette256: attributes
        case .palette16: attributes16
        case .mono: mono
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What each role looks like.
package struct Theme: Sendable, Hashable {
    package var name: String
    /// Whether the plain ground is painted; else it is the terminal's own.
    package var paintsBackground: Bool
    /// Whether the parts of a stack are told apart by texture at any depth.
    package var usesTextures: Bool
    /// One for each role, in the order of `Role.allCases`.
    var colours: [RoleColours]

    init(name: String, paintsBackground: Bool, usesTextures: Bool, colours: [Role: RoleColours]) {
        self.name = name
        self.paintsBackground = paintsBackground
        self.usesTextures = usesTextures
        self.colours = Role.allCases.map { colours[$0] ?? RoleColours() }
    }

    /// The colours of one role.
    package subscript(role: Role) -> RoleColours { colours[role.ordinal] }

    /// What surfaces must know to be drawn for this theme at `depth`.
    package func look(depth: ColourDepth, glyphs: GlyphSet) -> Look {
        Look(
            glyphs: glyphs, usesTextures: usesTextures || depth == .palette16 || depth == .mono,
            showsPictures: depth == .trueColour || depth == .palette256)
    }

    /// What `style` is at `depth`.
    ///
    /// Ink stands on a coloured ground; with 16 colours or none that is the ground's colour, reversed, since a
    /// terminal's own ground has no number. In mono nothing but bold and reverse is left.
    package func resolved(_ style: Style, depth: ColourDepth) -> ResolvedStyle {
        let ground = self[style.background]
        let ink = self[style.foreground]
        var resolved = ResolvedStyle(
            foreground: ink.colour(at: depth), background: ground.colour(at: depth),
            attributes: style.attributes.union(ink.attributes(at: depth)))
        if style.background == .background {
            if !paintsBackground { resolved.background = .default }
        } else if style.background.isGround {
            resolved.attributes.formUnion(ground.attributes(at: depth))
        }
        if style.foreground == .ink, depth == .palette16 || depth == .mono {
            resolved.foreground = ground.colour(at: depth)
            resolved.background = .default
            resolved.attributes.insert(.reverse)
        }
        if depth == .mono { resolved.attributes.formIntersection([.bold, .reverse]) }
        return resolved
    }

    /// The theme at one depth, ready to be asked for every style of a screen.
    package func resolve(_ depth: ColourDepth) -> ResolvedTheme { ResolvedTheme(theme: self, depth: depth) }
}

/// A theme at one depth, with every style worked out beforehand, since screens ask for thousands.
package struct ResolvedTheme: Sendable {
    package let depth: ColourDepth
    /// By foreground, background and attributes.
    private let styles: [ResolvedStyle]

    private static let attributeSets = 16

    init(theme: Theme, depth: ColourDepth) {
        self.depth = depth
        var styles: [ResolvedStyle] = []
        styles.reserveCapacity(Role.allCases.count * Role.allCases.count * Self.attributeSets)
        for foreground in Role.allCases {
            for background in Role.allCases {
                for attributes in 0..<Self.attributeSets {
                    let style = Style(foreground, on: background, Style.Attributes(rawValue: UInt8(attributes)))
                    styles.append(theme.resolved(style, depth: depth))
                }
            }
        }
        self.styles = styles
    }

    /// What `style` looks like.
    package subscript(style: Style) -> ResolvedStyle {
        if let pixels = style.pixels, depth == .trueColour || depth == .palette256 {
            return ResolvedStyle(
                foreground: ResolvedColour(pixels.ink), background: ResolvedColour(pixels.ground),
                attributes: style.attributes)
        }
        let pair = style.foreground.ordinal * Role.allCases.count + style.background.ordinal
        return styles[pair * Self.attributeSets + Int(style.attributes.rawValue & 0x0F)]
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What a terminal can show, as far as drawing must know it: drawing uses roles, so colours are not in here.
package struct Look: Sendable, Hashable {
    /// The characters at hand.
    package var glyphs: GlyphSet
    /// Whether the parts of a stack are told apart by texture: true for mono, 16 colours and colour-blind themes.
    package var usesTextures: Bool
    /// Whether there are colours enough for pictures, and characters that hold two pixels.
    package var showsPictures: Bool
    /// The pixels of a cell, where the terminal draws pictures itself; else `nil`.
    package var cellPixels: CellPixels?

    package init(
        glyphs: GlyphSet = .full, usesTextures: Bool = false, showsPictures: Bool = false, cellPixels: CellPixels? = nil
    ) {
        self.glyphs = glyphs
        self.usesTextures = usesTextures
        self.showsPictures = showsPictures && glyphs != .ascii
        self.cellPixels = cellPixels
    }
}

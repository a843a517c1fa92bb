// SPDX-License-Identifier: Apache-2.0

/// What stands in a masked region afterwards.
package enum FillMethod: String, Sendable, Hashable, Codable, CodingKeyRepresentable, CaseIterable {
    /// The scene behind it, by the median of frames in which it was not hidden. Fixed cameras only.
    case plate
    /// A completion network's picture (GLCIC).
    case completion
    /// Telea's inpainting from the edges, for narrow holes.
    case telea
    /// Colours that run from edge to edge, of what is around it and not of what was in it.
    case smooth
    /// Blocks of one colour, of what is around it and not of what was in it.
    case pixelated
    /// One colour.
    case solid

    /// Those that can fill any region, whatever is known of the scene.
    package static let last: [FillMethod] = [.smooth, .pixelated, .solid]
}

// SPDX-License-Identifier: Apache-2.0

/// How large one cell of a terminal is, in its pixels.
package struct CellPixels: Sendable, Hashable {
    package let width: Int
    package let height: Int

    /// Cells of other sizes are a terminal's mistake, or a trick.
    package static let sides = 2...128

    /// - Returns: `nil` for sizes that are none.
    package init?(width: Int, height: Int) {
        guard Self.sides.contains(width), Self.sides.contains(height) else { return nil }
        self.width = width
        self.height = height
    }
}

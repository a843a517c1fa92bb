// SPDX-License-Identifier: Apache-2.0

/// What an empty panel says: why, and the next key. Lines in the middle.
package struct EmptyState: Sendable {
    package var lines: [StyledLine]

    package init(_ lines: [StyledLine]) {
        self.lines = lines
    }

    package func draw(on surface: inout Surface, in rect: Rect) {
        let shown = lines.prefix(rect.rows)
        let top = rect.y + (rect.rows - shown.count) / 2
        for (offset, line) in shown.enumerated() {
            surface.write(line, x: rect.x, y: top + offset, width: rect.columns, align: .centre)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A place between two characters of a text under edit.
package struct EditPosition: Hashable, Comparable, Sendable {
    /// The line, from 0.
    package var line: Int
    /// How many `Character`s of the line stand before the place.
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Where a text begins.
    package static let start = EditPosition(line: 0, column: 0)

    /// In the order of the text.
    package static func < (left: EditPosition, right: EditPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A place in a text that a person edits.
package struct TextPosition: Hashable, Comparable, Sendable, Codable {
    /// The line, counted from 1.
    package var line: Int
    /// The column, counted from 1 in Unicode scalars.
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Where a text begins.
    package static let start = TextPosition(line: 1, column: 1)

    package static func < (left: TextPosition, right: TextPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

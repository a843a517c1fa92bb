// SPDX-License-Identifier: Apache-2.0

/// One cell of the screen.
///
/// A wide glyph takes two cells: the first holds it, the second is a `continuation`.
package struct Cell: Hashable, Sendable {
    /// The base scalar; never a control character, never a zero-width one.
    package var base: Unicode.Scalar
    /// A zero-width mark upon the base, or `nil`. More marks than one are dropped by the neutraliser.
    package var mark: Unicode.Scalar?
    /// Whether this is the right half of the wide glyph to the left.
    package var isContinuation: Bool
    /// How it is painted.
    package var style: Style

    package init(
        _ base: Unicode.Scalar = " ", mark: Unicode.Scalar? = nil, isContinuation: Bool = false, style: Style = Style()
    ) {
        self.base = base
        self.mark = mark
        self.isContinuation = isContinuation
        self.style = style
    }
}

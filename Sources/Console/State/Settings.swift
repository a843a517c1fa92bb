// SPDX-License-Identifier: Apache-2.0

package import Canvas

/// What the console remembers from one start to the next.
package struct Settings: Sendable, Hashable {
    /// The theme's name, `nil` for the one that the terminal calls for.
    package var theme: String?
    /// The glyph set chosen by hand, `nil` for the one that the terminal calls for.
    package var glyphs: GlyphSet?
    /// Whether times are local and not UTC.
    package var usesLocalTime: Bool
    /// Whether the side column is wished for.
    package var showsSide: Bool
    /// Whether rows of a panel share one scale.
    package var sharesScale: Bool
    /// Texts of the palette and the filter, newest last, at most `historyLimit` each.
    package var commandHistory: [String]
    package var filterHistory: [String]
    /// Filters under names, in the order in which they were kept.
    package var views: [SavedView]

    /// How many texts are remembered.
    package static let historyLimit = 50

    package init(
        theme: String? = nil, glyphs: GlyphSet? = nil, usesLocalTime: Bool = false, showsSide: Bool = true,
        sharesScale: Bool = false, commandHistory: [String] = [], filterHistory: [String] = [], views: [SavedView] = []
    ) {
        self.theme = theme
        self.glyphs = glyphs
        self.usesLocalTime = usesLocalTime
        self.showsSide = showsSide
        self.sharesScale = sharesScale
        self.commandHistory = commandHistory
        self.filterHistory = filterHistory
        self.views = views
    }

    /// A history with `text` as the newest, without an older copy of it.
    static func remember(_ text: String, in history: inout [String]) {
        guard !text.isEmpty else { return }
        history.removeAll { $0 == text }
        history.append(text)
        if history.count > historyLimit { history.removeFirst(history.count - historyLimit) }
    }
}

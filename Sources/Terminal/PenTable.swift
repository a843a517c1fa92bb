// SPDX-License-Identifier: Apache-2.0
internal import CNcurses
internal import Canvas

/// How ncurses paints a cell: attributes and the number of a colour pair.
struct Pen: Hashable, Sendable {
    var attributes: attr_t
    var pair: Int32
}

/// Remembers the pen of each style, and which colour pairs were made.
///
/// Pairs are never redefined: cells on the screen refer to them.
struct PenTable {
    private struct Colours: Hashable {
        var foreground: Int32
        var background: Int32
    }

    private let choice: DepthChoice
    private let pairLimit: Int32
    private var pens: [Style: Pen] = [:]
    private var pairs: [Colours: Int32] = [:]
    /// Neighbours mostly have the same style.
    private var last: (style: Style, pen: Pen)?

    init(choice: DepthChoice, pairLimit: Int32) {
        self.choice = choice
        self.pairLimit = pairLimit
    }

    /// Forgets what styles resolve to (another theme); the pairs stay.
    mutating func forgetStyles() {
        pens.removeAll(keepingCapacity: true)
        last = nil
    }

    /// The pen of `style`; `resolve` is asked once per style.
    mutating func pen(of style: Style, resolve: (Style) -> ResolvedStyle) -> Pen {
        if let last, last.style == style { return last.pen }
        let pen = pens[style] ?? make(resolve(style))
        pens[style] = pen
        last = (style, pen)
        return pen
    }

    private mutating func make(_ resolved: ResolvedStyle) -> Pen {
        let foreground = CursesColour(resolved.foreground, on: choice)
        let background = CursesColour(resolved.background, on: choice)
        var attributes: attr_t = 0
        if resolved.attributes.contains(.bold) || foreground.wantsBold { attributes |= curses_bold() }
        if resolved.attributes.contains(.italic) { attributes |= curses_italic() }
        if resolved.attributes.contains(.underline) { attributes |= curses_underline() }
        if resolved.attributes.contains(.reverse) { attributes |= curses_reverse() }
        return Pen(
            attributes: attributes, pair: pair(Colours(foreground: foreground.number, background: background.number)))
    }

    /// The pair of two colours; pair 0, the terminal's own colours, where there are no more (the Linux console has 64).
    private mutating func pair(_ colours: Colours) -> Int32 {
        if colours == Colours(foreground: -1, background: -1) { return 0 }
        if let pair = pairs[colours] { return pair }
        let pair = Int32(pairs.count) + 1
        guard pair < pairLimit, init_extended_pair(pair, colours.foreground, colours.background) == OK else { return 0 }
        pairs[colours] = pair
        return pair
    }
}

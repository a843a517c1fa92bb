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
/// Pairs of themes are never redefined: cells on the screen refer to them. Pictures bring ever new colours; their pairs are of a part of the
/// numbers, which begins anew when it is used up and the whole screen is painted again.
struct PenTable {
    private struct Colours: Hashable {
        var foreground: Int32
        var background: Int32
    }

    private let choice: DepthChoice
    private let pairLimit: Int32
    private var pens: [Style: Pen] = [:]
    private var pairs: [Colours: Int32] = [:]
    private var picturePairs: [Colours: Int32] = [:]
    /// Pairs of pictures begin here; where a terminal has few pairs there are none.
    private let pictureFirst: Int32
    /// Neighbours mostly have the same style.
    private var last: (style: Style, pen: Pen)?

    init(choice: DepthChoice, pairLimit: Int32) {
        self.choice = choice
        self.pairLimit = pairLimit
        pictureFirst = pairLimit >= 4 * Self.themePairs ? Self.themePairs : pairLimit
    }

    /// Pairs that are for themes, where there are many; they need a few hundred.
    private static let themePairs: Int32 = 4096

    /// Whether so many cells of a picture may find no pairs any more. Then `forgetPictures`, and paint every cell anew.
    func lacksPairs(forCells count: Int) -> Bool {
        let room = Int(pairLimit - pictureFirst)
        return !picturePairs.isEmpty && picturePairs.count + min(count, room / 2) > room
    }

    mutating func forgetPictures() {
        picturePairs.removeAll(keepingCapacity: true)
        if last?.style.pixels != nil { last = nil }
    }

    /// Forgets what styles resolve to (another theme); the pairs stay.
    mutating func forgetStyles() {
        pens.removeAll(keepingCapacity: true)
        last = nil
    }

    /// The pen of `style`; `resolve` is asked once per style.
    mutating func pen(of style: Style, resolve: (Style) -> ResolvedStyle) -> Pen {
        if let last, last.style == style { return last.pen }
        if style.pixels != nil {
            // Kept by colours alone: there are too many of them to keep each style.
            let pen = make(resolve(style), isPicture: true)
            last = (style, pen)
            return pen
        }
        let pen = pens[style] ?? make(resolve(style))
        pens[style] = pen
        last = (style, pen)
        return pen
    }

    private mutating func make(_ resolved: ResolvedStyle, isPicture: Bool = false) -> Pen {
        let foreground = CursesColour(resolved.foreground, on: choice)
        let background = CursesColour(resolved.background, on: choice)
        var attributes: attr_t = 0
        if resolved.attributes.contains(.bold) || foreground.wantsBold { attributes |= curses_bold() }
        if resolved.attributes.contains(.italic) { attributes |= curses_italic() }
        if resolved.attributes.contains(.underline) { attributes |= curses_underline() }
        if resolved.attributes.contains(.reverse) { attributes |= curses_reverse() }
        let colours = Colours(foreground: foreground.number, background: background.number)
        return Pen(attributes: attributes, pair: isPicture ? picturePair(colours) : pair(colours))
    }

    private mutating func picturePair(_ colours: Colours) -> Int32 {
        if let pair = picturePairs[colours] { return pair }
        let pair = pictureFirst + Int32(picturePairs.count)
        guard pair < pairLimit, init_extended_pair(pair, colours.foreground, colours.background) == OK else { return 0 }
        picturePairs[colours] = pair
        return pair
    }

    /// The pair of two colours; pair 0, the terminal's own colours, where there are no more (the Linux console has 64).
    private mutating func pair(_ colours: Colours) -> Int32 {
        if colours == Colours(foreground: -1, background: -1) { return 0 }
        if let pair = pairs[colours] { return pair }
        let pair = Int32(pairs.count) + 1
        guard pair < pictureFirst, init_extended_pair(pair, colours.foreground, colours.background) == OK else {
            return 0
        }
        pairs[colours] = pair
        return pair
    }
}

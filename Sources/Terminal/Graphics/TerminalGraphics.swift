// SPDX-License-Identifier: Apache-2.0
package import Canvas

/// How a terminal draws pictures in its own pixels.
package struct TerminalGraphics: Hashable, Sendable {
    /// What it understands.
    package enum Form: Hashable, Sendable {
        /// kitty's protocol.
        case kitty
        /// Sixel, with so many colours at most.
        case sixel(colours: Int)
    }

    package let form: Form
    /// The pixels of a cell.
    package let cell: CellPixels
}

/// What is asked of a terminal about pictures, and what it answered.
struct GraphicsEnquiry: Sendable {
    private var hasKitty = false
    private var hasSixel = false
    private var colours = 256
    /// What it answered, and what its driver said, which goes before that and is told at each change.
    private var answeredCell: CellPixels?
    var driverCell: CellPixels?

    /// Whether a terminal is asked at all: not where another program lies between, as pictures would stay behind in what that one shows, nor
    /// where the question would be seen, nor where there are no colours.
    static func isWise(in surroundings: TerminalSurroundings, depth: ColourDepth) -> Bool {
        let name = surroundings.name
        let isBetween =
            surroundings.isInTmux || surroundings.isInScreen || name.hasPrefix("tmux") || name.hasPrefix("screen")
        let isPlain = name == "dumb" || name.hasPrefix("linux")
        return !isBetween && !isPlain && (depth == .trueColour || depth == .palette256)
    }

    /// The questions. What nearly all terminals answer comes last, so that nothing is waited for after it.
    static let questions =
        "\u{1b}_Gi=\(TerminalAnswer.askedNumber),s=1,v=1,a=q,t=d,f=24;AAAA\u{1b}\\" + askCell + "\u{1b}[?1;1;0S\u{1b}[c"
    /// The question for the size of a cell, which changes with the font.
    static let askCell = "\u{1b}[16t"

    /// Takes an answer; says whether it was the last one.
    mutating func take(_ answer: TerminalAnswer) -> Bool {
        switch answer {
        case .kitty(let isFine): hasKitty = isFine
        case .cell(let cell): answeredCell = cell
        case .colours(let count): colours = count
        case .attributes(let hasSixel):
            self.hasSixel = hasSixel
            return true
        }
        return false
    }

    /// What follows from the answers; `nil` where the terminal draws no pictures, or those of sixel in cells of a size that nobody knows.
    var graphics: TerminalGraphics? {
        let cell = driverCell ?? answeredCell
        if hasKitty, let cell = cell ?? CellPixels(width: 8, height: 16) {
            return TerminalGraphics(form: .kitty, cell: cell)
        }
        guard hasSixel, let cell else { return nil }
        return TerminalGraphics(form: .sixel(colours: colours), cell: cell)
    }
}

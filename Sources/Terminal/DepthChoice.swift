// SPDX-License-Identifier: Apache-2.0
internal import Canvas

/// What terminfo says of one terminal name.
struct TerminfoEntry: Hashable, Sendable {
    var movesCursor: Bool
    /// Colours that can be told apart; 0 without colour.
    var colourCount: Int
}

/// Which terminfo entry to open and how many colours to use.
struct DepthChoice: Hashable, Sendable {
    var entry: String
    var depth: ColourDepth
    /// Colours of the entry.
    var colourCount: Int

    /// Chooses.
    ///
    /// 24-bit colour needs the promise of COLORTERM and a `-direct` entry for this kind of terminal: the ordinary
    /// entries can only redefine a palette, which would change the user's other windows. `wish` (a flag of the
    /// command line) goes before NO_COLOR, but what the terminal lacks it cannot give.
    static func choose(
        _ surroundings: TerminalSurroundings, wish: ColourDepth?, entry: TerminfoEntry,
        lookUp: (String) -> TerminfoEntry?
    ) -> DepthChoice {
        let plain = DepthChoice(
            entry: surroundings.name, depth: depth(colourCount: entry.colourCount), colourCount: entry.colourCount)
        let wanted = wish ?? (surroundings.refusesColour ? .mono : surroundings.promisesTrueColour ? .trueColour : nil)
        switch wanted {
        case .mono:
            return DepthChoice(entry: plain.entry, depth: .mono, colourCount: plain.colourCount)
        case .trueColour where plain.depth != .trueColour:
            for name in directNames(of: surroundings.name) {
                if let direct = lookUp(name), direct.movesCursor, depth(colourCount: direct.colourCount) == .trueColour
                {
                    return DepthChoice(entry: name, depth: .trueColour, colourCount: direct.colourCount)
                }
            }
            return plain
        case .palette256 where entry.colourCount >= 256 && plain.depth != .trueColour,
            .palette16 where entry.colourCount >= 8:
            return DepthChoice(entry: plain.entry, depth: wanted ?? plain.depth, colourCount: plain.colourCount)
        default:
            return plain
        }
    }

    private static func depth(colourCount: Int) -> ColourDepth {
        switch colourCount {
        case ..<8: .mono
        case ..<256: .palette16
        case ..<0x100_0000: .palette256
        default: .trueColour
        }
    }

    /// Entries with 24-bit colour that speak the same language as `term` otherwise.
    static func directNames(of term: String) -> [String] {
        let suffix = "-256color"
        let stem = term.hasSuffix(suffix) ? String(term.dropLast(suffix.count)) : term
        return term.hasPrefix("xterm") ? ["xterm-direct"] : ["\(stem)-direct"]
    }
}

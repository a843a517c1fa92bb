// SPDX-License-Identifier: Apache-2.0

/// A mark of our own, named by what it says; a `GlyphSet` says how it looks.
///
/// Every one is one cell wide in every set.
package enum Glyph: Int, CaseIterable, Sendable, Hashable {
    // Text
    /// Stands for text that was cut away.
    case ellipsis
    /// Stands for one scalar that the neutraliser took out.
    case replaced
    // Lists
    case cursor, otherCursor, mark, fold, unfold, crumb, arrow, ascending, descending
    /// The sign that removes a chip.
    case remove
    // Trust
    case trusted, flagged, failed, unattested, unknown, silent, revoked
    // Numbers
    /// Stands for a value that nobody knows, which is not zero.
    case notKnown
    // States and change
    case live, frozen, done, warning, up, down, unchanged, atLeast
    // Lines
    case rule, ruleFocus, vertical, axisLabel, axisBase, axisTick, axisCross
    /// A bucket, or a period, without data.
    case noData
    /// A measured zero in a sparkline.
    case zero
    // Bars
    case bar, barHalf, barBeyond, barTrack
    /// A full cell of a fill in one colour.
    case block
}

extension Glyph {
    /// The role that the visual language gives to this mark, or `nil` where it takes that of its text.
    package var role: Role? {
        switch self {
        case .replaced: .textDim
        case .cursor, .mark: .accent
        case .otherCursor, .rule, .vertical, .axisLabel, .axisBase, .axisTick, .axisCross: .border
        case .ruleFocus: .borderFocus
        case .trusted: .trustTrusted
        case .flagged: .trustFlagged
        case .failed, .revoked: .trustFailed
        case .unattested, .unknown: .trustNone
        case .silent: .trustSilent
        case .live, .done: .stateGood
        case .warning: .stateWarn
        case .bar: .bar
        case .barTrack: .barTrack
        default: nil
        }
    }
}

/// Which characters the terminal can show.
package enum GlyphSet: String, CaseIterable, Sendable, Hashable {
    /// Everything: eighth blocks, heavy lines, Braille.
    case full
    /// Only what code page 437 has, for the Linux console and old terminals.
    case blocks
    /// Only ASCII; other text from events becomes `?`.
    case ascii

    /// How `glyph` looks in this set.
    package subscript(glyph: Glyph) -> Unicode.Scalar {
        switch self {
        case .full: Self.fullTable[glyph.rawValue]
        case .blocks: Self.blocksTable[glyph.rawValue]
        case .ascii: Self.asciiTable[glyph.rawValue]
        }
    }

    /// The looks of every glyph: full, blocks, ASCII.
    private static func looks(of glyph: Glyph) -> (Unicode.Scalar, Unicode.Scalar, Unicode.Scalar) {
        switch glyph {
        case .ellipsis: ("…", "~", "~")
        case .replaced: ("·", "·", "?")
        case .cursor: ("▌", "▌", ">")
        case .otherCursor: ("▏", "│", "|")
        case .mark: ("•", "•", "*")
        case .fold: ("▸", "►", "+")
        case .unfold: ("▾", "▼", "-")
        case .crumb: ("›", "»", ">")
        case .arrow: ("→", "→", ">")
        case .ascending, .up: ("▲", "▲", "+")
        case .descending, .down: ("▼", "▼", "-")
        case .remove: ("×", "x", "x")
        case .trusted, .done: ("✓", "√", "+")
        case .flagged: ("≈", "~", "~")
        case .failed: ("✗", "x", "X")
        case .unattested: ("○", "o", "o")
        case .unknown: ("?", "?", "?")
        case .silent: ("◌", ".", ".")
        case .revoked: ("⊘", "/", "/")
        case .notKnown: ("–", "-", "-")
        case .live: ("●", "*", "*")
        case .frozen: ("‖", "║", "\"")
        case .warning: ("!", "!", "!")
        case .unchanged: ("=", "=", "=")
        case .atLeast: ("≥", "≥", ">")
        case .rule: ("─", "─", "-")
        case .ruleFocus: ("━", "═", "=")
        case .vertical: ("│", "│", "|")
        case .axisLabel: ("┤", "┤", "+")
        case .axisBase: ("└", "└", "+")
        case .axisTick: ("┬", "┬", "-")
        case .axisCross: ("┼", "┼", "+")
        case .noData: ("╌", "~", "~")
        case .zero: ("·", "·", ".")
        case .bar: ("━", "═", "=")
        case .barHalf: ("╸", "═", "=")
        case .barBeyond: (">", ">", ">")
        case .barTrack: ("─", "─", "-")
        case .block: ("█", "█", "#")
        }
    }

    private static let fullTable = Glyph.allCases.map { looks(of: $0).0 }
    private static let blocksTable = Glyph.allCases.map { looks(of: $0).1 }
    private static let asciiTable = Glyph.allCases.map { looks(of: $0).2 }
}

extension GlyphSet {
    /// The steps of a sparkline, lowest first; zero and no data are glyphs of their own.
    package var sparkSteps: [Unicode.Scalar] {
        switch self {
        case .full: Self.fullSteps
        case .blocks: Self.blockSteps
        case .ascii: Self.asciiSteps
        }
    }

    /// The lower part of a cell filled to `eighths` of 8, or `nil` where this set shows that much as nothing.
    func partial(eighths: Int) -> Unicode.Scalar? {
        switch self {
        case .full: eighths > 0 ? Self.fullSteps[min(eighths, 8) - 1] : nil
        case .blocks: eighths >= 8 ? "█" : eighths >= 3 ? "▄" : nil
        case .ascii: eighths >= 4 ? "#" : nil
        }
    }

    /// The texture of the `rank`th part of a stack, from 0 at the baseline.
    package func texture(_ rank: Int) -> Unicode.Scalar {
        let textures = self == .ascii ? Self.asciiTextures : Self.textures
        return textures[min(max(0, rank), textures.count - 1)]
    }

    /// The steps of a heat cell, from nothing to the most.
    package var heatSteps: [Unicode.Scalar] { self == .ascii ? Self.asciiHeat : Self.heat }

    private static let fullSteps: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let blockSteps: [Unicode.Scalar] = ["░", "▒", "▓", "█"]
    private static let asciiSteps: [Unicode.Scalar] = ["_", "-", ":", "=", "+", "*", "#"]
    private static let textures: [Unicode.Scalar] = ["█", "▓", "░", "▒"]
    private static let asciiTextures: [Unicode.Scalar] = ["#", "=", ":", "%"]
    private static let heat: [Unicode.Scalar] = [" ", "░", "▒", "▓", "█"]
    private static let asciiHeat: [Unicode.Scalar] = [" ", ".", ":", "=", "#"]
}

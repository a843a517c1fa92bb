// SPDX-License-Identifier: Apache-2.0

/// Turns any text into glyphs that are safe to show, one after the other and only as many as are asked for.
///
/// Event text is written by attackers. Whatever could move the terminal's cursor, turn the text around, hide, or
/// join what stands apart comes out as one visible `Glyph.replaced`. A base keeps one mark; three more are dropped,
/// each further one counts as replaced, so a pile of marks fills the width and ends the work.
struct Neutraliser: IteratorProtocol {
    /// One glyph and how many cells it takes (1 or 2).
    struct Piece: Hashable {
        var base: Unicode.Scalar
        var mark: Unicode.Scalar?
        var columns: Int
        var isReplaced: Bool
    }

    /// Marks that a base takes: the first is shown, the others are dropped.
    static let marksMost = 4

    private var scalars: String.UnicodeScalarView.Iterator
    private var pending: Unicode.Scalar?
    private let glyphs: GlyphSet

    init(_ text: String, glyphs: GlyphSet) {
        scalars = text.unicodeScalars.makeIterator()
        self.glyphs = glyphs
    }

    /// The next piece, or `nil` at the end. Reads at most five scalars.
    mutating func next() -> Piece? {
        guard let scalar = pending ?? scalars.next() else { return nil }
        pending = nil
        let value = scalar.value
        if value >= 0x20, value < 0x7F {
            return Piece(base: scalar, mark: nextMark(), columns: 1, isReplaced: false)
        }
        let scalarClass = ScalarClass(of: scalar)
        guard scalarClass == .narrow || scalarClass == .wide else {
            return Piece(base: glyphs[.replaced], mark: nil, columns: 1, isReplaced: true)
        }
        let mark = nextMark()
        guard glyphs != .ascii else { return Piece(base: "?", mark: nil, columns: 1, isReplaced: false) }
        return Piece(base: scalar, mark: mark, columns: scalarClass == .wide ? 2 : 1, isReplaced: false)
    }

    /// The mark upon the base just read, or `nil`; leaves the scalar after it pending.
    private mutating func nextMark() -> Unicode.Scalar? {
        guard let first = scalars.next() else { return nil }
        // No mark is below U+0300, and nearly all text is.
        guard first.value >= 0x300, ScalarClass(of: first) == .mark else {
            pending = first
            return nil
        }
        var marks = 1
        while let scalar = scalars.next() {
            if marks < Self.marksMost, scalar.value >= 0x300, ScalarClass(of: scalar) == .mark {
                marks += 1
            } else {
                pending = scalar
                break
            }
        }
        return glyphs == .ascii ? nil : first
    }
}

/// How text that does not fit is cut.
package enum Cut: Sendable, Hashable {
    /// At the end, an ellipsis in the last cell: names and titles.
    case end
    /// In the middle, keeping a `:port` at the end whole: addresses, hashes, paths.
    case middle
    /// At the end, without a sign.
    case plain
}

/// Text as cells without a surface: how wide it is, and what is left of it.
package enum CellText {
    /// How many cells `text` takes, counted no further than `most`.
    ///
    /// The answer is at most one above `most`, so any length of text costs little.
    package static func columns(_ text: String, atMost most: Int = 4096, glyphs: GlyphSet = .full) -> Int {
        var pieces = Neutraliser(text, glyphs: glyphs)
        var columns = 0
        while columns <= most, let piece = pieces.next() { columns += piece.columns }
        return min(columns, max(0, most) + 1)
    }

    /// All of `text` as one line that is safe to print: what `Neutraliser` replaces is visible, a line feed too.
    package static func safe(_ text: String) -> String {
        var pieces = Neutraliser(text, glyphs: .full)
        var safe = String.UnicodeScalarView()
        while let piece = pieces.next() {
            safe.append(piece.base)
            if let mark = piece.mark { safe.append(mark) }
        }
        return String(safe)
    }

    /// The pieces of `text` that fit `limit` cells, cut as `cut` says.
    static func pieces(_ text: String, limit: Int, cut: Cut, glyphs: GlyphSet) -> [Neutraliser.Piece] {
        guard limit > 0 else { return [] }
        var source = Neutraliser(text, glyphs: glyphs)
        var kept: [Neutraliser.Piece] = []
        kept.reserveCapacity(min(limit, text.utf8.count))
        var columns = 0
        while let piece = source.next() {
            guard columns + piece.columns <= limit else {
                return cut == .middle
                    ? middle(kept, of: text, limit: limit, glyphs: glyphs)
                    : cutEnd(kept, limit: cut == .plain ? nil : limit, glyphs: glyphs)
            }
            columns += piece.columns
            kept.append(piece)
        }
        return kept
    }

    /// `kept` with its last cells given up for an ellipsis; unchanged where `limit` is `nil`.
    private static func cutEnd(_ kept: [Neutraliser.Piece], limit: Int?, glyphs: GlyphSet) -> [Neutraliser.Piece] {
        guard let limit else { return kept }
        var kept = kept
        trim(&kept, to: limit - 1)
        kept.append(ellipsis(glyphs))
        return kept
    }

    /// Head, ellipsis and tail of `text`; `head` is what fits `limit` from its start.
    private static func middle(
        _ head: [Neutraliser.Piece], of text: String, limit: Int, glyphs: GlyphSet
    ) -> [Neutraliser.Piece] {
        guard limit >= 4 else { return cutEnd(head, limit: limit, glyphs: glyphs) }
        var tailColumns = (limit - 1) / 2
        // Any piece takes five scalars at most, so this much of the end is enough whatever it holds.
        let end = String(String.UnicodeScalarView(text.unicodeScalars.suffix(limit * 5)))
        let port = portColumns(end)
        if port > 0, tailColumns < port + 1 { tailColumns = min(port, limit - 2) }
        var pieces = Neutraliser(end, glyphs: glyphs)
        var tail: [Neutraliser.Piece] = []
        while let piece = pieces.next() { tail.append(piece) }
        var columns = tail.reduce(0) { $0 + $1.columns }
        var first = 0
        while columns > tailColumns, first < tail.count {
            columns -= tail[first].columns
            first += 1
        }
        var kept = head
        trim(&kept, to: limit - 1 - tailColumns)
        kept.append(ellipsis(glyphs))
        kept.append(contentsOf: tail[first...])
        return kept
    }

    /// The cells of a `:port` at the end of `text`, the colon with them; 0 when there is none.
    private static func portColumns(_ text: String) -> Int {
        var digits = 0
        for scalar in text.unicodeScalars.reversed() {
            if scalar == ":" { return digits > 0 ? digits + 1 : 0 }
            guard digits < 5, scalar.value >= 0x30, scalar.value <= 0x39 else { return 0 }
            digits += 1
        }
        return 0
    }

    private static func trim(_ pieces: inout [Neutraliser.Piece], to limit: Int) {
        var columns = pieces.reduce(0) { $0 + $1.columns }
        while columns > limit, let last = pieces.popLast() { columns -= last.columns }
    }

    private static func ellipsis(_ glyphs: GlyphSet) -> Neutraliser.Piece {
        Neutraliser.Piece(base: glyphs[.ellipsis], mark: nil, columns: 1, isReplaced: false)
    }
}

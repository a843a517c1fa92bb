// SPDX-License-Identifier: Apache-2.0

/// Pieces in a row that leave whole, the least important first, where they do not fit.
package struct PieceRow: Sendable {
    package struct Piece: Sendable {
        package var line: StyledLine
        /// 1 leaves last; of equal ones the rightmost leaves first.
        package var priority: Int

        package init(_ line: StyledLine, priority: Int) {
            self.line = line
            self.priority = priority
        }
    }

    package var pieces: [Piece]
    /// Blank cells between pieces.
    package var gap: Int

    package init(_ pieces: [Piece], gap: Int = 2) {
        self.pieces = pieces
        self.gap = max(0, gap)
    }

    /// What fits into `width` cells, as one line, and how many pieces were left out.
    package func fitting(_ width: Int, glyphs: GlyphSet = .full) -> (line: StyledLine, columns: Int, left: Int) {
        let columns = pieces.map { $0.line.columns(glyphs: glyphs) }
        var kept = Array(pieces.indices)
        func need() -> Int { kept.reduce(0) { $0 + columns[$1] } + gap * max(0, kept.count - 1) }
        while !kept.isEmpty, need() > width {
            let leaver = kept.max { (pieces[$0].priority, $0) < (pieces[$1].priority, $1) }
            kept.removeAll { $0 == leaver }
        }
        var line: StyledLine = []
        for (order, index) in kept.enumerated() {
            if order > 0, gap > 0 { line.spans.append(.text(String(repeating: " ", count: gap))) }
            line.spans.append(contentsOf: pieces[index].line.spans)
        }
        return (line, need(), pieces.count - kept.count)
    }
}

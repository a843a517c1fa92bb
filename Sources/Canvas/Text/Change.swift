// SPDX-License-Identifier: Apache-2.0

/// How a count stands against the same count of the period before.
package struct Change: Sendable, Hashable {
    package var before: Int
    package var now: Int

    /// Neither may be negative; a negative one counts as 0.
    package init(before: Int, now: Int) {
        self.before = max(0, before)
        self.now = max(0, now)
    }

    /// The words without the arrow: `42%`, `x3.8`, `new`, `gone`, `=`.
    package var words: String {
        if before == now { return "=" }
        if before == 0 { return "new" }
        if now == 0 { return "gone" }
        let ratio = Double(now) / Double(before)
        if ratio >= 2 {
            return ratio < 99.95 ? "x\(Figure.decimal(ratio))" : "x\(Figure.compact(Int(min(ratio, 1e15))))"
        }
        let percent = Int((abs(ratio - 1) * 100).rounded())
        return percent == 0 ? "=" : "\(percent)%"
    }

    /// Whether it is large enough for a colour: 20% up or down, new, or gone.
    package var isMarked: Bool {
        if before == now { return false }
        guard before > 0, now > 0 else { return true }
        return abs(Double(now) / Double(before) - 1) >= 0.195
    }

    /// The mark and the words, `▲ 42%`; coloured from 20% up, or dim.
    package var line: StyledLine {
        let words = words
        let role: Role = isMarked ? (now > before ? .deltaUp : .deltaDown) : .textDim
        switch words {
        case "=": return [.glyph(.unchanged, role)]
        case "new": return [.text(words, role, .bold)]
        case "gone": return [.text(words, role)]
        default: return [.glyph(now > before ? .up : .down, role), .text(" " + words, role)]
        }
    }
}

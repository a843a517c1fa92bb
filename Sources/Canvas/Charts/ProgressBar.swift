// SPDX-License-Identifier: Apache-2.0

/// How much of a known length is done: `━━━━╸────  62%`.
package struct ProgressBar: Sendable, Hashable {
    package var done: Int
    /// The length; where it is not known there is no bar, so do not draw one.
    package var length: Int
    package var role: Role
    /// Whether the percentage stands behind the bar, which takes five cells.
    package var showsPercent: Bool

    package init(_ done: Int, of length: Int, role: Role = .accent, showsPercent: Bool = true) {
        self.done = done
        self.length = length
        self.role = role
        self.showsPercent = showsPercent
    }

    /// Whole percent, rounded down, so that 100% is the end and not nearly the end.
    package var percent: Int {
        guard length > 0, done > 0 else { return 0 }
        return done >= length ? 100 : Int(Double(done) / Double(length) * 100)
    }

    package func draw(on surface: inout Surface, in rect: Rect) {
        guard !rect.isEmpty else { return }
        let bar = showsPercent && rect.columns > 8 ? rect.columns - 5 : rect.columns
        surface.rule(.barTrack, x: rect.x, y: rect.y, columns: bar, style: Style(.barTrack))
        RankedBar(min(done, length), of: length, role: role)
            .draw(on: &surface, in: Rect(x: rect.x, y: rect.y, columns: bar, rows: 1))
        if bar < rect.columns {
            surface.write(StyledLine("\(percent)%"), x: rect.x + bar, y: rect.y, width: 5, align: .right)
        }
    }
}

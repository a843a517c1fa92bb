// SPDX-License-Identifier: Apache-2.0

/// A key and what it does here.
package struct KeyHint: Sendable, Hashable {
    package var key: String
    package var words: String

    package init(_ key: String, _ words: String) {
        self.key = key
        self.words = words
    }

    /// The key bold, its words dim.
    package var line: StyledLine { [.text(key, .key, .bold), .text(" "), .text(words, .textDim)] }
}

/// The last row: keys that work now, as many as fit, and one that always stands at the right.
package struct KeyHints: Sendable {
    /// Most used first.
    package var hints: [KeyHint]
    package var last: KeyHint

    package init(_ hints: [KeyHint], last: KeyHint = KeyHint("?", "keys")) {
        self.hints = hints
        self.last = last
    }

    package func draw(on surface: inout Surface, in rect: Rect) {
        guard !rect.isEmpty else { return }
        surface.fill(
            Rect(x: rect.x, y: rect.y, columns: rect.columns, rows: 1), style: Style(.text, on: .backgroundBar))
        let glyphs = surface.look.glyphs
        let lastWidth = last.line.columns(glyphs: glyphs)
        let room = rect.columns - 2 - lastWidth - 2
        // Rows of hints end at the first one that does not fit, so that the order stays that of use.
        var x = 0
        for hint in hints {
            let width = hint.line.columns(glyphs: glyphs)
            guard x + width <= room else { break }
            surface.write(hint.line.onBar, x: rect.x + 1 + x, y: rect.y, width: width)
            x += width + 2
        }
        surface.write(last.line.onBar, x: max(rect.x, rect.right - 1 - lastWidth), y: rect.y, width: lastWidth)
    }
}

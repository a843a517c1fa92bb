// SPDX-License-Identifier: Apache-2.0

/// The row above the last: what was done, what failed, or what is asked.
package struct MessageLine: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// Something was done.
        case done
        /// Something failed: what, reason, what to do.
        case error
        /// Worth knowing for a while.
        case notice
        /// An answer is needed; the hints are the answers.
        case question
    }

    package var kind: Kind
    package var text: String
    package var hints: [KeyHint]

    package init(_ kind: Kind, _ text: String, hints: [KeyHint] = []) {
        self.kind = kind
        self.text = text
        self.hints = hints
    }

    package func draw(on surface: inout Surface, in rect: Rect) {
        guard rect.columns > 2, rect.rows > 0 else { return }
        let glyphs = surface.look.glyphs
        let hintWidth = hints.reduce(0) { $0 + 2 + $1.line.columns(glyphs: glyphs) }
        let room = rect.columns - 2
        // The keys are what the user needs next, so the text is cut before them.
        let textRoom = hintWidth + 8 <= room ? room - hintWidth : room
        var x = rect.x + 1
        x += surface.write(line, x: x, y: rect.y, width: textRoom)
        guard textRoom < room || hints.isEmpty else { return }
        for hint in hints {
            x += 2
            x += surface.write(hint.line, x: x, y: rect.y, width: rect.right - 1 - x)
        }
    }

    private var line: StyledLine {
        switch kind {
        case .done: [.glyph(.done, .stateGood), .text(" " + text, .stateGood)]
        case .error: [.glyph(.warning, .stateBad, .bold), .text(" " + text, .stateBad)]
        case .notice: [.text(text, .textDim)]
        case .question: [.text(text, .textStrong, .bold)]
        }
    }
}

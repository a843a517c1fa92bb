// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// A panel without rows says why, and which key helps.
enum EmptyPanel {
    static func draw(into surface: inout Surface, in rect: Rect, context: DrawContext) {
        guard rect.rows > 0 else { return }
        let words: String
        switch context.freshness {
        case .loading: words = "Counting…"
        case .failed(let reason): words = reason
        case .current:
            words =
                context.elsewhere ?? context.filterText.map { "Nothing matches \($0)  X removes a chip" }
                ?? "Nothing here. t: time"
        }
        surface.write(
            StyledLine(words, .textDim), x: rect.x + 1, y: rect.y + (rect.rows - 1) / 2, width: rect.columns - 2,
            align: .centre)
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// A panel without rows says why, and which key helps.
enum EmptyPanel {
    static func draw(into surface: inout Surface, in rect: Rect, context: DrawContext) {
        let width = rect.columns - 2
        let lines = lines(context, width: width, glyphs: surface.look.glyphs).suffix(max(0, rect.rows))
        let top = rect.y + (rect.rows - lines.count) / 2
        for (offset, line) in lines.enumerated() {
            surface.write(
                StyledLine(line, .textDim), x: rect.x + 1, y: top + offset, width: width, align: .centre)
        }
    }

    /// The key stands on a line of its own where the filter leaves it no room: a rule's is long, and the end of a line is cut.
    private static func lines(_ context: DrawContext, width: Int, glyphs: GlyphSet) -> [String] {
        switch context.freshness {
        case .loading: return ["Counting…"]
        case .failed(let reason): return [reason]
        case .current: break
        }
        if let elsewhere = context.elsewhere { return [elsewhere] }
        guard let filter = context.filterText else { return ["Nothing here. t: time"] }
        let (words, key) = ("Nothing matches \(filter)", "X removes a chip")
        let line = "\(words)  \(key)"
        return CellText.columns(line, atMost: width + 1, glyphs: glyphs) <= width ? [line] : [words, key]
    }
}

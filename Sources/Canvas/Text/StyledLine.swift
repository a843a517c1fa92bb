// SPDX-License-Identifier: Apache-2.0

/// A row of text of several styles, which knows its own width.
package struct StyledLine: Sendable, Hashable, ExpressibleByArrayLiteral {
    /// One run of one style.
    package struct Span: Sendable, Hashable {
        enum Content: Sendable, Hashable {
            case text(String, Cut)
            case glyph(Glyph)
            /// One cell of a chart, in a legend.
            case swatch(Unicode.Scalar)
        }

        var content: Content
        package var style: Style

        /// Text, neutralised as all text is.
        package static func text(_ text: String, _ style: Style = Style(), cut: Cut = .end) -> Span {
            Span(content: .text(text, cut), style: style)
        }

        /// Text in a role on the plain ground.
        package static func text(_ text: String, _ role: Role, _ attributes: Style.Attributes = []) -> Span {
            Span(content: .text(text, .end), style: Style(role, on: .background, attributes))
        }

        /// A mark of our own, in the role that the visual language gives it unless another is named.
        package static func glyph(_ glyph: Glyph, _ role: Role? = nil, _ attributes: Style.Attributes = []) -> Span {
            Span(content: .glyph(glyph), style: Style(role ?? glyph.role ?? .text, on: .background, attributes))
        }
    }

    package var spans: [Span]

    package init(_ spans: [Span]) {
        self.spans = spans
    }

    package init(_ text: String, _ role: Role = .text, _ attributes: Style.Attributes = []) {
        spans = text.isEmpty ? [] : [.text(text, role, attributes)]
    }

    package init(arrayLiteral elements: Span...) {
        spans = elements
    }

    package var isEmpty: Bool { spans.isEmpty }

    /// How many cells it takes, counted no further than 4096.
    package func columns(glyphs: GlyphSet = .full) -> Int {
        spans.reduce(0) { sum, span in
            switch span.content {
            case .glyph, .swatch: min(sum + 1, 4096)
            case .text(let text, _): min(sum + CellText.columns(text, glyphs: glyphs), 4096)
            }
        }
    }

    /// The same with `change` done to the style of every span.
    package func restyled(_ change: (inout Style) -> Void) -> StyledLine {
        var copy = self
        for index in copy.spans.indices { change(&copy.spans[index].style) }
        return copy
    }

    /// The same on another ground.
    package func on(_ background: Role) -> StyledLine { restyled { $0.background = background } }

    package static func + (left: StyledLine, right: StyledLine) -> StyledLine {
        StyledLine(left.spans + right.spans)
    }
}

/// On which side of its width a text stands.
package enum Alignment: Sendable, Hashable {
    case left, right, centre
}

extension Surface {
    /// Writes a styled line and returns how many cells it took; what does not fit ends in an ellipsis.
    ///
    /// Aligned right or centred, it stands so within `width` cells; cells beside it are not touched.
    @discardableResult
    package mutating func write(
        _ line: StyledLine, x: Int, y: Int, width: Int = .max, align: Alignment = .left
    ) -> Int {
        guard x >= 0, x < size.columns, width > 0 else { return 0 }
        let limit = min(width, size.columns - x)
        var start = x
        if align != .left {
            let spare = max(0, limit - line.columns(glyphs: look.glyphs))
            start += align == .right ? spare : spare / 2
        }
        var column = start
        for (index, span) in line.spans.enumerated() {
            let left = x + limit - column
            guard left > 0 else {
                // The line goes on where there is no more room: say so in the last cell.
                if line.spans[index...].contains(where: \.isVisible) {
                    write(.ellipsis, x: column - 1, y: y, style: span.style)
                }
                break
            }
            switch span.content {
            case .glyph(let glyph):
                write(glyph, x: column, y: y, style: span.style)
                column += 1
            case .swatch(let scalar):
                put(Cell(scalar, style: span.style), x: column, y: y)
                column += 1
            case .text(let text, let cut):
                column += write(text, x: column, y: y, width: left, style: span.style, cut: cut)
            }
        }
        return column - start
    }
}

extension StyledLine.Span {
    /// Whether it would show anything; a span of spaces cut off is no loss.
    var isVisible: Bool {
        switch content {
        case .glyph, .swatch: true
        case .text(let text, _): text.utf8.prefix(256).contains { $0 != 0x20 }
        }
    }
}

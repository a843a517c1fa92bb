// SPDX-License-Identifier: Apache-2.0

internal import Canvas

extension MatrixView {
    func drawTitle(_ layout: MatrixLayout?, into surface: inout Surface, in rect: Rect) {
        guard let layout, let spot else {
            return PanelTitle("Signatures by gateway", isFocused: isFocused).draw(on: &surface, in: rect)
        }
        let name = columns[spot.column].name
        let silence: StyledLine = silent.contains(name) ? [.text(" SILENT ", HeaderView.silentStyle)] : []
        let glyphs = surface.look.glyphs
        let title =
            (rect.columns >= MatrixLayout.wide ? "Signatures by gateway: " : "Matrix: ")
            + (name.isEmpty ? "(empty)" : name)
        let room = max(0, rect.columns - 10 - CellText.columns(title, atMost: rect.columns, glyphs: glyphs))
        let text = matrix.signatures[spot.row].text
        let isCut = CellText.columns(text, atMost: 80, glyphs: glyphs) > layout.textColumns
        let facts: StyledLine
        if isCut {
            // What its row has no room for; the title cuts it again where it must.
            facts = silence + [.text(silence.isEmpty ? text : "  " + text, .text)]
        } else {
            let size = "\(Figure.grouped(matrix.signatures.count)) x \(Figure.grouped(columns.count))"
            let words: StyledLine = [.text("\(size), severity 1 first", .textDim)]
            let pieces = [PieceRow.Piece(silence, priority: 1), .init(words, priority: 2)]
            facts = PieceRow(pieces.filter { !$0.line.isEmpty }).fitting(room, glyphs: glyphs).line
        }
        PanelTitle(title, facts: facts, isFocused: isFocused).draw(on: &surface, in: rect)
    }

    /// Where rows have room for the mark alone, the row of totals says what it means.
    func drawLegend(_ layout: MatrixLayout, into surface: inout Surface, x: Int, y: Int) {
        guard layout.noteWidth == 1, isComparable, matrix.signatures.contains(where: \.isOfOneGateway) else { return }
        let legend: StyledLine = [.glyph(.mark), .text(" " + MatrixLayout.note, .textDim)]
        let width = layout.textColumns - 7
        surface.write(legend, x: x + MatrixLayout.textX + 7, y: y, width: width, align: .right)
    }

    func drawHeads(_ layout: MatrixLayout, into surface: inout Surface, in body: Rect) {
        guard body.rows > 0 else { return }
        let prefix = sharedPrefix
        surface.write("S signature", x: body.x + 1, y: body.y, width: layout.textColumns + 2, style: Style(.textDim))
        for column in layout.shown {
            let name = columns[column].name
            let isCurrent = column == spot?.column
            let style = isCurrent ? Style(.textStrong, .bold) : Style(.textDim)
            var line: StyledLine = silent.contains(name) ? [.glyph(.silent, nil, isCurrent ? .bold : [])] : []
            line.spans.append(.text(head(name, without: prefix), style, cut: .plain))
            surface.write(
                line, x: body.x + layout.x(of: column), y: body.y, width: layout.columnWidth, align: .right)
        }
        if layout.restWidth > 0 {
            let hidden = "+\(Figure.compact(columns.count - layout.shown.count))"
            write(hidden, Style(.textDim), into: &surface, x: body.x + layout.restX, y: body.y, layout.restWidth)
        }
        write("total", Style(.textDim), into: &surface, x: body.x + layout.totalX, y: body.y, layout.totalWidth)
    }

    /// What all names begin with, up to a mark that parts words: it tells no column from another, and room is short.
    var sharedPrefix: String {
        guard columns.count > 1, let first = columns.first?.name else { return "" }
        let shared = columns.dropFirst().reduce(first[...]) { shared, gateway in
            let same = zip(shared, gateway.name).prefix { $0 == $1 }.count
            return shared.prefix(same)
        }
        guard let mark = shared.lastIndex(where: { "-_.".contains($0) }) else { return "" }
        let prefix = String(shared[...mark])
        // A name that would be left empty keeps them all.
        return columns.contains { $0.name == prefix } ? "" : prefix
    }

    func head(_ name: String, without prefix: String) -> String {
        name.isEmpty ? "(empty)" : String(name.dropFirst(prefix.count))
    }
}

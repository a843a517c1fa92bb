// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Query

/// The matrix of signatures and gateways, scrolled both ways so that its cursor is in sight.
///
/// What is not on the screen is summed on it, downwards in *Other* and sideways in `+n`: its parts sum to the total.
struct MatrixView {
    let matrix: AlertMatrix
    /// The gateways of the matrix and the silent ones beside them.
    let columns: [AlertMatrix.Gateway]
    let silent: Set<String>
    let spot: (row: Int, column: Int)?
    /// Whether the keys go to it.
    let isFocused: Bool
    let context: DrawContext

    func draw(into surface: inout Surface, in rect: Rect) {
        let body = rect.droppingTitle
        guard let spot, matrix.total > 0 else {
            drawTitle(nil, into: &surface, in: rect)
            return EmptyPanel.draw(into: &surface, in: body, context: context)
        }
        // Below the heads, the total is always there.
        let rest = RestRows(Ranking(rows: matrix.signatures, missing: matrix.missing, total: matrix.total))
        let window = rest.window(height: body.rows - 2, cursor: spot.row)
        let layout = layout(rows: window.rows, column: spot.column, width: rect.columns, look: surface.look)
        drawTitle(layout, into: &surface, in: rect)
        drawHeads(layout, into: &surface, in: body)
        var y = body.y + 1
        for row in window.rows {
            draw(matrix.signatures[row], layout, into: &surface, x: body.x, y: y)
            if row == spot.row { drawCursor(layout, column: spot.column, into: &surface, in: body, y: y) }
            y += 1
        }
        if window.showsOther {
            let sum = other(than: window.rows, isNarrow: layout.textColumns < 36)
            drawSum(sum, layout, role: .textDim, into: &surface, x: body.x, y: y)
            y += 1
        }
        if window.showsMissing {
            let sum = Sum(name: "Missing: no signature", cells: nil, total: matrix.missing)
            drawSum(sum, layout, role: .textDim, into: &surface, x: body.x, y: y)
            y += 1
        }
        if y < body.bottom {
            let sum = Sum(name: "Total", cells: columns.map(\.count), total: matrix.total)
            drawSum(sum, layout, role: .textStrong, into: &surface, x: body.x, y: y)
            drawLegend(layout, into: &surface, x: body.x, y: y)
        }
    }

    private func layout(rows: Range<Int>, column: Int, width: Int, look: Look) -> MatrixLayout {
        let prefix = sharedPrefix
        let heads = columns.map { gateway in
            CellText.columns(head(gateway.name, without: prefix), atMost: 20, glyphs: look.glyphs)
                + (silent.contains(gateway.name) ? 1 : 0)
        }
        let texts = matrix.signatures[rows].map { CellText.columns($0.text, atMost: 80, glyphs: look.glyphs) }
        // Numbers are never cut: four cells hold a shade and 999, or a sum of 9999; six hold any short number.
        let isSmall = matrix.most <= 999 && columns.allSatisfy { $0.count <= 9999 }
        return MatrixLayout(
            width: width, heads: heads, longestText: texts.max() ?? 0, cellWidth: isSmall ? 4 : 6,
            total: matrix.total, cursor: column)
    }

    // MARK: Title and heads

    private func drawTitle(_ layout: MatrixLayout?, into surface: inout Surface, in rect: Rect) {
        guard let layout, let spot else {
            return PanelTitle("Signatures by gateway", isFocused: isFocused).draw(on: &surface, in: rect)
        }
        let name = columns[spot.column].name
        var pieces: [PieceRow.Piece] = []
        if silent.contains(name) {
            pieces.append(.init([.text(" SILENT ", HeaderView.silentStyle)], priority: 1))
        }
        let glyphs = surface.look.glyphs
        let title =
            (rect.columns >= MatrixLayout.wide ? "Signatures by gateway: " : "Matrix: ")
            + (name.isEmpty ? "(empty)" : name)
        let room = max(0, rect.columns - 10 - CellText.columns(title, atMost: rect.columns, glyphs: glyphs))
        let text = matrix.signatures[spot.row].text
        if CellText.columns(text, atMost: 80, glyphs: glyphs) > layout.textColumns {
            // What its row has no room for.
            pieces.append(.init(StyledLine(text, .text), priority: 2))
        } else {
            let size = "\(Figure.grouped(matrix.signatures.count)) x \(Figure.grouped(columns.count))"
            pieces.append(.init(StyledLine("\(size), severity 1 first", .textDim), priority: 2))
        }
        // The title cuts a text that is too long; only its neighbours must not push it out.
        let row = PieceRow(pieces)
        let facts = pieces.count == 1 ? pieces[0].line : row.fitting(room, glyphs: glyphs).line
        PanelTitle(title, facts: facts, isFocused: isFocused).draw(on: &surface, in: rect)
    }

    /// Where rows have room for the mark alone, the row of totals says what it means.
    private func drawLegend(_ layout: MatrixLayout, into surface: inout Surface, x: Int, y: Int) {
        guard layout.noteWidth == 1, isComparable, matrix.signatures.contains(where: \.isOfOneGateway) else { return }
        let legend: StyledLine = [.glyph(.mark), .text(" " + MatrixLayout.note, .textDim)]
        let width = layout.textColumns - 7
        surface.write(legend, x: x + MatrixLayout.textX + 7, y: y, width: width, align: .right)
    }

    private func drawHeads(_ layout: MatrixLayout, into surface: inout Surface, in body: Rect) {
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
    private var sharedPrefix: String {
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

    private func head(_ name: String, without prefix: String) -> String {
        name.isEmpty ? "(empty)" : String(name.dropFirst(prefix.count))
    }

    // MARK: Rows

    private func draw(
        _ signature: AlertMatrix.Signature, _ layout: MatrixLayout, into surface: inout Surface, x: Int, y: Int
    ) {
        if case .line(let line, _) = SeverityMark.entry(signature.severity) {
            surface.write(line, x: x + 1, y: y, width: 1)
        }
        surface.write(signature.text, x: x + MatrixLayout.textX, y: y, width: layout.textColumns)
        var rest = signature.count
        for column in layout.shown {
            let count = signature.cells[column] ?? 0
            rest -= count
            let place = cell(of: column, layout, x: x, y: y)
            if count == 0 {
                surface.write(.zero, x: place.right - 1, y: y, style: Style(.textDim))
            } else {
                HeatCell(count, of: matrix.most, role: shade(of: signature.severity)).draw(on: &surface, in: place)
            }
        }
        if layout.restWidth > 0 {
            write(count: rest, Style(.textDim), into: &surface, x: x + layout.restX, y: y, layout.restWidth)
        }
        write(
            Figure.grouped(signature.count), Style(.text), into: &surface, x: x + layout.totalX, y: y,
            layout.totalWidth)
        guard isComparable, signature.isOfOneGateway else { return }
        surface.write(.mark, x: x + layout.noteX, y: y, style: Style(.accent))
        if layout.noteWidth > 1 {
            surface.write(MatrixLayout.note, x: x + layout.noteX + 2, y: y, width: layout.noteWidth - 2)
        }
    }

    /// With one gateway everything would be only here, which says nothing.
    private var isComparable: Bool { matrix.gateways.count > 1 }

    private func cell(of column: Int, _ layout: MatrixLayout, x: Int, y: Int) -> Rect {
        let left = x + layout.x(of: column) + layout.columnWidth - layout.cellWidth
        return Rect(x: left, y: y, columns: layout.cellWidth, rows: 1)
    }

    private func shade(of severity: UInt8?) -> Role {
        switch severity {
        case 1: .chartSeverity1
        case 2: .chartSeverity2
        case 3: .chartSeverity3
        default: .chartOther
        }
    }

    /// The row with the ground of a cursor; the cell in reverse, which is seen without colours too.
    private func drawCursor(
        _ layout: MatrixLayout, column: Int, into surface: inout Surface, in body: Rect, y: Int
    ) {
        guard isFocused else {
            surface.write(.otherCursor, x: body.x, y: y, style: Style(.border))
            return
        }
        surface.write(.cursor, x: body.x, y: y, style: Style(.accent))
        surface.restyle(Rect(x: body.x + MatrixLayout.textX, y: y, columns: layout.textColumns, rows: 1)) {
            $0 = $0.with(.bold)
        }
        surface.setGround(.backgroundCursor, in: Rect(x: body.x, y: y, columns: body.columns, rows: 1))
        guard layout.shown.contains(column) else { return }
        surface.restyle(cell(of: column, layout, x: body.x, y: y)) { $0 = $0.with([.bold, .reverse]) }
    }

    // MARK: Sums

    /// A row of sums; `cells` is `nil` where nobody knows of which gateway they are.
    private struct Sum {
        var name: String
        var cells: [Int]?
        var total: Int
    }

    /// *Other* says how many of severity 1 it holds: the worst is never rounded away.
    private func other(than shown: Range<Int>, isNarrow: Bool) -> Sum {
        var cells = columns.map(\.count)
        var total = matrix.total - matrix.missing
        var high = matrix.high
        for signature in matrix.signatures[shown] {
            for (column, count) in signature.cells where cells.indices.contains(column) { cells[column] -= count }
            total -= signature.count
            if signature.severity == 1 { high -= signature.count }
        }
        let figure = Figure.grouped(high)
        let note = isNarrow ? "\(figure) sev 1" : high == 0 ? "none of severity 1" : "\(figure) of severity 1"
        let hidden = Figure.grouped(matrix.signatures.count - shown.count)
        return Sum(name: "Other (\(hidden))  \(note)", cells: cells, total: total)
    }

    private func drawSum(
        _ sum: Sum, _ layout: MatrixLayout, role: Role, into surface: inout Surface, x: Int, y: Int
    ) {
        let style = Style(role)
        surface.write(sum.name, x: x + MatrixLayout.textX, y: y, width: layout.textColumns, style: style)
        if let cells = sum.cells {
            var rest = cells.reduce(0, +)
            for column in layout.shown {
                rest -= cells[column]
                let x = x + layout.x(of: column)
                write(count: cells[column], style, into: &surface, x: x, y: y, layout.columnWidth)
            }
            if layout.restWidth > 0 {
                write(count: rest, style, into: &surface, x: x + layout.restX, y: y, layout.restWidth)
            }
        }
        write(Figure.grouped(sum.total), style, into: &surface, x: x + layout.totalX, y: y, layout.totalWidth)
    }

    /// A sum; four digits without a comma fit where a column is four cells wide.
    private func write(
        count: Int, _ style: Style, into surface: inout Surface, x: Int, y: Int, _ width: Int
    ) {
        guard count != 0 else {
            return surface.write(.zero, x: x + width - 1, y: y, style: Style(.textDim))
        }
        let text = width < 5 && count <= 9999 ? String(count) : Figure.compact(count)
        write(text, style, into: &surface, x: x, y: y, width)
    }

    private func write(
        _ text: String, _ style: Style, into surface: inout Surface, x: Int, y: Int, _ width: Int
    ) {
        surface.write([.text(text, style)], x: x, y: y, width: width, align: .right)
    }
}

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
            let sum = Sum(name: "Missing signature", cells: nil, total: matrix.missing)
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
    var isComparable: Bool { matrix.gateways.count > 1 }

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
}

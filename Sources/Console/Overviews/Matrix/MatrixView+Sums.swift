// SPDX-License-Identifier: Apache-2.0

internal import Canvas

extension MatrixView {
    /// A row of sums; `cells` is `nil` where nobody knows of which gateway they are.
    struct Sum {
        var name: String
        var cells: [Int]?
        var total: Int
    }

    /// *Other* says how many of severity 1 it holds: the worst is never rounded away.
    func other(than shown: Range<Int>, isNarrow: Bool) -> Sum {
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

    func drawSum(
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
    func write(
        count: Int, _ style: Style, into surface: inout Surface, x: Int, y: Int, _ width: Int
    ) {
        guard count != 0 else {
            return surface.write(.zero, x: x + width - 1, y: y, style: Style(.textDim))
        }
        let text = width < 5 && count <= 9999 ? String(count) : Figure.compact(count)
        write(text, style, into: &surface, x: x, y: y, width)
    }

    func write(
        _ text: String, _ style: Style, into surface: inout Surface, x: Int, y: Int, _ width: Int
    ) {
        surface.write([.text(text, style)], x: x, y: y, width: width, align: .right)
    }
}

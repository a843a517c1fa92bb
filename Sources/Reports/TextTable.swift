// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// A table in cells: as wide as its texts, and no wider than the page; ids give way, then the widest columns of text. Courses are left out.
struct TextTable {
    private let table: ReportDocument.Table
    private static let gap = 2
    /// No column of text is made narrower.
    private static let least = 8

    init(_ table: ReportDocument.Table) {
        self.table = table
    }

    /// The title, the names of the columns and the rows.
    func drawn(columns: Int) -> String {
        let widths = widths(room: columns)
        let first = table.title.isEmpty ? 0 : 1
        var surface = Surface(size: Size(columns: columns, rows: first + 1 + table.rows.count))
        surface.write(table.title, x: 0, y: 0)
        draw(table.columns.map { .ours($0.title) }, widths, y: first, on: &surface)
        for (index, row) in table.rows.enumerated() {
            draw(row, widths, y: first + 1 + index, on: &surface)
        }
        return surface.plainText()
    }

    private func draw(_ row: [ReportText], _ widths: [Int], y: Int, on surface: inout Surface) {
        var x = 0
        for (index, width) in widths.enumerated() where index < row.count {
            let text = row[index].text
            let used = table.columns[index].isNumber ? CellText.columns(text, atMost: width) : width
            surface.write(text, x: x + max(0, width - used), y: y, width: width)
            x += width + Self.gap
        }
    }

    private func widths(room: Int) -> [Int] {
        var widths = table.columns.indices.map { column in
            table.rows.reduce(CellText.columns(table.columns[column].title)) {
                column < $1.count ? max($0, CellText.columns($1[column].text, atMost: room)) : $0
            }
        }
        let texts = table.columns.indices.filter { !table.columns[$0].isNumber }
        var over = widths.reduce(0, +) + Self.gap * (widths.count - 1) - room
        for giving in [texts.filter { table.columns[$0].isID }, texts] {
            while over > 0, let widest = giving.max(by: { widths[$0] < widths[$1] }), widths[widest] > Self.least {
                widths[widest] -= 1
                over -= 1
            }
        }
        return widths
    }
}

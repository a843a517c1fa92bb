// SPDX-License-Identifier: Apache-2.0

internal import Canvas

/// Which columns of the matrix are on the screen, and where.
struct MatrixLayout: Equatable {
    /// Cells of the signature's text, which begins at `textX`.
    var textColumns: Int
    /// Cells of a gateway's column, without the blank before it.
    var columnWidth: Int
    /// Cells of the shade and its number, at the right of the column.
    var cellWidth: Int
    /// The gateways on the screen.
    var shown: Range<Int>
    /// Cells of the sum of the others; 0 where all are on the screen.
    var restWidth: Int
    var totalWidth: Int
    /// Cells of what is said of the row: a mark, or a mark and its words.
    var noteWidth: Int

    /// The mark of the cursor, the severity and a blank.
    static let textX = 3
    /// The mark and its words.
    static let note = "only here"
    /// From this width on there is room for the words.
    static let wide = 100
    /// `304 M`, `9,999`: no short number is wider.
    private static let restColumns = 5
    /// Room for more than this is better left to the text.
    private static let columnMost = 12
    private static let textMost = 80

    /// - Parameters:
    ///   - heads: what stands over each column.
    ///   - longestText: cells of the longest signature on the screen.
    ///   - cursor: the column that must be in sight.
    init(
        width: Int, heads: [Int], longestText: Int, cellWidth: Int, total: Int, cursor: Int
    ) {
        self.cellWidth = cellWidth
        totalWidth = max(5, Figure.grouped(total).count)
        noteWidth = width >= Self.wide ? 2 + Self.note.count : 1
        // The last column stays blank, as beside every panel.
        let room = max(0, width - Self.textX - 1 - totalWidth - 1 - noteWidth - 1)
        // Signatures begin alike, so a few words are needed to tell them apart.
        let textLeast = min(room, max(20, min(36, width * 3 / 10)))
        let each = cellWidth + 1
        var count = heads.count
        restWidth = 0
        if count * each > room - textLeast {
            restWidth = Self.restColumns
            count = min(count, max(0, (room - textLeast - restWidth - 1) / each))
        }
        let first = max(0, min(cursor, heads.count - 1) - count + 1)
        shown = count == 0 ? 0..<0 : first..<(first + count)
        var spare = max(0, room - textLeast - count * each - (restWidth > 0 ? restWidth + 1 : 0))
        func take(_ wish: Int) -> Int {
            let taken = max(0, min(spare, wish))
            spare -= taken
            return taken
        }
        textColumns = textLeast + take(min(longestText, 44) - textLeast)
        columnWidth = cellWidth
        if count > 0 {
            let wish = min(Self.columnMost, heads.max() ?? 0) - cellWidth
            columnWidth += take(max(0, min(wish, spare / count)) * count) / count
        }
        textColumns += take(min(longestText, Self.textMost) - textColumns)
    }

    /// The first cell of the column of a gateway on the screen.
    func x(of column: Int) -> Int {
        Self.textX + textColumns + 1 + (column - shown.lowerBound) * (columnWidth + 1)
    }

    var restX: Int { x(of: shown.upperBound) }
    var totalX: Int { restX + (restWidth > 0 ? restWidth + 1 : 0) }
    var noteX: Int { totalX + totalWidth + 1 }
}

// SPDX-License-Identifier: Apache-2.0

/// What stands in one cell of a table.
package enum TableEntry: Sendable, Hashable {
    case line(StyledLine, cut: Cut)
    case bar(RankedBar)
    case spark(Sparkline)
    case heat(HeatCell)
    case progress(ProgressBar)
    case blank

    /// Text in one role.
    package static func text(_ text: String, _ role: Role = .text, _ attributes: Style.Attributes = [], cut: Cut = .end)
        -> TableEntry
    {
        .line([.text(text, Style(role, on: .background, attributes), cut: cut)], cut: cut)
    }

    /// A styled line cut at its end.
    package static func line(_ line: StyledLine) -> TableEntry { .line(line, cut: .end) }

    /// A mark of our own.
    package static func glyph(_ glyph: Glyph, _ role: Role? = nil, _ attributes: Style.Attributes = []) -> TableEntry {
        .line([.glyph(glyph, role, attributes)], cut: .end)
    }
}

/// One row of a table; entries stand for the table's columns in order, missing ones are blank.
package struct TableRow: Sendable, Hashable {
    /// What a row says about itself beside its entries.
    package enum Tone: Sendable, Hashable {
        case plain
        /// Stale: all text dim.
        case dim
        /// A sum over what is not shown (*Other*, *Missing*): dim, its lead italic.
        case rest
    }

    package var entries: [TableEntry]
    package var isMarked: Bool
    package var tone: Tone

    package init(_ entries: [TableEntry], isMarked: Bool = false, tone: Tone = .plain) {
        self.entries = entries
        self.isMarked = isMarked
        self.tone = tone
    }
}

/// Rows under heads, with a cursor gutter at the left.
///
/// It draws the rows that it is given from the top; which rows those are is the caller's.
package struct Table: Sendable {
    package var columns: [TableColumn]
    package var rows: [TableRow]
    /// The row under the cursor, counted in `rows`; `nil` for none.
    package var cursor: Int?
    package var isFocused: Bool
    /// Whether the heads are drawn, which takes one row.
    package var showsHeads: Bool
    /// Whether there is a gutter for marked rows.
    package var showsMarks: Bool
    /// The column sorted by and whether it rises, where that is not the default order.
    package var sort: (column: Int, rises: Bool)?

    package init(
        columns: [TableColumn], rows: [TableRow], cursor: Int? = nil, isFocused: Bool = false, showsHeads: Bool = true,
        showsMarks: Bool = false, sort: (column: Int, rises: Bool)? = nil
    ) {
        self.columns = columns
        self.rows = rows
        self.cursor = cursor
        self.isFocused = isFocused
        self.showsHeads = showsHeads
        self.showsMarks = showsMarks
        self.sort = sort
    }

    /// Cells at the left for the cursor and the marks.
    package var gutter: Int { showsMarks ? 2 : 1 }

    /// Where the columns stand in a table `width` cells wide, gutter counted in.
    package func places(width: Int) -> [TableColumn.Place] {
        TableColumn.places(columns, width: width - gutter).map {
            TableColumn.Place(index: $0.index, x: $0.x + gutter, width: $0.width)
        }
    }

    /// How many rows fit into a height.
    package func rowsFitting(_ height: Int) -> Int { max(0, height - (showsHeads ? 1 : 0)) }

    package func draw(on surface: inout Surface, in rect: Rect) {
        guard !rect.isEmpty else { return }
        let places = places(width: rect.columns)
        var y = rect.y
        if showsHeads {
            drawHeads(places, on: &surface, x: rect.x, y: y)
            y += 1
        }
        for (index, row) in rows.prefix(rect.bottom - y).enumerated() {
            let isCurrent = index == cursor
            draw(row, isCurrent: isCurrent, places, on: &surface, x: rect.x, y: y)
            if isCurrent { drawCursor(on: &surface, in: Rect(x: rect.x, y: y, columns: rect.columns, rows: 1)) }
            y += 1
        }
    }

    private func drawHeads(_ places: [TableColumn.Place], on surface: inout Surface, x: Int, y: Int) {
        for place in places {
            let column = columns[place.index]
            var head: StyledLine = [.text(column.title, .textDim)]
            if let sort, sort.column == place.index {
                head.spans.append(.glyph(sort.rises ? .ascending : .descending, .textDim))
            }
            surface.write(head, x: x + place.x, y: y, width: place.width, align: column.align)
        }
    }

    private func draw(
        _ row: TableRow, isCurrent: Bool, _ places: [TableColumn.Place], on surface: inout Surface, x: Int, y: Int
    ) {
        if showsMarks, row.isMarked { surface.write(.mark, x: x + 1, y: y, style: Style(.accent)) }
        for place in places where place.index < row.entries.count {
            let column = columns[place.index]
            let cell = Rect(x: x + place.x, y: y, columns: place.width, rows: 1)
            switch row.entries[place.index] {
            case .blank: break
            case .bar(let bar): toned(bar, row.tone).draw(on: &surface, in: cell)
            case .spark(let spark): toned(spark, row.tone).draw(on: &surface, in: cell)
            case .heat(let heat): heat.draw(on: &surface, in: cell)
            case .progress(let progress): progress.draw(on: &surface, in: cell)
            case .line(let line, let cut):
                let line = toned(line, row.tone, isLead: column.isLead, isCurrent: isCurrent && isFocused)
                surface.write(line, cut: cut, in: cell, align: column.align)
            }
        }
    }

    private func toned(_ line: StyledLine, _ tone: TableRow.Tone, isLead: Bool, isCurrent: Bool) -> StyledLine {
        guard tone != .plain || (isLead && isCurrent) else { return line }
        return line.restyled { style in
            if tone != .plain { style.foreground = .textDim }
            if tone == .rest, isLead { style.attributes.insert(.italic) }
            if isLead, isCurrent {
                if style.foreground == .text { style.foreground = .textStrong }
                style.attributes.insert(.bold)
            }
        }
    }

    private func toned(_ bar: RankedBar, _ tone: TableRow.Tone) -> RankedBar {
        var bar = bar
        if tone != .plain { bar.role = .border }
        return bar
    }

    private func toned(_ spark: Sparkline, _ tone: TableRow.Tone) -> Sparkline {
        var spark = spark
        if tone != .plain { spark.role = .border }
        return spark
    }

    /// The cursor's gutter mark and ground; the remembered row of a panel without focus has only a thin mark.
    private func drawCursor(on surface: inout Surface, in row: Rect) {
        if isFocused {
            surface.write(.cursor, x: row.x, y: row.y, style: Style(.accent))
            surface.setGround(.backgroundCursor, in: row)
        } else {
            surface.write(.otherCursor, x: row.x, y: row.y, style: Style(.border))
        }
    }
}

extension Surface {
    /// Writes a line into a table cell, cut as told when it is one span.
    fileprivate mutating func write(_ line: StyledLine, cut: Cut, in rect: Rect, align: Alignment) {
        var line = line
        if cut != .end, line.spans.count == 1, case .text(let text, _) = line.spans[0].content {
            line.spans[0].content = .text(text, cut)
        }
        write(line, x: rect.x, y: rect.y, width: rect.columns, align: align)
    }
}

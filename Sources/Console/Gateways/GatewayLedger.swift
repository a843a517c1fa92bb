// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

/// What was lost of the gateway under the cursor, by cause, and over the last day where times are kept.
struct GatewayLedger {
    let row: GatewayRow
    let fleet: GatewaysState
    let text: GatewayText

    /// Where the counts end and the courses begin.
    private static let labelColumns = 13
    private static let countColumns = 7
    private static let courseX = 2 + labelColumns + countColumns + 1

    /// Rows that it takes beyond the usual ones.
    var extraRows: Int { row.report?.socketDrops == nil ? 0 : 1 }

    func draw(into surface: inout Surface, in rect: Rect) {
        let cells = Self.cells(in: rect.columns - Self.courseX - 1)
        let facts = cells > 0 ? "one cell is \(24 * 60 / cells) min" : ""
        PanelTitle("Loss ledger: \(row.name), 24 h", facts: facts).draw(on: &surface, in: rect)
        var lines: [(inout Surface, Int) -> Void] = [
            { course("kernel drops", fleet.drops(of: row), .stateWarn, cells, &$0, $1, rect) },
            { course("events", fleet.events(of: row, now: text.now), .spark, cells, &$0, $1, rect) },
            { hours(cells, &$0, $1, rect) },
            { count("refused", row.report?.refused, reasons, &$0, $1, rect) },
            { count("come again", row.report?.duplicates, "since the first event; stored once", &$0, $1, rect) },
            { count("decoder err", decoderErrors, decoderWords, &$0, $1, rect) },
        ]
        if let drops = row.report?.socketDrops {
            lines.insert(
                { count("socket drops", drops, "events, as Suricata's log told when it ended", &$0, $1, rect) }, at: 3)
        }
        for (index, line) in lines.enumerated() where index + 1 < rect.rows { line(&surface, rect.y + 1 + index) }
    }

    /// How many cells the day is drawn in: whole parts of it.
    private static func cells(in columns: Int) -> Int { [96, 48, 24].first { $0 <= columns } ?? 0 }

    // MARK: Over the day

    private func course(
        _ label: String, _ values: [Int?]?, _ role: Role, _ cells: Int, _ surface: inout Surface, _ y: Int, _ rect: Rect
    ) {
        let known = values?.compactMap(\.self) ?? []
        let sum = known.reduce(0) { $0.addingReportingOverflow($1).overflow ? .max : $0 + $1 }
        head(label, known.isEmpty ? nil : sum, isLoss: role == .stateWarn, &surface, y, rect)
        let x = rect.x + Self.courseX
        guard let values else {
            surface.write(GatewayText.unknown("counting"), x: x, y: y, width: rect.right - x - 1)
            return
        }
        let spark = Sparkline(values, role: role == .stateWarn && sum == 0 ? .textDim : role).resampled(to: cells)
        spark.draw(on: &surface, in: Rect(x: x, y: y, columns: cells, rows: 1))
    }

    /// The hours below the courses, every third where there is room.
    private func hours(_ cells: Int, _ surface: inout Surface, _ y: Int, _ rect: Rect) {
        guard let grid = fleet.grid, cells > 0 else { return }
        surface.write("hour, \(text.zone.name)", x: rect.x + 2, y: y, width: Self.labelColumns, style: Style(.textDim))
        let buckets = max(1, grid.count / cells)
        let step = cells >= 48 ? 3 : 6
        for cell in 0..<cells {
            let civil = CivilTime(grid.range(of: cell * buckets).start, offsetSeconds: text.zone.offset)
            let isHour = civil.minute * 60 < Int(grid.width / 1_000_000) * buckets
            guard isHour, civil.hour % step == 0, cell + 2 <= cells else { continue }
            let label = civil.hour < 10 ? "0\(civil.hour)" : String(civil.hour)
            surface.write(label, x: rect.x + Self.courseX + cell, y: y, style: Style(.textDim))
        }
    }

    // MARK: In all

    private var reasons: String {
        let found = Rejection.Reason.allCases.compactMap { reason in
            (row.report?.rejected[reason]).flatMap { $0 > 0 ? "\(reason.words) \(Figure.grouped($0))" : nil }
        }
        return found.isEmpty ? "since the first event" : "since the first event: " + found.joined(separator: ", ")
    }

    private var decoderErrors: Int? { row.report?.counters?.decoderErrors.map { Int(clamping: $0) } }

    private var decoderWords: String { decoderErrors == nil ? "no stats event told" : "since the sensor's start" }

    private func count(
        _ label: String, _ count: Int?, _ words: String, _ surface: inout Surface, _ y: Int, _ rect: Rect
    ) {
        head(label, count, isLoss: label == "refused" || label == "socket drops", &surface, y, rect)
        let x = rect.x + Self.courseX
        let words = row.report == nil ? "nothing ever came" : words
        surface.write(words, x: x, y: y, width: rect.right - x - 1, style: Style(.textDim))
    }

    /// In full where that fits.
    private static func figure(_ count: Int) -> String {
        let full = Figure.grouped(count)
        return full.utf8.count <= countColumns ? full : Figure.compact(count)
    }

    private func head(
        _ label: String, _ count: Int?, isLoss: Bool, _ surface: inout Surface, _ y: Int, _ rect: Rect
    ) {
        surface.write(label, x: rect.x + 2, y: y, width: Self.labelColumns, style: Style(.textDim))
        let value: StyledLine =
            count.map { StyledLine(Self.figure($0), isLoss && $0 > 0 ? .stateWarn : .text) }
            ?? [.glyph(.notKnown, .textDim)]
        surface.write(
            value, x: rect.x + 2 + Self.labelColumns, y: y, width: Self.countColumns, align: .right)
    }
}

extension Rejection.Reason {
    /// What the ledger calls lines refused for this.
    var words: String {
        switch self {
        case .torn: "torn lines"
        case .notJSON: "no JSON"
        case .notAnObject: "no JSON object"
        case .noEventType: "no event_type"
        case .noTimestamp: "no timestamp"
        case .tooLong: "too long"
        case .notUTF8: "no UTF-8"
        case .tooDeep: "nested too deep"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Query

/// The figures beside the histogram: each severity against the period before.
struct ChangePanel {
    let overview: AlertsOverview

    func draw(into surface: inout Surface, in rect: Rect) {
        guard rect.rows >= 4 else { return }
        let length = Figure.duration(seconds: Int(clamping: overview.grid.width / 1_000_000) * overview.grid.count)
        surface.write(StyledLine("vs \(length) before", .textDim), x: rect.x, y: rect.y, width: rect.columns)
        let now = overview.total
        let before = overview.before
        let lines: [(String, Int, Int?)] = [
            ("all", now.total, before?.total), ("sev 1", now.high, before?.high), ("sev 2", now.medium, before?.medium),
            ("sev 3", now.low, before?.low),
        ]
        for (index, line) in lines.enumerated() where index + 2 < rect.rows {
            let y = rect.y + index + 2
            surface.write(line.0, x: rect.x, y: y, width: 6)
            let change: StyledLine =
                line.2.map { Change(before: $0, now: line.1).line } ?? [.text("no data", .textDim)]
            surface.write(change, x: rect.x + 6, y: y, width: rect.columns - 6, align: .right)
        }
        guard rect.rows > 7 else { return }
        surface.write("blocked", x: rect.x, y: rect.y + 7, width: 8)
        surface.write(
            StyledLine(Figure.grouped(overview.blocked)), x: rect.x + 8, y: rect.y + 7, width: rect.columns - 8,
            align: .right)
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Triage

extension EventView {
    /// How far the reporter could be believed then, and can now, in rows below the `above` first ones; the number of rows.
    func drawReporter(_ row: EventRow, into surface: inout Surface, in rect: Rect, below above: Int) -> Int {
        let lines = state.reporterLines(of: row).prefix(max(1, rect.rows / 8))
        for (offset, line) in lines.enumerated() {
            surface.write(line, x: rect.x + 2, y: rect.y + 1 + above + offset, width: rect.columns - 3)
        }
        return lines.count
    }

    /// What was done about the event, the newest last, in rows below the `above` first ones; the number of rows.
    func drawHistory(_ records: [TriageRecord], into surface: inout Surface, in rect: Rect, below above: Int) -> Int {
        let moments = MomentText(zone: state.zone, now: state.now)
        let shown = records.suffix(min(4, max(0, rect.rows / 5)))
        for (offset, record) in shown.enumerated() {
            let hidden = records.count - shown.count
            let isUndone = record.undoneBy != nil
            var line: StyledLine = [
                .text("\(moments.short(record.action.time)) ", .textDim), .text(record.action.person, .text),
                .text(
                    record.undoes == nil ? "  \(record.action.deed.told)" : "  took back: \(record.action.deed.told)",
                    isUndone ? .textDim : .textStrong),
            ]
            if isUndone { line.spans.append(.text(" (taken back)", .textDim)) }
            if !record.action.comment.isEmpty {
                line.spans.append(.text("  \"\(record.action.comment)\"", .text))
            }
            if offset == 0, hidden > 0 { line.spans.append(.text("  \(hidden) before", .textDim)) }
            surface.write(line, x: rect.x + 2, y: rect.y + 1 + above + offset, width: rect.columns - 3)
        }
        return shown.count
    }
}

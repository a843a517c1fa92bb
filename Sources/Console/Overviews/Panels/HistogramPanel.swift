// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

/// The histogram over the period with its axis and the lanes below it.
struct HistogramPanel {
    let title: String
    let grid: BucketGrid
    /// For each bucket the counts of the parts, from the baseline up.
    let buckets: [[Int]]
    let parts: [Role]
    /// At the right of the title.
    let facts: StyledLine
    let lanes: [Lane]

    /// Cells of the labels left of the axis.
    static let labelColumns = 5

    /// Rows that the panel takes for so many rows of chart and lanes.
    static func height(chartRows: Int, foot: AxisFoot, lanes: Int) -> Int { 1 + chartRows + foot.rows + lanes }

    func draw(into surface: inout Surface, in rect: Rect, foot: AxisFoot, context: DrawContext) {
        let cursor = context.cursors[.histogram]
        let isFocused = context.focus == .histogram
        PanelTitle(title, facts: isFocused ? cursorFacts(cursor, context) ?? facts : facts, isFocused: isFocused)
            .draw(on: &surface, in: rect)
        let chartRows = max(1, rect.rows - 1 - foot.rows - lanes.count)
        let chart = Rect(x: rect.x, y: rect.y + 1, columns: rect.columns, rows: chartRows + foot.rows)
        Histogram(
            parts: parts, buckets: buckets, scale: AxisScale(peak: Histogram.peak(of: buckets)),
            ticks: ticks(context, foot: foot), foot: foot, labelColumns: Self.labelColumns,
            cursor: isFocused ? cursor : nil
        ).draw(on: &surface, in: chart)
        for (index, lane) in lanes.enumerated() where chart.bottom + index < rect.bottom {
            lane.draw(
                on: &surface, in: Rect(x: rect.x, y: chart.bottom + index, columns: rect.columns, rows: 1),
                labelColumns: Self.labelColumns)
        }
    }

    /// The bucket under the cursor in words, in place of the legend.
    private func cursorFacts(_ cursor: Int?, _ context: DrawContext) -> StyledLine? {
        guard let cursor, buckets.indices.contains(cursor) else { return nil }
        let range = grid.range(of: cursor)
        let moment = MomentText(zone: context.zone, now: context.now)
        let total = buckets[cursor].reduce(0, +)
        return [
            .text("\(moment.short(range.start)) to \(moment.short(range.end))  ", .text, .bold),
            .text("\(Figure.grouped(total))  ", .text), .text("Enter", .key, .bold), .text(" zooms in", .textDim),
        ]
    }

    private func ticks(_ context: DrawContext, foot: AxisFoot) -> [AxisTick] {
        let seconds = Int(grid.width / 1_000_000)
        let moment = MomentText(zone: context.zone, now: context.now)
        let step = TimeAxis.step(bucketSeconds: seconds, columns: grid.count, leastGap: foot == .compact ? 6 : 11)
        let start = Int(grid.start.microseconds / 1_000_000) + context.zone.offset
        return TimeAxis.ticks(start: start, bucketSeconds: seconds, count: grid.count, step: step).map { tick in
            let instant = Instant(seconds: Int64(tick.time - context.zone.offset))
            let civil = CivilTime(instant, offsetSeconds: context.zone.offset)
            let isMidnight = civil.hour == 0 && civil.minute == 0 && civil.second == 0
            let label = seconds >= 43_200 ? moment.date(instant) : moment.clock(instant, withSeconds: step < 60)
            return AxisTick(
                bucket: tick.bucket, label: label,
                day: isMidnight && seconds < 43_200 ? MomentText.weekdays[civil.weekday - 1] : nil)
        }
    }
}

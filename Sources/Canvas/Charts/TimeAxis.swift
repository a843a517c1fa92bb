// SPDX-License-Identifier: Apache-2.0

/// A labelled place on a time axis.
package struct AxisTick: Sendable, Hashable {
    /// The bucket that it marks, from 0.
    package var bucket: Int
    /// The time, as it stands under the tick: `15:00`.
    package var label: String
    /// What stands before the label without moving it, at midnight the day: `Fri`.
    package var day: String?

    package init(bucket: Int, label: String, day: String? = nil) {
        self.bucket = bucket
        self.label = label
        self.day = day
    }
}

/// Where the ticks of a time axis go. It knows no calendar: times are seconds, and labels are the caller's.
package enum TimeAxis {
    /// Steps between ticks that people count in, in seconds.
    private static let steps = [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
        1_209_600, 2_419_200,
    ]

    /// The seconds between ticks for `columns` buckets of `bucketSeconds` each.
    ///
    /// The least step with at most nine ticks, no two nearer than `leastGap` columns, and a whole number of buckets.
    package static func step(bucketSeconds: Int, columns: Int, leastGap: Int = 11) -> Int {
        let bucket = max(1, bucketSeconds)
        let span = bucket.multipliedReportingOverflow(by: max(1, columns))
        guard !span.overflow else { return .max }
        for step in steps where step % bucket == 0 && step / bucket >= leastGap && span.partialValue / step <= 9 {
            return step
        }
        // No round step fits: every so many buckets then.
        let many = max(leastGap, (columns + 8) / 9)
        let (step, overflow) = bucket.multipliedReportingOverflow(by: many)
        return overflow ? .max : step
    }

    /// The buckets that begin at a whole multiple of `step`, with the time that each begins at.
    ///
    /// `start` is the first bucket's begin in seconds of the zone shown (so that days break at its midnight).
    package static func ticks(start: Int, bucketSeconds: Int, count: Int, step: Int) -> [(bucket: Int, time: Int)] {
        guard step > 0, bucketSeconds > 0, count > 0 else { return [] }
        return (0..<min(count, 4096)).compactMap { bucket in
            let (offset, tooFar) = bucket.multipliedReportingOverflow(by: bucketSeconds)
            let (time, tooLate) = start.addingReportingOverflow(offset)
            return !tooFar && !tooLate && time % step == 0 ? (bucket, time) : nil
        }
    }
}

/// How the foot of a chart is drawn.
package enum AxisFoot: Sendable, Hashable {
    /// A base line with ticks, and the labels in a row of their own below.
    case labelled
    /// The labels within the base line: one row.
    case compact
    /// No foot.
    case none

    /// The rows that it takes.
    package var rows: Int {
        switch self {
        case .labelled: 2
        case .compact: 1
        case .none: 0
        }
    }
}

extension Surface {
    /// Draws the foot of a chart: `origin` is the cell of the corner, buckets begin at its right.
    mutating func drawFoot(_ foot: AxisFoot, ticks: [AxisTick], origin: (x: Int, y: Int), buckets: Int, right: Int) {
        guard foot != .none else { return }
        let first = origin.x + 1
        let columns = min(buckets, right - first)
        guard columns > 0 else { return }
        rule(.rule, x: first, y: origin.y, columns: columns, style: Style(.border))
        write(.axisBase, x: origin.x, y: origin.y, style: Style(.border))
        var free = first
        for tick in ticks where tick.bucket >= 0 && tick.bucket < columns {
            let x = first + tick.bucket
            if foot == .compact {
                let width = CellText.columns(tick.label, atMost: 32, glyphs: look.glyphs)
                guard x >= free, x + width <= first + columns else { continue }
                write(tick.label, x: x, y: origin.y, style: Style(.textDim))
                free = x + width + 1
            } else {
                write(.axisTick, x: x, y: origin.y, style: Style(.border))
                free = drawLabel(tick, x: x, y: origin.y + 1, free: free, right: right)
            }
        }
    }

    /// Centres a label under its tick, its day before it; returns the first cell free for the next one.
    private mutating func drawLabel(_ tick: AxisTick, x: Int, y: Int, free: Int, right: Int) -> Int {
        let width = CellText.columns(tick.label, atMost: 32, glyphs: look.glyphs)
        let start = max(x - width / 2, free)
        guard start + width <= right, start - (x - width / 2) <= width / 2 else { return free }
        write(tick.label, x: start, y: y, style: Style(.textDim))
        if let day = tick.day {
            let dayWidth = CellText.columns(day, atMost: 32, glyphs: look.glyphs) + 1
            if start - dayWidth >= free { write(day, x: start - dayWidth, y: y, style: Style(.textDim)) }
        }
        return start + width + 1
    }
}

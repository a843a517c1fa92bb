// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE

/// What would fire above the axis, what is lost below it, on one scale.
struct DryRunChart {
    let run: DryRun
    let zone: DisplayZone

    /// Kept, gained, lost.
    static let parts: [Role] = [.dryKept, .dryGained, .dryLost]
    private static let upRows = 3
    private static let downRows = 2
    private static let axis = 5

    /// Draws three rows up, the base, two rows down and one for a mark below them, and the labels: eight rows.
    func draw(into surface: inout Surface, in rect: Rect) {
        let room = rect.columns - Self.axis - 1
        guard room >= 8, rect.rows >= Self.upRows + Self.downRows + 3 else { return }
        let factor = max(1, (run.buckets.count + room - 1) / room)
        let buckets = merged(by: factor)
        let perRow = self.perRow(buckets)
        Histogram(
            parts: Array(Self.parts.prefix(2)), buckets: buckets.map { [$0.kept, $0.gained] },
            scale: AxisScale(top: perRow * Self.upRows), foot: .none, labelColumns: Self.axis
        ).draw(on: &surface, in: Rect(x: rect.x, y: rect.y, columns: rect.columns, rows: Self.upRows))
        let base = rect.y + Self.upRows
        drawAxis(into: &surface, x: rect.x, base: base, perRow: perRow)
        surface.rule(.rule, x: rect.x + Self.axis + 1, y: base, columns: buckets.count, style: Style(.border))
        drawTicks(into: &surface, x: rect.x + Self.axis + 1, base: base, count: buckets.count, factor: factor)
        for (index, bucket) in buckets.enumerated() where bucket.lost > 0 {
            drawLost(bucket, into: &surface, x: rect.x + Self.axis + 1 + index, y: base + 1, perRow: perRow)
        }
    }

    /// Buckets put together so that they fit; sums saturate.
    private func merged(by factor: Int) -> [DryRun.Bucket] {
        guard factor > 1 else { return run.buckets }
        func sum(_ left: Int, _ right: Int) -> Int {
            let (sum, overflow) = left.addingReportingOverflow(right)
            return overflow ? .max : sum
        }
        return stride(from: 0, to: run.buckets.count, by: factor).map { start in
            run.buckets[start..<min(start + factor, run.buckets.count)].reduce(into: DryRun.Bucket()) {
                $0.kept = sum($0.kept, $1.kept)
                $0.gained = sum($0.gained, $1.gained)
                $0.lost = sum($0.lost, $1.lost)
                $0.truePositivesLost = sum($0.truePositivesLost, $1.truePositivesLost)
            }
        }
    }

    /// What a row stands for, up and down: a round number with which the highest column fits either way.
    private func perRow(_ buckets: [DryRun.Bucket]) -> Int {
        let up = Histogram.peak(of: buckets.map { [$0.kept, $0.gained] })
        let down = Histogram.peak(of: buckets.map { [$0.lost] })
        let least = max(up / Self.upRows + (up % Self.upRows == 0 ? 0 : 1), down / Self.downRows + down % Self.downRows)
        return min(AxisScale.roundTop(atLeast: max(1, least)), .max / 8)
    }

    private func drawAxis(into surface: inout Surface, x: Int, base: Int, perRow: Int) {
        // The labels stand a cell off the axis, that of the chart above as well.
        surface.fill(Rect(x: x, y: base - Self.upRows, columns: Self.axis, rows: Self.upRows), style: Style())
        let labels = [(-Self.upRows, perRow * Self.upRows), (0, 0), (1, -perRow * Self.downRows)]
        for (row, value) in labels {
            let line = StyledLine(Figure.compact(value), .textDim)
            surface.write(line, x: x, y: base + row, width: Self.axis - 1, align: .right)
        }
        surface.write(.axisCross, x: x + Self.axis, y: base, style: Style(.border))
        surface.write(.axisLabel, x: x + Self.axis, y: base + 1, style: Style(.border))
        surface.write(.vertical, x: x + Self.axis, y: base + 2, style: Style(.border))
    }

    private func drawTicks(into surface: inout Surface, x: Int, base: Int, count: Int, factor: Int) {
        let (seconds, overflow) = run.bucketSeconds.multipliedReportingOverflow(by: factor)
        guard !overflow, seconds > 0 else { return }
        let start = Int(run.start.microseconds / 1_000_000).addingReportingOverflow(zone.offset)
        let step = TimeAxis.step(bucketSeconds: seconds, columns: count)
        guard !start.overflow else { return }
        for tick in TimeAxis.ticks(start: start.partialValue, bucketSeconds: seconds, count: count, step: step) {
            surface.write(.axisCross, x: x + tick.bucket, y: base, style: Style(.border))
            let label = Self.label(tick.time, step: step)
            guard tick.bucket + label.utf8.count <= count else { continue }
            surface.write(label, x: x + tick.bucket, y: base + 4, style: Style(.textDim))
        }
    }

    private static func label(_ seconds: Int, step: Int) -> String {
        let civil = CivilTime(Instant(seconds: Int64(seconds)))
        return step % 86_400 == 0 ? DryRunTime.day(civil) : DryRunTime.clock(civil)
    }

    /// A column that hangs from the base, in half cells, with a `T` below it where a true positive is lost.
    private func drawLost(_ bucket: DryRun.Bucket, into surface: inout Surface, x: Int, y: Int, perRow: Int) {
        let exact = (Double(bucket.lost) / Double(perRow) * 2).rounded()
        let halves = max(1, min(Int(min(exact, 1e6)), Self.downRows * 2))
        let look = surface.look
        let texture = look.glyphs.texture(2)
        let full = look.usesTextures || look.glyphs == .ascii ? texture : "█"
        for row in 0..<(halves + 1) / 2 {
            let isHalf = row * 2 + 1 == halves
            let half: Unicode.Scalar = look.glyphs == .ascii ? "'" : "▀"
            surface.write(String(isHalf ? half : full), x: x, y: y + row, style: Style(.dryLost))
        }
        guard bucket.truePositivesLost > 0 else { return }
        surface.write("T", x: x, y: y + (halves + 1) / 2, style: Style(.dryLost).with(.bold))
    }
}

/// Times as the dry run writes them.
enum DryRunTime {
    /// `Sat 14`.
    static func day(_ civil: CivilTime) -> String {
        "\(MomentText.weekdays[(civil.weekday - 1) % 7]) \(two(civil.day))"
    }

    /// `13:22`.
    static func clock(_ civil: CivilTime) -> String { "\(two(civil.hour)):\(two(civil.minute))" }

    /// `Tue 17 13:22:40`.
    static func full(_ instant: Instant, zone: DisplayZone) -> String {
        let civil = CivilTime(instant, offsetSeconds: zone.offset)
        return "\(day(civil)) \(clock(civil)):\(two(civil.second))"
    }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
}

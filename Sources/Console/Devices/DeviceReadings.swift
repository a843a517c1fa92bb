// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Devices
internal import EVE

/// Readings of each channel as a line; what is missing stays a gap.
struct DeviceReadings {
    let detail: DeviceDetail
    let text: GatewayText

    /// A plot is no lower than this, and no more points are looked at.
    private static let least = 3
    private static let pointsMost = 4096
    /// A gap is drawn no longer than so many readings.
    private static let gapMost = 20

    func draw(into surface: inout Surface, in rect: Rect) {
        guard rect.rows >= 2 else { return }
        let channels = detail.channels
        let facts = channels.isEmpty ? "" : channels.contains(where: \.isBare) ? "no freshness" : "signed"
        PanelTitle("Readings", facts: facts).draw(on: &surface, in: rect)
        guard !channels.isEmpty else {
            surface.write(
                "It has sent no signed readings.", x: rect.x + 1, y: rect.y + 1, width: rect.columns - 2,
                style: Style(.textDim))
            return
        }
        let room = rect.rows - 1
        let shown = max(1, min(channels.count, room / Self.least))
        let height = room / shown
        for (index, channel) in channels.prefix(shown).enumerated() {
            let y = rect.y + 1 + index * height
            draw(channel, into: &surface, in: Rect(x: rect.x + 1, y: y, columns: rect.columns - 2, rows: height))
        }
        if shown < channels.count {
            let words = "\(channels.count - shown) more channels"
            surface.write(
                words, x: rect.right - 1 - words.utf8.count, y: rect.bottom - 1, width: words.utf8.count,
                style: Style(.textDim))
        }
    }

    private func draw(_ channel: DeviceDetail.Channel, into surface: inout Surface, in rect: Rect) {
        let points = channel.points.suffix(Self.pointsMost)
        let values = Self.values(of: Array(points))
        let finite = values.compactMap(\.self).filter(\.isFinite)
        if let low = finite.min(), let high = finite.max(), rect.rows > 1 {
            let margin = high > low ? 0 : max(1, abs(high) / 10)
            let most = Double.greatestFiniteMagnitude
            LineChart(values, low: max(low - margin, -most), high: min(high + margin, most)).draw(
                on: &surface, in: Rect(x: rect.x, y: rect.y, columns: rect.columns, rows: rect.rows - 1))
        }
        surface.write(caption(channel), x: rect.x, y: rect.bottom - 1, width: rect.columns)
    }

    /// Reading by reading, with nothing where some are missing.
    static func values(of points: [DeviceDetail.Channel.Point]) -> [Double?] {
        var values: [Double?] = []
        for point in points {
            values += repeatElement(nil, count: min(max(0, point.missing), gapMost))
            values.append(point.value)
        }
        return values
    }

    private func caption(_ channel: DeviceDetail.Channel) -> StyledLine {
        var line: StyledLine = [.text(channel.name, .text, .bold)]
        if let last = channel.points.last {
            let number = last.value.magnitude < 1e9 ? Figure.decimal(last.value) : "\(last.value)"
            line.spans.append(.text("  \(number)"))
        }
        let missing = channel.points.reduce(0) { sum, point in
            let (sum, overflow) = sum.addingReportingOverflow(max(0, point.missing))
            return overflow ? .max : sum
        }
        if missing > 0 { line.spans.append(.text("  \(Figure.grouped(missing)) missed", .stateWarn)) }
        if channel.replays > 0 {
            line.spans.append(.text("  \(Figure.grouped(channel.replays)) replayed", .stateBad))
        }
        if channel.isBare { line.spans.append(.text("  proves no time", .stateWarn)) }
        if let last = channel.points.last { line.spans.append(.text("  at \(text.seconds(last.time))", .textDim)) }
        return line
    }
}

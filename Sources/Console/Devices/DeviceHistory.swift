// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Canvas
internal import Devices
internal import EVE

/// The worst state of each of the last 30 days, and the newest changes.
struct DeviceHistory {
    let detail: DeviceDetail
    let text: GatewayText

    static let days = 30

    func draw(into surface: inout Surface, in rect: Rect) {
        guard rect.rows >= 2 else { return }
        PanelTitle("History", facts: "\(Self.days) days").draw(on: &surface, in: rect)
        for (index, state) in worst.enumerated() where index < rect.columns - 2 {
            let x = rect.x + 1 + index
            if let state {
                surface.write(state.mark, x: x, y: rect.y + 1, style: Style(state.role))
            } else {
                surface.write(.noData, x: x, y: rect.y + 1, style: Style(.textDim))
            }
        }
        if rect.rows > 2 { drawDates(into: &surface, in: rect) }
        for (offset, moment) in detail.history.suffix(max(0, rect.rows - 3)).reversed().enumerated() {
            draw(moment, y: rect.y + 3 + offset, into: &surface, in: rect)
        }
    }

    /// The worst state of each day, the last one today; `nil` before anything was known.
    var worst: [DeviceState?] {
        let today = day(of: text.now)
        let changes = detail.history.sorted { $0.time < $1.time }
        var current: DeviceState?
        var next = 0
        return (0..<Self.days).map { index in
            let number = today - Self.days + 1 + index
            var worst: DeviceState?
            while next < changes.count, day(of: changes[next].time) < number {
                current = changes[next].state
                next += 1
            }
            worst = current
            while next < changes.count, day(of: changes[next].time) == number {
                current = changes[next].state
                next += 1
                if let state = current, state.rank < (worst?.rank ?? .max) { worst = state }
            }
            return worst
        }
    }

    private func day(of instant: Instant) -> Int {
        CivilTime(instant, offsetSeconds: text.zone.offset).daysSinceEpoch
    }

    private func drawDates(into surface: inout Surface, in rect: Rect) {
        let moments = MomentText(zone: text.zone, now: text.now)
        let first = text.now.advanced(byMicroseconds: -Int64(Self.days - 1) * Instant.microsecondsPerDay)
        surface.write(moments.date(first), x: rect.x + 1, y: rect.y + 2, style: Style(.textDim))
        surface.write("today", x: rect.x + Self.days - 4, y: rect.y + 2, width: 5, style: Style(.textDim))
    }

    private func draw(_ moment: DeviceDetail.Moment, y: Int, into surface: inout Surface, in rect: Rect) {
        let time = MomentText(zone: text.zone, now: text.now).short(moment.time)
        let evidence = moment.evidence.map { "  e-\($0)" } ?? ""
        let reason = moment.state.reason.map { ": \($0.rawValue)" } ?? ""
        surface.write(
            [
                .text(time, .textDim), .text(" "), moment.state.span, .text(" \(moment.state.word)\(reason)"),
                .text(evidence, .textDim),
            ], x: rect.x + 1, y: y, width: rect.columns - 2)
    }
}

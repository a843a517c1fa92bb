// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Devices

/// Events of the newest log: those of the registers that differ, the new ones first where not all fit.
struct DeviceLog {
    let detail: DeviceDetail

    private static let most = 7

    /// Those of registers that differ; where none does, those that are new.
    private var events: [DeviceDetail.LoggedEvent] {
        let wanted = Set(detail.changed.map(\.index))
        return detail.events.filter { wanted.isEmpty ? !$0.isKnown : wanted.contains($0.register) }
    }

    /// The rows that it takes; it has one line where there is nothing to list.
    var rows: Int { 1 + min(max(1, events.count), Self.most) }

    func draw(into surface: inout Surface, in rect: Rect) {
        let events = events
        PanelTitle(title, facts: facts).draw(on: &surface, in: rect)
        guard !events.isEmpty else {
            let words = detail.events.isEmpty ? "The newest evidence came without one." : "Nothing is new in it."
            surface.write(
                words, x: rect.x + 1, y: rect.y + 1, width: rect.columns - 2, style: Style(.textDim))
            return
        }
        let room = rect.rows - 1
        for (offset, event) in Self.chosen(events, room).enumerated() {
            draw(event, y: rect.y + 1 + offset, into: &surface, in: rect)
        }
    }

    /// As many as fit: what is new stays, and the order.
    private static func chosen(_ events: [DeviceDetail.LoggedEvent], _ room: Int) -> [DeviceDetail.LoggedEvent] {
        guard events.count > room else { return events }
        let new = events.filter { !$0.isKnown }.prefix(room)
        let known = events.filter(\.isKnown).prefix(room - new.count)
        return (new + known).sorted { $0.number < $1.number }
    }

    private func draw(_ event: DeviceDetail.LoggedEvent, y: Int, into surface: inout Surface, in rect: Rect) {
        surface.write(
            event.isKnown ? Glyph.trusted : .failed, x: rect.x + 1, y: y,
            style: Style(event.isKnown ? .trustTrusted : .trustFailed))
        let type = event.type.hasPrefix("EV_") ? String(event.type.dropFirst(3)) : event.type
        surface.write("#\(event.number)", x: rect.x + 3, y: y, width: 5)
        surface.write(type, x: rect.x + 9, y: y, width: 22)
        let news = event.isKnown ? "as before" : "new"
        surface.write(
            event.told, x: rect.x + 32, y: y, width: max(0, rect.columns - 44),
            style: Style(event.text == nil ? .textDim : .text))
        surface.write(
            news, x: rect.right - 10, y: y, width: 9,
            style: event.isKnown ? Style(.textDim) : Style(.stateWarn).with(.bold))
    }

    private var title: String {
        let changed = detail.changed
        return changed.isEmpty ? "Event log" : "Event log, \(PlatformRegister.list(changed.map(\.index)))"
    }

    private var facts: StyledLine {
        guard !detail.events.isEmpty else { return [] }
        let count = detail.events.count
        return [.text("\(Figure.grouped(count)) entries lead to the quoted values", .textDim)]
    }
}

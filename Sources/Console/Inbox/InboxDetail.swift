// SPDX-License-Identifier: Apache-2.0

internal import Assets
internal import Attestation
internal import Canvas
internal import Devices
internal import EVE
internal import Query
internal import Triage

/// What is known of the group under the cursor.
struct InboxDetail {
    let group: InboxGroup
    let state: ConsoleState

    func draw(into surface: inout Surface, in rect: Rect) {
        PanelTitle(group.title, facts: subject).draw(on: &surface, in: rect)
        let lines = [
            ("why \(group.urgency.letter)", why), ("seen", seen), ("between", between), ("gateways", gateways),
            ("done", done),
        ]
        for (offset, line) in lines.enumerated() where offset + 1 < rect.rows {
            let y = rect.y + 1 + offset
            surface.write(line.0, x: rect.x + 2, y: y, width: 9, style: Style(.textDim))
            surface.write(line.1, x: rect.x + 12, y: y, width: rect.columns - 13)
        }
    }

    private var subject: String {
        switch group.key.subject {
        case .signature(let generator, let number): generator == 1 ? "sid \(number)" : "sid \(generator):\(number)"
        case .rule(let id): "rule \(id)"
        case nil: group.subjects.count == 1 ? group.title : "\(group.subjects.count) signatures and rules"
        }
    }

    private var why: String {
        let plain =
            switch group.key.subject {
            case .signature: "\(group.plainUrgency.word), by the severity that the signature's class has"
            case .rule: "\(group.plainUrgency.word), the level of the rule"
            case nil: "\(group.plainUrgency.word), the highest among them"
            }
        guard let asset = group.raisedBy else { return plain }
        return "\(group.urgency.word), as \(asset.name) is \(asset.criticality.rawValue) in assets; else \(plain)"
    }

    private var seen: String {
        let moments = MomentText(zone: state.zone, now: state.now)
        let count = "\(Figure.grouped(group.count)) \(group.count == 1 ? "time" : "times")"
        guard group.first != group.last else { return "\(count), \(moments.seconds(group.last)) \(state.zone.name)" }
        return "\(count), \(moments.seconds(group.first)) to \(moments.seconds(group.last)) \(state.zone.name)"
    }

    private var between: String {
        func list(_ addresses: InboxGroup.Values<IPAddress>) -> String {
            let first = addresses.first.map { state.named($0) }.joined(separator: ", ")
            let more = addresses.count - addresses.first.count
            return (first.isEmpty ? "-" : first) + (more > 0 ? " and \(more)\(addresses.isMore ? "+" : "") more" : "")
        }
        let ports = group.ports.first.map(String.init).joined(separator: ", ")
        let more = group.ports.count > group.ports.first.count ? " …" : ""
        return "\(list(group.sources)) to \(list(group.destinations))"
            + (ports.isEmpty ? "" : ", port \(ports)\(more)")
    }

    private var gateways: String {
        let more = group.gateways.count - group.gateways.first.count
        return group.gateways.first.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "") + ", \(trust)"
    }

    private var trust: String {
        guard let worst = state.worstTrust(of: group) else { return "not attested" }
        let reason = worst.reason.map { ": \($0.words)" } ?? ""
        return worst == .trusted ? "trusted at each of them" : "\(worst.word) meanwhile\(reason)"
    }

    private var done: String {
        var parts: [String] = []
        if group.escalated > 0 { parts.append("\(Figure.grouped(group.escalated)) escalated") }
        if group.acknowledged > 0 { parts.append("\(Figure.grouped(group.acknowledged)) acknowledged") }
        if state.inbox.view == .archived { parts.append("archived") }
        if group.assignees.count > 0 { parts.append("assigned to \(group.assignees.first.joined(separator: ", "))") }
        if group.tags.count > 0 { parts.append("tags \(group.tags.first.joined(separator: " "))") }
        return parts.isEmpty ? "all new; comments stand on its events" : parts.joined(separator: ", ")
    }
}

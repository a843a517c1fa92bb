// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE

/// The events that a dry run gained and lost, newest first.
struct DryRunHitsView {
    let state: RuleEditorState
    let zone: DisplayZone

    private static let dispositionColumns = 22

    func draw(into surface: inout Surface, in rect: Rect) {
        guard !rect.isEmpty else { return }
        let isFocused = state.focus == .hits
        let order = state.hitFilter.map { $0 == .gained ? "gained only" : "lost only" } ?? "newest first"
        var facts: StyledLine = [.text("\(order) ", .textDim)]
        for (command, words) in [(Command.hitsGained, "gained"), (.hitsLost, "lost"), (.rowChoose, "open")] {
            guard let key = state.keys.words(for: command, in: [.ruleHits]) else { continue }
            facts.spans += [.text("  "), .text(key, .key), .text(" \(words)", .textDim)]
        }
        PanelTitle("Hits", facts: facts, isFocused: isFocused)
            .draw(on: &surface, in: Rect(x: rect.x, y: rect.y, columns: rect.columns, rows: 1))
        let hits = state.hits
        let room = rect.rows - 1
        guard !hits.isEmpty, room > 0 else {
            guard state.dryRun != nil else { return }
            let words = state.hitFilter == nil ? "Nothing would be found" : "None of these"
            surface.write(words, x: rect.x + 3, y: rect.y + 1, width: rect.columns - 4, style: Style(.textDim))
            return
        }
        let cursor = min(state.hitCursor, hits.count - 1)
        let first = isFocused ? max(0, min(cursor - room / 2, hits.count - room)) : 0
        for (offset, hit) in hits[first...].prefix(room).enumerated() {
            let place = Rect(x: rect.x, y: rect.y + 1 + offset, columns: rect.columns, rows: 1)
            draw(hit, into: &surface, in: place)
            if isFocused, first + offset == cursor {
                surface.write(.cursor, x: place.x, y: place.y, style: Style(.accent))
                surface.setGround(.backgroundCursor, in: place)
            }
        }
    }

    private func draw(_ hit: DryRunHit, into surface: inout Surface, in rect: Rect) {
        let mark: (String, Role) =
            switch hit.change {
            case .kept: (" ", .text)
            case .gained: ("+", .dryGained)
            case .lost: ("-", .dryLost)
            }
        func write(_ text: String, _ x: Int, _ columns: Int, _ style: Style = Style(), cut: Cut = .end) {
            let width = min(columns, rect.columns - x)
            if width > 0 { surface.write(text, x: rect.x + x, y: rect.y, width: width, style: style, cut: cut) }
        }
        write(mark.0, 1, 1, Style(mark.1).with(.bold))
        write(DryRunTime.full(hit.time, zone: zone), 3, 15, Style(.textDim), cut: .plain)
        if let trust = hit.trust { surface.write(trust, x: rect.x + 19, y: rect.y, style: Style(trust.role ?? .text)) }
        write(hit.gateway, 21, 14)
        write(hit.source, 36, 14, cut: .middle)
        surface.write(.arrow, x: rect.x + 51, y: rect.y, style: Style(.border))
        write(hit.destination, 53, 15, cut: .middle)
        // The summary goes first where there is little room: what people said counts more.
        let summaryColumns = rect.columns - 70 - Self.dispositionColumns - 3
        if summaryColumns >= 12 { write(hit.summary, 70, summaryColumns) }
        let style = hit.isTruePositive ? Style(.dryLost).with(.bold) : Style(.textDim)
        let x = summaryColumns >= 12 ? 70 + summaryColumns + 2 : 70
        write(hit.disposition, x, rect.columns - 1 - x, style)
    }
}

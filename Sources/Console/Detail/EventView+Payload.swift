// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Payloads

extension EventView {
    /// The bytes that the event carries, each field as it is looked at.
    func drawPayload(_ event: OpenEvent, _ whole: EventContent, into surface: inout Surface, in rect: Rect) {
        let panel = whole.payload
        guard let first = panel.sections.first else { return }
        PanelTitle(
            first.field == "packet" ? "Packet" : "Payload", facts: payloadFacts(panel), isFocused: isFocused(.payload)
        ).draw(on: &surface, in: rect)
        let height = rect.rows - 1
        let marked = event.panel == .tree ? event.packetRange : nil
        var top = min(event.cursor(of: .payload), panel.rowCount - height)
        if let marked, let row = panel.row(ofPacketByte: marked.lowerBound) {
            top = min(row - 1, panel.rowCount - height)
        }
        top = max(0, top)
        var y = rect.y + 1
        var index = 0
        for section in panel.sections {
            // One row names the field where there are several, then come its lines.
            if index >= top, y < rect.bottom, panel.sections.count > 1 {
                surface.write(section.field, x: rect.x + 2, y: y, width: rect.columns - 3, style: Style(.textDim))
                y += 1
            }
            index += 1
            let skipped = min(max(0, top - index), section.lineCount)
            let rows = min(section.lineCount - skipped, rect.bottom - y)
            index += section.lineCount
            guard rows > 0 else { continue }
            let place = Rect(x: rect.x, y: y, columns: rect.columns, rows: rows)
            draw(section, from: skipped, marked: section.isPacket ? marked : nil, into: &surface, in: place)
            y += rows
        }
    }

    private func draw(
        _ section: PayloadPanel.Section, from line: Int, marked: Range<Int>?, into surface: inout Surface, in rect: Rect
    ) {
        switch section.content {
        case .text(let lines):
            for (offset, text) in lines.dropFirst(line).prefix(rect.rows).enumerated() {
                surface.write(text, x: rect.x + 2, y: rect.y + offset, width: rect.columns - 3)
            }
        case .hex(let bytes):
            let perRow = min(PayloadBytes.lineBytes, HexDump.bytesPerRow(columns: rect.columns))
            let start = line * PayloadBytes.lineBytes
            let end = min(bytes.count, start + rect.rows * perRow)
            guard start < end else { return }
            let highlight = marked.map { $0.clamped(to: start..<end) }.map {
                $0.lowerBound - start..<$0.upperBound - start
            }
            HexDump(Array(bytes[start..<end]), offset: start, highlight: highlight).draw(on: &surface, in: rect)
        }
    }

    /// How the payload can be looked at, the way it is strong, and how many bytes there are.
    private func payloadFacts(_ panel: PayloadPanel) -> StyledLine {
        var line: StyledLine = [.text(state.keys.hint(for: .payloadNext) ?? "", .key, .bold)]
        for choice in panel.choices {
            let isNow = choice == panel.view.choice
            line.spans.append(.text(" \(choice.label)", isNow ? .textStrong : .textDim, isNow ? .bold : []))
        }
        if !panel.view.under.isEmpty {
            line.spans.append(.text(" of \(panel.view.under.map(\.rawValue).joined(separator: ", "))", .text))
        }
        let sizes = panel.sections.map { "\($0.field) \(Figure.grouped($0.count)) bytes\($0.isCut ? ", cut" : "")" }
        line.spans.append(.text("  " + sizes.joined(separator: "  "), .textDim))
        return line
    }
}

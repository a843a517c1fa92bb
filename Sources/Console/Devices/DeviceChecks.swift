// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Canvas
internal import Devices

/// The steps of the newest appraisal one by one: what was expected, and what was found.
struct DeviceChecks {
    let rows: [CheckRow]
    let selected: Int
    let isFocused: Bool

    private static let columns = [
        TableColumn("", least: 1, priority: 1),
        TableColumn("", least: 2, priority: 5, align: .right),
        TableColumn("check", least: 11, priority: 1, isLead: true),
        TableColumn("result", least: 10, priority: 2),
        TableColumn("expected", least: 14, best: 20, priority: 4, grows: true),
        TableColumn("found", least: 14, best: 20, priority: 3, grows: true),
    ]

    func draw(into surface: inout Surface, in rect: Rect) {
        guard !rows.isEmpty else {
            surface.write(
                "It has shown no evidence yet.", x: rect.x + 1, y: rect.y, width: rect.columns - 2,
                style: Style(.textDim))
            return
        }
        let height = max(1, rect.rows - 1)
        let first = max(0, min(selected - height / 2, rows.count - height))
        Table(
            columns: Self.columns, rows: rows.dropFirst(first).prefix(height).map(row), cursor: selected - first,
            isFocused: isFocused
        ).draw(on: &surface, in: rect)
    }

    private func row(_ row: CheckRow) -> TableRow {
        guard let check = row.check else {
            return TableRow(
                [
                    .glyph(.unattested), .text("\(row.number)"), .text(row.step.rawValue),
                    .text("not judged", .textDim), .text("", .textDim), .text("", .textDim),
                ], tone: .dim)
        }
        let isWrong = check.outcome == .failed || check.outcome == .flagged
        let role: Role = check.outcome.mark.role ?? .text
        return TableRow([
            .glyph(check.outcome.mark, role, isWrong ? [.bold] : []), .text("\(row.number)", .textDim),
            .text(row.step.rawValue), .text(check.outcome.word, isWrong ? role : .text, isWrong ? [.bold] : []),
            expected(check), found(check),
        ])
    }

    /// What was expected; a step that compares nothing that can be shown says it in words.
    private func expected(_ check: Check) -> TableEntry {
        guard check.expected == nil, check.outcome != .skipped else { return finding(check.expected) }
        return .text(check.step.words, check.outcome == .passed ? .textDim : .text)
    }

    /// What was found; a flag or a failure without a value says its reason.
    private func found(_ check: Check) -> TableEntry {
        if check.found == nil, let reason = check.reason { return .text(reason.words) }
        if check.outcome == .passed, check.found == nil || check.found == check.expected {
            return .text("the same", .textDim)
        }
        return finding(check.found)
    }

    private func finding(_ finding: Attestation.Finding?) -> TableEntry {
        switch finding {
        case .bytes: .text(finding?.description ?? "", cut: .middle)
        case .number, .text: .text(finding?.description ?? "")
        case nil: .glyph(.notKnown, .textDim)
        }
    }
}

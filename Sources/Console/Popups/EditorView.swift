// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Query

/// The filter or a time range under edit: the text in the bar, suggestions below it.
struct EditorView {
    let editor: FilterEditor
    let state: ConsoleState

    private static let suggestionsMost = 10

    func draw(into surface: inout Surface, in rect: Rect) {
        let prompt = editor.purpose.prompt
        surface.fill(rect, style: Style(.text, on: .backgroundBar))
        surface.write(prompt, x: 1, y: rect.y, style: Style(.key, on: .backgroundBar, .bold))
        let start = 1 + prompt.utf8.count
        let reason = editor.error?.reason
        // The text keeps its room up to half the row; the reason stands in full on the message line too.
        let glyphs = surface.look.glyphs
        let textWidth = CellText.columns(editor.field.text, atMost: rect.columns / 2, glyphs: glyphs) + 1
        let reasonRoom = rect.columns - start - textWidth - 3
        let reasonWidth = reason.map { min(CellText.columns($0, atMost: reasonRoom, glyphs: glyphs), reasonRoom) } ?? 0
        let width = max(8, rect.columns - start - 1 - (reasonWidth > 0 ? reasonWidth + 2 : 0))
        editor.field.draw(
            on: &surface, in: Rect(x: start, y: rect.y, columns: width, rows: 1),
            style: Style(.textStrong, on: .backgroundBar), error: editor.error?.columns)
        if let reason {
            surface.write(
                reason, x: rect.columns - 1 - reasonWidth, y: rect.y, width: reasonWidth,
                style: Style(.stateBad, on: .backgroundBar))
        }
        drawSuggestions(into: &surface, below: rect.y, x: start)
    }

    /// What stands in the place of values that are not there.
    private var wordsForNone: String {
        if editor.lacksValues { return "no event here has such a value" }
        guard editor.completion?.values != nil, let age = state.requests.age(of: .completion, now: state.now),
            age >= 300
        else { return "" }
        return "counting values"
    }

    private func drawSuggestions(into surface: inout Surface, below row: Int, x: Int) {
        let body = state.layout.body
        let count = min(editor.suggestions.count, Self.suggestionsMost, body.rows - 1)
        guard count > 0 else {
            let words = wordsForNone
            surface.write(words, x: x, y: row + 1, style: Style(.textDim, on: .backgroundPopup))
            return
        }
        let chosen = editor.chosen ?? 0
        let first = max(0, min(chosen - count / 2, editor.suggestions.count - count))
        let width = min(64, body.columns - x - 1)
        for offset in 0..<count {
            let index = first + offset
            let suggestion = editor.suggestions[index]
            let isCurrent = index == editor.chosen
            let ground: Role = isCurrent ? .backgroundCursor : .backgroundPopup
            let y = row + 1 + offset
            surface.fill(Rect(x: x - 1, y: y, columns: width + 1, rows: 1), style: Style(.text, on: ground))
            if isCurrent { surface.write(.cursor, x: x - 1, y: y, style: Style(.accent, on: ground)) }
            surface.write(
                suggestion.text, x: x, y: y, width: min(28, width),
                style: Style(.text, on: ground, isCurrent ? .bold : []),
                cut: .middle)
            if width > 32 {
                surface.write(suggestion.note, x: x + 30, y: y, width: width - 31, style: Style(.textDim, on: ground))
            }
        }
    }
}

extension FilterEditor.Purpose {
    /// What stands before the text.
    fileprivate var prompt: String {
        switch self {
        case .filter: "filter "
        case .time: "time "
        case .rules: "words "
        case .comment: "comment "
        case .tags: "tags "
        case .muteReason: "mute, because "
        case .orderReason: "order it, because "
        case .pushTargets: "push to those like "
        case .pushComment: "push, because (Enter for no word) "
        case .sensorMuteReason: "mute at the gateway, because "
        case .acceptComment: "accept, because "
        case .revokeReason: "revoke, because "
        case .capture: "write to "
        case .jobs: "jobs with "
        case .jobField(let field): "\(field.label) "
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import UserCommands

/// A menu over the pane, which stays visible behind it without its colours.
struct MenuView {
    let menu: Menu
    let state: ConsoleState

    /// Help and messages hold whole sentences.
    private static let columnsMostTall = 100
    /// What the frame and the gap before a note take of them.
    private static let frameColumns = 6

    /// How many columns the note of a row without a label has in a tall menu.
    static func tallColumns(of size: Size) -> Int {
        min(columnsMostTall, size.columns - 2) - frameColumns
    }

    func draw(into surface: inout Surface) {
        let pane = state.layout.body
        let entries = state.menuEntries()
        surface.dim(pane)
        let extra = (menu.kind == .palette ? 4 : menu.isTyping || !menu.search.isEmpty ? 2 : 0) + 2
        let most = menu.isTall ? pane.rows : min(pane.rows, 18)
        let rows = min(most, max(1, entries.count) + extra)
        var place = PopupFrame.place(
            over: pane, rows: menu.isTall ? pane.rows : rows,
            columnsMost: menu.isTall ? Self.columnsMostTall : PopupFrame.columnsMost)
        if menu.kind == .palette { place.rows = min(pane.rows - (place.y - pane.y), 18) }
        let body = PopupFrame(menu.title, facts: facts(entries), hints: hints).draw(on: &surface, in: place)
        var list = body
        if menu.isTyping || !menu.search.isEmpty { list = drawSearch(into: &surface, in: body) }
        if menu.kind == .palette { list = drawPreview(entries, into: &surface, in: list) }
        drawEntries(entries, into: &surface, in: list)
        surface.setGround(.backgroundPopup, in: place)
    }

    private func facts(_ entries: [MenuEntry]) -> StyledLine {
        let count = entries.count { !$0.isHeading }
        switch menu.kind {
        case .palette: return StyledLine("\(count) of \(Command.allCases.count { $0.text.phrase != nil })", .textDim)
        case .output:
            return StyledLine("\(state.userCommands.output?.line ?? "")  \(count) lines", .textDim)
        case .help, .messages, .report, .chips, .views, .mutings, .sensorMutes: return StyledLine("\(count)", .textDim)
        case .time, .copy, .entities, .sort, .archive, .muteScope, .muteLength, .orderDeed, .orderLength, .commands,
            .sending, .deviceCheck, .deviceLog, .deviceAccept, .deviceRevoke, .pushTargets, .pushDifference, .pushFewer,
            .pushUndo, .sensorMutePlace, .sensorMuteLength, .jobForm, .jobAgain, .jobCancel, .jobOriginal, .jobReport:
            return []
        }
    }

    private var hints: [KeyHint] {
        let scopes = state.scopes
        func hint(_ command: Command, _ words: String) -> KeyHint? {
            state.keys.hint(for: command, in: scopes).map { KeyHint($0, words) }
        }
        if menu.isTyping {
            return [
                hint(.editAccept, "run"), menu.kind == .palette ? hint(.editComplete, "complete") : nil,
                menu.kind == .palette ? hint(.editPrevious, "history") : nil, hint(.editLeave, "leave"),
            ].compactMap(\.self)
        }
        let words: String =
            switch menu.kind {
            case .help, .palette, .commands: "run"
            case .messages, .report, .copy, .output, .deviceCheck, .deviceLog, .jobReport: "copy"
            case .jobForm: "change"
            case .time, .sort, .muteScope, .muteLength, .orderDeed, .orderLength, .sending, .pushTargets, .pushFewer,
                .pushUndo, .deviceRevoke, .sensorMutePlace, .sensorMuteLength, .jobAgain, .jobCancel, .jobOriginal:
                "choose"
            case .mutings, .sensorMutes: "end it"
            case .pushDifference: "push this"
            case .deviceAccept: "accept these"
            case .archive: "archive"
            case .entities: "open"
            case .chips: "remove"
            case .views: "on or off"
            }
        return [
            hint(.menuAccept, words), menu.kind == .chips ? hint(.menuToggle, "disable or enable") : nil,
            menu.kind == .views ? hint(.menuToggle, "at the start") : nil,
            menu.isTall ? hint(.menuSearch, "search") : nil, hint(.menuLeave, "leave"),
        ].compactMap(\.self)
    }

    private func drawSearch(into surface: inout Surface, in body: Rect) -> Rect {
        guard body.rows >= 3 else { return body }
        surface.write(
            menu.kind == .palette ? ":" : "/", x: body.x, y: body.y, style: Style(.key, on: .backgroundPopup, .bold))
        menu.search.draw(
            on: &surface, in: Rect(x: body.x + 2, y: body.y, columns: body.columns - 2, rows: 1),
            style: Style(.textStrong, on: .backgroundPopup), isFocused: menu.isTyping)
        surface.rule(
            .rule, x: body.x, y: body.y + 1, columns: body.columns, style: Style(.border, on: .backgroundPopup))
        return Rect(x: body.x, y: body.y + 2, columns: body.columns, rows: body.rows - 2)
    }

    /// What the chosen command does, below the palette's list.
    private func drawPreview(_ entries: [MenuEntry], into surface: inout Surface, in list: Rect) -> Rect {
        guard list.rows >= 6, let entry = entries[safe: menu.index] else { return list }
        let y = list.bottom - 2
        surface.rule(.rule, x: list.x, y: y, columns: list.columns, style: Style(.border, on: .backgroundPopup))
        let line: StyledLine =
            entry.reason.map { [.text("not now: ", .stateWarn, .bold), .text($0, .text)] }
            ?? StyledLine(entry.note, .text)
        surface.write(line.on(.backgroundPopup), x: list.x, y: y + 1, width: list.columns)
        return Rect(x: list.x, y: list.y, columns: list.columns, rows: list.rows - 2)
    }

    private func drawEntries(_ entries: [MenuEntry], into surface: inout Surface, in list: Rect) {
        guard list.rows > 0 else { return }
        guard !entries.isEmpty else {
            let words = menu.search.isEmpty ? wordsForNone : "Nothing matches"
            surface.write(
                words, x: list.x, y: list.y, width: list.columns, style: Style(.textDim, on: .backgroundPopup))
            return
        }
        let index = min(max(0, menu.index), entries.count - 1)
        let first = max(0, min(index - list.rows / 2, entries.count - list.rows))
        let labels = entries.map { CellText.columns($0.label, atMost: 40, glyphs: surface.look.glyphs) }
        let notes = entries.map { CellText.columns(note(of: $0), atMost: 60, glyphs: surface.look.glyphs) }
        let keys = 2 + (entries.contains { !$0.keys.isEmpty } ? 3 : 0)
        let part = max(10, list.columns * (menu.kind == .chips ? 3 : 2) / 5)
        // What notes leave is for the labels.
        let labelWidth = min(labels.max() ?? 0, max(part, list.columns - (notes.max() ?? 0) - keys))
        for (offset, entry) in entries.dropFirst(first).prefix(list.rows).enumerated() {
            let y = list.y + offset
            draw(entry, labelWidth: labelWidth, into: &surface, in: list, y: y, isCurrent: first + offset == index)
        }
    }

    private var wordsForNone: String {
        switch menu.kind {
        case .messages: "No message yet"
        case .report where state.report == nil: "Counting. Esc ends it"
        default: "Nothing matches"
        }
    }

    /// In the palette the reason stands for itself, since the line below the list has it in full; help keeps what the key is for.
    private func note(of entry: MenuEntry) -> String {
        guard let reason = entry.reason else { return entry.note }
        return menu.kind == .help ? "\(entry.note) (\(reason))" : reason
    }

    private func draw(
        _ entry: MenuEntry, labelWidth: Int, into surface: inout Surface, in list: Rect, y: Int, isCurrent: Bool
    ) {
        let ground: Role = isCurrent ? .backgroundCursor : .backgroundPopup
        if entry.isHeading {
            surface.write(
                entry.label, x: list.x, y: y, width: list.columns, style: Style(.textStrong, on: ground, .bold))
            return
        }
        if isCurrent {
            surface.fill(Rect(x: list.x - 2, y: y, columns: list.columns + 4, rows: 1), style: Style(.text, on: ground))
            surface.write(.cursor, x: list.x - 2, y: y, style: Style(.accent, on: ground))
        }
        let isOff = entry.reason != nil
        let role: Role = isOff ? .textDim : .text
        let attributes: Style.Attributes = isOff ? .italic : isCurrent ? .bold : []
        surface.write(entry.label, x: list.x, y: y, width: labelWidth, style: Style(role, on: ground, attributes))
        let keyWidth = entry.keys.isEmpty ? 0 : CellText.columns(entry.keys, atMost: 12, glyphs: surface.look.glyphs)
        let noteX = list.x + labelWidth + 2
        let noteWidth = list.right - noteX - keyWidth - (keyWidth > 0 ? 1 : 0)
        if noteWidth > 0 {
            surface.write(
                note(of: entry), x: noteX, y: y, width: noteWidth,
                style: Style(menu.kind == .report ? .text : .textDim, on: ground, isOff ? .italic : []))
        }
        if keyWidth > 0 {
            surface.write(
                entry.keys, x: list.right - keyWidth, y: y, width: keyWidth, style: Style(.key, on: ground, .bold))
        }
    }
}

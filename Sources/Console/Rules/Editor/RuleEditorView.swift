// SPDX-License-Identifier: Apache-2.0

package import Canvas
package import EVE
internal import Rules

/// The editor's screen, all but the header.
package struct RuleEditorView: Sendable {
    let state: RuleEditorState
    let moments: MomentText

    /// - Parameter now: the station's time.
    package init(_ state: RuleEditorState, now: Instant, zone: DisplayZone = .utc) {
        self.state = state
        moments = MomentText(zone: zone, now: now)
    }

    /// Draws the rows from the bar to the footer. Any size draws.
    package func draw(into surface: inout Surface) {
        let screen = ScreenLayout(surface.size)
        let layout = RuleEditorLayout(screen, focus: state.focus)
        drawBar(into: &surface, row: screen.barRow)
        if state.focus == .difference {
            drawDifference(into: &surface, title: layout.title, in: layout.text)
        } else {
            drawTitle(into: &surface, in: layout.title)
            drawText(into: &surface, in: layout.text)
        }
        DryRunView(state: state, zone: moments.zone, glyphs: surface.look.glyphs).draw(
            into: &surface, in: layout.dryRun, withChart: layout.hasChart)
        DryRunHitsView(state: state, zone: moments.zone).draw(into: &surface, in: layout.hits)
        drawFoot(into: &surface, screen: screen)
    }

    // MARK: Above the text

    private func drawBar(into surface: inout Surface, row: Int) {
        let columns = surface.size.columns
        let errors = state.findings.count(where: \.isError)
        let warnings = state.findings.count - errors
        var facts: [PieceRow.Piece] = []
        if errors > 0 {
            facts.append(.init(StyledLine("\(errors) problem\(errors == 1 ? "" : "s")", .textDim), priority: 1))
        }
        if warnings > 0 {
            facts.append(.init(StyledLine("\(warnings) warning\(warnings == 1 ? "" : "s")", .textDim), priority: 2))
        }
        for person in state.people {
            facts.append(.init(StyledLine(words(person), .textDim), priority: 3))
        }
        let glyphs = surface.look.glyphs
        let (right, width, _) = PieceRow(facts, gap: 3).fitting(max(0, columns / 2 - 1), glyphs: glyphs)
        surface.write(right, x: columns - 1 - width, y: row, width: width)
        let revision: StyledLine = [.text("   "), .text(revisionWords, state.isChanged ? .stateWarn : .textDim)]
        let room = columns - 2 - (width > 0 ? width + 2 : 0)
        let crumb: StyledLine = [.text("Rules ", .textDim), .glyph(.crumb, .border), .text(" ")]
        var x = 1 + surface.write(crumb, x: 1, y: row, width: room)
        let titleRoom = room - (x - 1) - revision.columns(glyphs: glyphs)
        x += surface.write(state.title, x: x, y: row, width: titleRoom, style: Style(.textStrong).with(.bold))
        surface.write(revision, x: x, y: row, width: room + 1 - x)
    }

    private var revisionWords: String {
        let name = state.revision.map { "rev \($0)" } ?? "new"
        return state.isChanged ? "\(name), changed" : name
    }

    private func words(_ person: RuleEditorState.Person) -> String {
        switch person.doing {
        case .editing(let since): "\(person.name) since \(moments.short(since))"
        case .reading(let revision): "\(person.name) reads rev \(revision)"
        }
    }

    private func drawTitle(into surface: inout Surface, in rect: Rect) {
        let (line, column) = (state.editor.cursor.line + 1, state.editor.cursor.column + 1)
        var facts: StyledLine = [.text("\(state.kind.title)   \(line):\(column) ", .textDim)]
        for hint in [state.hint(.editorSave), state.hint(.editorDifference)].compactMap({ $0 }) {
            facts.spans += [.text("  "), .text(hint.key, .key), .text(" \(hint.words)", .textDim)]
        }
        PanelTitle("Editor", facts: facts, isFocused: state.focus == .text).draw(on: &surface, in: rect)
    }

    // MARK: The text

    private func drawText(into surface: inout Surface, in rect: Rect) {
        guard !rect.isEmpty else { return }
        var editor = state.editor
        editor.fit(rows: rect.rows)
        let lines = editor.top..<editor.top + rect.rows
        let drawing = EditorDrawing(
            editor, spans: RuleColouring(state.kind).spans(of: editor.buffer, lines: lines),
            marks: state.difference.marks,
            notes: state.findings.prefix(200).map { $0.note(in: editor.buffer, mend: state.hint(.editorMend)) },
            isFocused: state.focus == .text && state.prompt?.field == nil)
        drawing.draw(on: &surface, in: rect)
        guard let popup = state.popup, let cursor = surface.cursor, state.prompt == nil else { return }
        popup.draw(into: &surface, in: rect, cursor: cursor)
    }

    // MARK: Below

    private func drawFoot(into surface: inout Surface, screen: ScreenLayout) {
        let columns = surface.size.columns
        let hasMessage = state.prompt != nil || messageLine != nil
        if !hasMessage || !screen.sharesFooter {
            KeyHints(hints, last: state.hint(.editorHelp) ?? KeyHint("", ""))
                .draw(on: &surface, in: Rect(x: 0, y: screen.footerRow, columns: columns, rows: 1))
        }
        let rect = Rect(x: 0, y: screen.messageRow, columns: columns, rows: 1)
        if let field = state.prompt?.field {
            drawField(field, into: &surface, in: rect)
        } else {
            messageLine?.draw(on: &surface, in: rect)
        }
    }

    private var messageLine: MessageLine? {
        if state.prompt == .closing {
            return MessageLine(
                .question, "Leave and lose the changes?",
                hints: [KeyHint("y", "leave"), KeyHint("s", "save first"), KeyHint("n", "stay")])
        }
        return state.message ?? state.errorText.map { MessageLine(.error, $0) }
    }

    private func drawField(_ field: TextField, into surface: inout Surface, in rect: Rect) {
        let (words, facts) = promptWords
        let glyphs = surface.look.glyphs
        let label = StyledLine(words + " ", .textStrong, .bold)
        let start = 1 + surface.write(label, x: 1, y: rect.y, width: rect.columns - 2)
        let factColumns = facts.columns(glyphs: glyphs)
        let room = rect.columns - start - 1
        let fieldColumns = room - factColumns - 2 >= 12 ? room - factColumns - 2 : room
        field.draw(
            on: &surface, in: Rect(x: start, y: rect.y, columns: fieldColumns, rows: 1), style: Style(.textStrong))
        if fieldColumns < room {
            surface.write(facts, x: rect.columns - 1 - factColumns, y: rect.y, width: factColumns)
        }
    }

    private var promptWords: (String, StyledLine) {
        switch state.prompt {
        case .comment:
            let next = "rev \((state.revision ?? 0) + 1)"
            return (
                "What changed, for \(next):",
                KeyHint("Enter", "save").line + [.text("  ")] + KeyHint("Esc", "not yet").line
            )
        case .search(let field, _):
            let count = EditorSearch(field.text).count(in: state.editor.buffer)
            let most = count >= EditorSearch.countMost ? "at least " : ""
            let found = count == 1 ? "1 match" : "\(most)\(Figure.grouped(count)) matches"
            let role: Role = count == 0 && !field.isEmpty ? .stateWarn : .textDim
            return ("Search:", StyledLine(found, role) + [.text("  ")] + KeyHint("Down", "next").line)
        case .line: return ("Go to line:", StyledLine("of \(Figure.grouped(state.editor.buffer.lineCount))", .textDim))
        case .closing, nil: return ("", [])
        }
    }

    /// The keys of what has the focus, most used first.
    private var hints: [KeyHint] {
        let bindings = state.keys.bindings.filter { $0.scope == state.scopes.first && $0.footerRank != nil }
        return bindings.sorted { ($0.footerRank ?? 0) < ($1.footerRank ?? 0) }
            .filter { $0.command != .editorMend || !state.mends.isEmpty }
            .map { KeyHint(KeyTable.words($0.keys), $0.shortLabel) }
    }
}

extension RuleKind {
    /// What the editor calls the language.
    var title: String {
        switch self {
        case .sigma: "Sigma"
        case .signature: "Suricata"
        case .threshold: "threshold"
        case .indicators: "indicators"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Triage

extension ConsoleState {
    /// Opens the filter for editing, or takes `text` at once.
    mutating func editFilter(_ text: String?) -> [Effect] {
        if place.pane == .rules, place.depth == .overview {
            editor = FilterEditor(.rules, text: text ?? rules.words)
            return text == nil ? [] : acceptEditor()
        }
        editor = FilterEditor(.filter, text: text ?? place.filter.text)
        if text != nil { return acceptEditor() }
        // A blank behind what is there, so that typing begins a new term.
        if !place.filter.text.isEmpty { editor?.field.insert(" ") }
        return editorChanged()
    }

    /// Opens a time range for editing, or takes `text` at once.
    mutating func customTime(_ text: String?) -> [Effect] {
        editor = FilterEditor(.time, text: text ?? "")
        return text == nil ? editorChanged() : acceptEditor()
    }

    /// The text changed: look for errors and suggestions, and count values where they are wanted.
    mutating func editorChanged() -> [Effect] {
        guard editor != nil else { return [] }
        editor?.changed()
        guard let field = editor?.wantedField else { return [] }
        let request = CountRequest(by: [.field(field)], filter: place.pane.base, range: range, top: 50)
        return requests.ask(.count(request), for: .completion, now: now)
    }

    mutating func performEdit(_ command: Command) -> [Effect]? {
        if editor == nil { return menu == nil ? nil : editMenu(command) }
        switch command {
        case .editAccept: return acceptEditor()
        case .editLeave: return closeEditor()
        case .editComplete: editor?.complete()
        case .editNext:
            if editor?.historySteps ?? 0 > 0 { return recallFilter(by: -1) }
            editor?.choose(by: 1)
            return []
        case .editPrevious:
            if editor?.chosen == nil { return recallFilter(by: 1) }
            editor?.choose(by: -1)
            return []
        default: editor?.field.perform(command)
        }
        return editorChanged()
    }

    mutating func closeEditor() -> [Effect] {
        if editor?.error != nil { _ = notices.dismiss() }
        editor = nil
        return requests.cancel(.completion)
    }

    private mutating func recallFilter(by step: Int) -> [Effect] {
        guard editor?.purpose == .filter else { return [] }
        let past = settings.filterHistory
        let steps = min(max(0, (editor?.historySteps ?? 0) + step), past.count)
        editor?.historySteps = steps
        if steps > 0 { editor?.field.text = past[past.count - steps] }
        return editorChanged()
    }

    private mutating func acceptEditor() -> [Effect] {
        guard let editor else { return [] }
        if let chosen = editor.chosen, editor.suggestions.indices.contains(chosen) {
            self.editor?.complete()
            return editorChanged()
        }
        switch editor.purpose {
        case .filter: return acceptFilter(editor.field.text)
        case .time: return acceptTime(editor.field.text)
        case .rules:
            rules.words = editor.field.text
            return closeEditor()
        case .comment: return acceptComment(editor.field.text)
        case .muteReason: return mute(because: editor.field.text)
        }
    }

    private mutating func acceptFilter(_ text: String) -> [Effect] {
        do {
            let filter = try FilterParser.parse(text)
            Settings.remember(filter.text, in: &settings.filterHistory)
            // Chips that were disabled stay beside what was typed.
            let disabled = place.chips.filter { !$0.isEnabled }
            let enabled = BarChip.split(filter)
            return closeEditor()
                + go { place in
                    place.chips = enabled + disabled.filter { chip in !enabled.contains { $0.filter == chip.filter } }
                } + [.persist(settings)]
        } catch {
            editor?.error = (error.columns, error.message)
            return fail("filter: \(error.message)")
        }
    }

    private mutating func acceptComment(_ text: String) -> [Effect] {
        guard text.contains(where: { !$0.isWhitespace }) else { return closeEditor() }
        guard text.utf8.count <= TriageLimit.comment else {
            return fail("The comment has \(text.utf8.count) bytes, \(TriageLimit.comment) are allowed; shorten it")
        }
        return closeEditor() + perform(.comment, comment: text)
    }

    private mutating func acceptTime(_ text: String) -> [Effect] {
        do {
            let period = try TimeRangeChoice(text: text, now: present, zone: zone)
            return closeEditor() + go { $0.period = period }
        } catch {
            editor?.error = (0..<text.count, error.message)
            return fail("time range: \(error.message)")
        }
    }
}

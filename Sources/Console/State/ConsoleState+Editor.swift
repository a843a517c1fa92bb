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
        if showsJobs {
            editor = FilterEditor(.jobs, text: text ?? jobs.text)
            return text == nil ? [] : acceptEditor()
        }
        // A view is a chip that is not taken apart.
        let typed = Filter.all(place.chips.filter { $0.isEnabled && $0.view == nil }.map(\.filter)).text
        editor = FilterEditor(.filter, text: text ?? typed, offsetSeconds: zone.offset)
        if text != nil { return acceptEditor() }
        // A blank behind what is there, so that typing begins a new term.
        if !typed.isEmpty { editor?.field.insert(" ") }
        editor?.noteStart()
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
        let effects = narrowList()
        guard let (field, filter) = editor?.wantedValues() else {
            // Typed on to something else: what was asked for that is not wanted any more.
            return effects + (editor?.completion?.values == nil ? requests.cancel(.completion) : [])
        }
        let request = CountRequest(
            by: [.field(field)], filter: Filter.all([place.pane.base, filter]).simplified, range: range, top: 50)
        return effects + ask(.values(request), for: .completion)
    }

    /// Shows in a list at once what the filter so far leaves of it. What is still being looked for is given up.
    private mutating func narrowList() -> [Effect] {
        if place.depth < .list { return giveUpOverview() }
        guard place.depth == .list, let filter = editor?.finishedTerms else { return [] }
        let chips = chips(with: filter)
        guard chips != place.chips else { return [] }
        if editor?.chipsBefore == nil { editor?.chipsBefore = place.chips }
        place.chips = chips
        return loadList() + countHidden()
    }

    /// Ends what an overview looks for by the filter that is being changed. It is asked for anew when the editor closes.
    private mutating func giveUpOverview() -> [Effect] {
        guard let editor, editor.purpose == .filter, editor.isChanged,
            requests.waiting[.overview] != nil || requests.waiting[.countryOverview] != nil
        else { return [] }
        self.editor?.gaveUp = true
        return [Slot.overview, .ruleOverview, .total].flatMap { requests.cancel($0) } + giveUpCountries()
    }

    /// The chips that `filter` was typed for, beside those that typing does not touch.
    private func chips(with filter: Filter) -> [BarChip] {
        let kept = (editor?.chipsBefore ?? place.chips).filter { !$0.isEnabled || $0.view != nil }
        let typed = BarChip.split(filter)
        return typed + kept.filter { chip in !typed.contains { $0.filter == chip.filter && chip.view == nil } }
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
        let (before, gaveUp) = (editor?.chipsBefore, editor?.gaveUp ?? false)
        editor = nil
        guard let before else { return requests.cancel(.completion) + (gaveUp ? loadPlace() : []) }
        place.chips = before
        return requests.cancel(.completion) + loadList() + countHidden()
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
        case .tags: return tag(editor.field.text)
        case .muteReason: return mute(because: editor.field.text)
        case .orderReason: return order(because: editor.field.text)
        case .pushTargets: return previewPush(like: editor.field.text)
        case .pushComment: return push(because: editor.field.text)
        case .sensorMuteReason: return muteSensor(because: editor.field.text)
        case .acceptComment: return acceptReference(because: editor.field.text)
        case .revokeReason: return revokeDevice(because: editor.field.text)
        case .capture: return acceptCapture(editor.field.text)
        case .jobs: return filterJobs(editor.field.text)
        case .jobField(let field): return accept(editor.field.text, for: field)
        }
    }

    private mutating func acceptFilter(_ text: String) -> [Effect] {
        do {
            let filter = try FilterParser.parse(text, offsetSeconds: zone.offset)
            Settings.remember(filter.text, in: &settings.filterHistory)
            let chips = chips(with: filter)
            let isOther = editor?.gaveUp == true || editor?.chipsBefore != nil
            if let before = editor?.chipsBefore { place.chips = before }
            editor = nil
            tellOfTimes(in: filter)
            tellOfCountries(in: filter)
            let isSame = chips == place.chips
            // Typing may have left something else on the screen, or nothing, though the filter is what it was.
            return requests.cancel(.completion) + go { $0.chips = chips } + (isSame && isOther ? loadPlace() : [])
                + [.persist(settings)]
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

    /// Says where a filter asks for times that the time range does not show.
    private mutating func tellOfTimes(in filter: Filter) {
        let span = filter.resolved(now: present).span
        guard span != .everything else { return }
        let key = keys.hint(for: .timePick) ?? ":time"
        let shown = span.overlap(range)
        if shown.start >= shown.end {
            notices.add(
                Notice(.remark, "The filter's time lies outside of the time range. \(key) chooses another"), now: now)
        } else if span.start != TimeRange.everything.start, span.start < range.start {
            notices.add(
                Notice(.remark, "The time range begins later than @since: asks for. \(key) widens it"), now: now)
        }
    }
}

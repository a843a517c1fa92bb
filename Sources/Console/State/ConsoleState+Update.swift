// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Rules
internal import Triage
internal import UserCommands

extension ConsoleState {
    /// Takes one message and returns what is wished from outside, in order. Total: any message is fine at any time.
    package mutating func update(_ message: Message) -> [Effect] {
        let wishes = take(message)
        return allowed(wishes)
    }

    private mutating func take(_ message: Message) -> [Effect] {
        switch message {
        case .input(let input): return take(input)
        case .tick(let instant): return tick(instant)
        case .storeChanged: return storeChanged()
        case .answered(let id, let answer): return take(answer, to: id)
        case .soFar(let id, let answer, let reached):
            requests.note(reached: reached, by: id)
            return show(answer, soFar: id)
        case .failed(let id, let failure): return take(failure, to: id)
        case .ingest(let status):
            ingest = status
            return loadTrust()
        case .notice(let notice):
            notices.add(notice, now: now)
            return []
        case .rule(let outcome): return take(outcome)
        case .triage(let outcome): return take(outcome)
        case .push(let outcome): return take(outcome)
        case .device(let outcome): return take(outcome)
        case .job(let outcome): return take(outcome)
        case .commandEnded(let output): return take(output)
        case .edited(let text): return take(editedText: text)
        case .ruleEditors(let marks):
            ruleEditor?.people = marks.map { RuleEditorState.Person($0.person, .editing(since: $0.since)) }
            return []
        case .rulesChanged:
            // Overviews tell the tactics of rules, so every pane wants to know.
            return isStarted ? ask(.rules, for: .rules) : []
        case .assets(let book): return take(book)
        case .station(let link): return take(link)
        case .look(let look):
            terminalLook = look
            return []
        case .drawn(let took):
            jobs.preview.rest(after: took, now: now)
            return []
        }
    }

    private mutating func tick(_ instant: Instant) -> [Effect] {
        now = instant
        notices.tick(now: now)
        guard isStarted else { return start() }
        return refreshWhatIsDue() + refreshRuleEditor() + watchPushes()
    }

    /// The first questions.
    private mutating func start() -> [Effect] {
        isStarted = true
        putOnDefaultView()
        return ask(.extent, for: .extent) + loadPlace()
    }

    private mutating func take(_ input: TerminalInput) -> [Effect] {
        if isEditingRule { return takeForRule(input) }
        switch input {
        case .key(let key): return press(key)
        case .paste(let text):
            paste(text)
            return editorChanged()
        case .mouse(let button, _, let row): return turn(button, row: row)
        case .resized(let size):
            let old = self.size
            self.size = size
            ruleEditor?.resize(size)
            userCommands.wrap(columns: outputColumns)
            guard old != size, isStarted else { return [] }
            list.cursorLine = min(list.cursorLine, max(0, layout.listHeight - 1))
            return reshape()
        }
    }

    /// The wheel moves the cursor; clicks are not used, since the mouse is off unless asked for.
    private mutating func turn(_ button: MouseButton, row: Int) -> [Effect] {
        switch button {
        case .wheelUp: perform(Invocation(menu == nil ? .cursorUp : .menuUp))
        case .wheelDown: perform(Invocation(menu == nil ? .cursorDown : .menuDown))
        case .left, .middle, .right: []
        }
    }

    /// Text pasted is text for a field, never keys.
    private mutating func paste(_ text: String) {
        if editor != nil {
            editor?.field.insert(text)
        } else if menu?.isTyping == true {
            menu?.search.insert(text)
            searchChanged()
        } else {
            notices.add(
                Notice(.remark, "Pasted text was left out: no text field is open. / opens the filter"), now: now)
        }
    }

    // MARK: Keys

    private mutating func press(_ key: Key) -> [Effect] {
        let keys = pendingKeys + [key]
        pendingKeys = []
        switch self.keys.resolve(keys, in: scopes) {
        case .command(let command):
            notices.acted()
            return perform(Invocation(command))
        case .invocation(let invocation):
            notices.acted()
            return perform(invocation)
        case .pending:
            pendingKeys = keys
            return []
        case .unbound:
            // The beginning of a longer key that came to nothing: the last key may stand for itself.
            if keys.count > 1 { return press(key) }
            if let view = view(of: key) {
                notices.acted()
                return put(on: view)
            }
            return type(key)
        }
    }

    /// A key that means no command: a letter for a text field, a digit for a menu, or nothing.
    private mutating func type(_ key: Key) -> [Effect] {
        let text: String? =
            switch key.code {
            case .character(let character) where key.modifiers.isDisjoint(with: [.control, .alt]): String(character)
            case .space where key.modifiers.isEmpty: " "
            default: nil
            }
        if let text, editor != nil {
            editor?.field.insert(text)
            return editorChanged()
        }
        if let text, menu?.isTyping == true {
            menu?.search.insert(text)
            searchChanged()
            return []
        }
        if let text, menu != nil {
            let entries = menuEntries()
            guard let index = entries.firstIndex(where: { $0.keys == text && !$0.isHeading }) else { return [] }
            menu?.index = index
            return acceptMenu()
        }
        if menu == nil, editor == nil {
            notices.add(Notice(.remark, "\(KeyTable.text([key])) does nothing here. ? shows the keys"), now: now)
        }
        return []
    }
}

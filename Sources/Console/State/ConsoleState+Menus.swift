// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Canvas
internal import EVE
internal import Query
internal import Triage

extension ConsoleState {
    mutating func open(_ menu: Menu) -> [Effect] {
        self.menu = menu
        pendingKeys = []
        if menu.kind == .messages {
            let last = max(0, menuEntries().count - 1)
            self.menu?.index = last
        }
        skipHeadings(by: 1)
        return []
    }

    mutating func performMenu(_ command: Command) -> [Effect]? {
        switch command {
        case .menuDown: moveMenu(by: 1)
        case .menuUp: moveMenu(by: -1)
        case .menuPageDown: moveMenu(by: menuPage)
        case .menuPageUp: moveMenu(by: -menuPage)
        case .menuFirst: moveMenu(by: -100_000)
        case .menuLast: moveMenu(by: 100_000)
        case .menuAccept: acceptMenu()
        case .menuSearch: searchMenu()
        case .menuToggle: toggleEntry()
        case .menuLeave: closeMenu()
        default: nil
        }
    }

    /// How many rows a page of the menu has; one that is tall has the body's, but for its frame.
    private var menuPage: Int { menu?.isTall == true ? max(1, layout.body.rows - 4) : 10 }

    mutating func closeMenu() -> [Effect] {
        menu = nil
        report = nil
        jobs.draft = nil
        return requests.cancel(.report)
    }

    private mutating func searchMenu() -> [Effect] {
        guard menu?.isSearched == true else {
            return remark("Only help, messages, reports and outputs are searched")
        }
        menu?.isTyping = true
        return []
    }

    mutating func moveMenu(by step: Int) -> [Effect] {
        let count = menuEntries().count
        guard count > 0, let index = menu?.index else { return [] }
        menu?.index = min(max(0, min(index, count - 1) + step), count - 1)
        skipHeadings(by: step < 0 ? -1 : 1)
        return []
    }

    /// Other entries match: the first of them is chosen.
    mutating func searchChanged() {
        menu?.index = 0
        skipHeadings(by: 1)
    }

    /// Headings are not for choosing: the cursor goes on in its direction, or turns at the end.
    private mutating func skipHeadings(by step: Int) {
        let entries = menuEntries()
        guard var index = menu?.index, entries.indices.contains(index) else { return }
        let start = index
        while entries.indices.contains(index), entries[index].isHeading { index += step }
        if !entries.indices.contains(index) {
            index = start
            while entries.indices.contains(index), entries[index].isHeading { index -= step }
        }
        if entries.indices.contains(index) { menu?.index = index }
    }

    /// Enter: does what the entry under the cursor stands for.
    mutating func acceptMenu() -> [Effect] {
        guard let menu else { return [] }
        let entries = menuEntries()
        guard entries.indices.contains(menu.index) else {
            guard menu.kind == .palette else { return closeMenu() }
            return fail("No command matches \(menu.search.text). Esc leaves")
        }
        let entry = entries[menu.index]
        // The form stays while its rows are changed.
        if case .jobField(let field) = entry.action { return change(field) }
        if menu.kind == .jobForm, let reason = entry.reason {
            if let row = jobs.draft?.faultyRow { self.menu?.index = row }
            return remark("\(entry.label): \(reason)")
        }
        if menu.kind == .palette {
            Settings.remember(menu.search.text, in: &settings.commandHistory)
        }
        self.menu = nil
        if let reason = entry.reason { return remark("\(entry.label): \(reason)") }
        switch entry.action {
        case .run(let invocation): return perform(invocation)
        case .period(let period): return go { $0.period = period }
        case .copy(let form): return copy(form)
        case .copyText(let text, let label): return copyText(text, label: label)
        case .removeChip(let index):
            return go { if $0.chips.indices.contains(index) { $0.chips.remove(at: index) } }
        case .page(let entity): return go(to: entity)
        case .sort(let key): return sort(by: key)
        case .archive(let reason): return dispose(.archived, reason)
        case .muteScope(let scope): return mute(scope)
        case .muteLength(let length): return mute(for: length)
        case .end(let number): return [.triage(.log(.end(number), comment: "", scope: ""))]
        case .orderDeed(let index): return order(index)
        case .orderLength(let length): return order(for: length)
        case .pushTo(let targets): return preview(targets)
        case .pushLike: return editPushTargets()
        case .pushShown: return pushShown()
        case .pushFewer: return allowFewer()
        case .pushUndo: return [.push(.undo)]
        case .acceptReference: return askForAcceptance()
        case .revokeDevice: return askForRevocation()
        case .sensorMutePlace(let index): return muteSensor(at: index)
        case .sensorMuteLength(let length): return muteSensor(for: length)
        case .endSensorMute(let number): return [.push(.unmute(number))]
        case .jobField: return []
        case .jobSubmit: return submitDraft()
        case .jobAgain(let options): return retryJob(options)
        case .jobOtherOptions: return openRetryForm()
        case .jobCancel: return cancelJob()
        case .jobOriginal: return showOriginal()
        case .runWaiting: return userCommands.waiting.map { run($0) } ?? []
        case .nothing: return []
        }
    }

    private mutating func toggleEntry() -> [Effect] {
        if menu?.kind == .views, let view = settings.views[safe: menu?.index ?? 0] { return makeDefault(view.name) }
        guard let menu, menu.kind == .chips, case .removeChip(let index)? = menuEntries()[safe: menu.index]?.action
        else {
            return []
        }
        return go { if $0.chips.indices.contains(index) { $0.chips[index].isEnabled.toggle() } }
    }

    /// The same key again turns the order around.
    private mutating func sort(by key: SortKey) -> [Effect] {
        go { place in
            place.event = nil
            if place.sort == key {
                place.isDescending.toggle()
            } else {
                place.sort = key
                place.isDescending = key == .time
            }
        }
    }

    // MARK: The text of a menu

    /// A key of the text scope while a menu is typed into; `nil` for commands that texts do not know.
    mutating func editMenu(_ command: Command) -> [Effect]? {
        switch command {
        case .editAccept: return acceptMenu()
        case .editLeave:
            if menu?.kind == .palette || menu?.search.text.isEmpty == true { return closeMenu() }
            menu?.search = TextField()
            menu?.isTyping = false
        case .editNext:
            return menu?.kind == .palette && (menu?.historySteps ?? 0) > 0 ? recall(by: -1) : moveMenu(by: 1)
        case .editPrevious:
            return menu?.kind == .palette && menu?.index == 0 ? recall(by: 1) : moveMenu(by: -1)
        case .editComplete: completePalette()
        default:
            menu?.search.perform(command)
            searchChanged()
        }
        return []
    }

    /// The texts typed before, newest first.
    private mutating func recall(by step: Int) -> [Effect] {
        let past = settings.commandHistory
        let steps = min(max(0, (menu?.historySteps ?? 0) + step), past.count)
        menu?.historySteps = steps
        menu?.search.text = steps == 0 ? "" : past[past.count - steps]
        menu?.index = 0
        return []
    }

    private mutating func completePalette() {
        guard let menu, menu.kind == .palette, case .run(let invocation)? = menuEntries()[safe: menu.index]?.action,
            let phrase = invocation.command.text.phrase
        else { return }
        let argument = invocation.argument.map { " \($0)" } ?? (invocation.command.text.argument == nil ? "" : " ")
        self.menu?.search.text = phrase + argument
        self.menu?.index = 0
    }
}

extension Array {
    /// The element at `index`, `nil` outside.
    subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}

extension TextField {
    /// Does one of the commands that change a text.
    mutating func perform(_ command: Command) {
        switch command {
        case .editLeft: moveLeft()
        case .editRight: moveRight()
        case .editStart: moveToStart()
        case .editEnd: moveToEnd()
        case .editDeleteBack: deleteBackward()
        case .editDeleteForward: deleteForward()
        case .editDeleteWord: deleteWordBackward()
        case .editClear: deleteToStart()
        default: break
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Triage
internal import UserCommands

extension ConsoleState {
    /// The rows of the open menu that match its search; empty without a menu.
    package func menuEntries() -> [MenuEntry] {
        guard let menu else { return [] }
        switch menu.kind {
        case .palette: return paletteEntries(menu.search.text)
        case .help: return helpEntries(menu.search.text, scopes: menu.scopes)
        case .messages: return messageEntries(menu.search.text)
        case .report: return reportEntries(menu.search.text)
        case .time: return timeEntries
        case .copy: return copyEntries
        case .entities: return entityEntries
        case .chips: return chipEntries
        case .sort: return sortEntries
        case .archive: return archiveEntries
        case .muteScope: return muteScopeEntries
        case .muteLength: return muteLengthEntries
        case .orderDeed: return orderDeedEntries
        case .orderLength: return orderLengthEntries
        case .mutings: return mutingEntries
        case .pushTargets: return pushTargetEntries
        case .pushDifference: return pushDifferenceEntries(menu.search.text)
        case .pushFewer: return pushFewerEntries
        case .pushUndo: return pushUndoEntries
        case .sensorMutePlace: return sensorMutePlaceEntries
        case .sensorMuteLength: return sensorMuteLengthEntries
        case .sensorMutes: return sensorMuteEntries
        case .deviceCheck: return deviceCheckEntries(menu.search.text)
        case .deviceLog: return deviceLogEntries(menu.search.text)
        case .deviceAccept: return deviceAcceptEntries(menu.search.text)
        case .deviceRevoke: return deviceRevokeEntries
        case .jobForm: return jobFormEntries
        case .jobAgain: return jobAgainEntries
        case .jobCancel: return jobCancelEntries
        case .jobOriginal: return jobOriginalEntries
        case .jobReport: return jobReportEntries(menu.search.text)
        case .views: return viewEntries
        case .commands: return commandEntries
        case .sending: return sendingEntries
        case .output: return outputEntries(menu.search.text)
        }
    }

    // MARK: Palette

    /// Commands by how well they fit; one whose phrase was typed in full comes with what stands behind it as its argument.
    private func paletteEntries(_ text: String) -> [MenuEntry] {
        var scored: [(score: Int, place: Int, entry: MenuEntry)] = []
        let hints = keys.hints
        for (place, candidate) in paletteCandidates(text).enumerated() {
            let command = candidate.command
            guard let phrase = command.text.phrase else { continue }
            let label = phrase + (candidate.argument ?? command.text.argument).map { " \($0)" }.orEmpty
            let score: Int
            if candidate.argument != nil, text.lowercased().hasPrefix(phrase + " ") {
                score = 1000 + (FuzzyMatch.score(text, in: label) ?? 0)
            } else {
                guard
                    let best = [
                        FuzzyMatch.score(text, in: label), FuzzyMatch.score(text, in: command.rawValue).map { $0 - 5 },
                        FuzzyMatch.score(text, in: command.text.purpose).map { $0 - 15 },
                    ].compactMap(\.self).max()
                else { continue }
                score = best
            }
            let entry = MenuEntry(
                label, note: command.text.purpose, keys: hints[candidate] ?? hints[Invocation(command)] ?? "",
                action: .run(candidate),
                reason: reasonAgainst(command))
            scored.append((text.isEmpty ? 0 : score, place, entry))
        }
        return scored.sorted { ($0.score, $1.place) > ($1.score, $0.place) }.map(\.entry)
    }

    private func paletteCandidates(_ text: String) -> [Invocation] {
        var candidates: [Invocation] = []
        for command in Command.allCases {
            guard let phrase = command.text.phrase else { continue }
            candidates += arguments(of: command).map { Invocation(command, argument: $0) }
            guard command.text.argument != nil else {
                candidates.append(Invocation(command))
                continue
            }
            // What was typed behind the phrase is the argument, whatever it is.
            if text.lowercased().hasPrefix(phrase + " ") {
                let argument = String(text.dropFirst(phrase.count + 1))
                let isKnown = arguments(of: command).contains(argument)
                if !argument.isEmpty, !isKnown { candidates.append(Invocation(command, argument: argument)) }
            }
            if command == .timeCustom || command == .filterEdit { candidates.append(Invocation(command)) }
            if command == .viewsOpen || command == .entityShow { candidates.append(Invocation(command)) }
            if command == .viewsSave, text.isEmpty || phrase.hasPrefix(text.lowercased()) {
                candidates.append(Invocation(command))
            }
            if command == .screenSave || command == .captureSave { candidates.append(Invocation(command)) }
        }
        return candidates
    }

    private func arguments(of command: Command) -> [String] {
        switch command {
        case .themeChange: themes
        case .userCommandRun: userCommands.known.map(\.title)
        case .glyphsChange: GlyphSet.allCases.map(\.rawValue)
        case .viewsOpen, .viewsForget, .viewsDefault: settings.views.map(\.name)
        default: []
        }
    }

    // MARK: Help

    /// The keys of the innermost scope first, then those around it; menus and texts last, since they work elsewhere.
    private func helpEntries(_ text: String, scopes: [KeyScope]) -> [MenuEntry] {
        var entries = stationEntries(text)
        let reachable = keys.reachable(in: scopes)
        let others = KeyScope.allCases.filter { !scopes.contains($0) }
        for scope in scopes + others {
            let bindings = (scopes.contains(scope) ? reachable : keys.bindings).filter { $0.scope == scope }
            var rows: [MenuEntry] = []
            var seen: Set<Invocation> = []
            for binding in bindings where seen.insert(binding.invocation).inserted {
                let all = bindings.filter { $0.invocation == binding.invocation }.map { KeyTable.text($0.keys) }
                let reason = scopes.contains(scope) ? reasonAgainst(binding.command) : nil
                let entry = MenuEntry(
                    all.joined(separator: "  "), note: binding.label ?? binding.command.text.purpose, keys: "",
                    action: scopes.contains(scope) ? .run(binding.invocation) : .nothing, reason: reason)
                let line = "\(entry.label) \(entry.note) \(binding.command.rawValue)".lowercased()
                if text.isEmpty || line.contains(text.lowercased()) { rows.append(entry) }
            }
            guard !rows.isEmpty else { continue }
            entries.append(MenuEntry(scope.title, action: .nothing, isHeading: true))
            entries += rows
        }
        return entries
    }

    /// Who one is at a station in another process, before the keys.
    private func stationEntries(_ text: String) -> [MenuEntry] {
        guard let station, text.isEmpty else { return [] }
        let name = site.isEmpty ? "the station" : site
        return [MenuEntry("At \(name) you are \(station.person), \(station.role)", action: .nothing, isHeading: true)]
    }

    private func messageEntries(_ text: String) -> [MenuEntry] {
        let moments = MomentText(zone: zone, now: now)
        return notices.entries.compactMap { entry in
            guard text.isEmpty || entry.notice.text.lowercased().contains(text.lowercased()) else { return nil }
            let mark = entry.notice.kind == .error ? "!" : " "
            return MenuEntry(
                "\(moments.seconds(entry.time)) \(mark)", note: entry.notice.text,
                action: .copyText(entry.notice.text, label: "the message"))
        }
    }

    // MARK: Small menus

    private var timeEntries: [MenuEntry] {
        let presets = TimeRangeChoice.presets.enumerated().map { index, choice in
            MenuEntry(choice.label ?? "", note: note(of: choice), keys: "\(index + 1)", action: .period(choice))
        }
        return presets + [
            MenuEntry(
                "custom", note: "-3h, 06:00..08:30, 2026-11-20..now", keys: "6", action: .run(Invocation(.timeCustom))),
            MenuEntry("zoom in", note: "half the range", keys: "+", action: .run(Invocation(.timeZoomIn))),
            MenuEntry("zoom out", note: "twice the range", keys: "-", action: .run(Invocation(.timeZoomOut))),
        ]
    }

    private func note(of choice: TimeRangeChoice) -> String {
        let moments = MomentText(zone: zone, now: present)
        if choice == place.period { return "now shown" }
        let range = choice.range(now: present, extent: extent)
        if choice == .all, extent == nil { return "nothing is stored yet" }
        return "from \(moments.short(range.start))"
    }

    private var copyEntries: [MenuEntry] {
        CopyForm.allCases.enumerated().map { index, form in
            let isPanel = if case .panel = copySource { true } else { false }
            let reason =
                isPanel && (form == .raw || form == .json) ? "a row of counts has no raw line, o opens its events" : nil
            return MenuEntry(
                form.label, note: copyNote(form), keys: "\(index + 1)", action: .copy(form), reason: reason)
        }
    }

    private func copyNote(_ form: CopyForm) -> String {
        switch (copySource, form) {
        case (.panel(let row), .field): row.text.components(before: "\t")
        case (.panel(let row), .row): row.text
        case (.event(let row), .field): (place.depth == .event ? event?.fieldText : nil) ?? row.summary
        case (.event(let row), .row): row.tabbed
        case (.event, .raw): event?.whole.map { "\(Figure.grouped($0.raw.count)) bytes, as received" } ?? "as received"
        case (.event, .json): "one value a line"
        default: ""
        }
    }

    private var entityEntries: [MenuEntry] {
        entityChoices.enumerated().map { index, choice in
            MenuEntry(
                choice.role, note: choice.label, keys: index < 9 ? "\(index + 1)" : "", action: .page(choice.entity))
        }
    }

    private var chipEntries: [MenuEntry] {
        place.chips.enumerated().map { index, chip in
            MenuEntry(
                chip.label, note: chip.isEnabled ? "Enter removes" : "disabled; Enter removes", keys: "\(index + 1)",
                action: .removeChip(index))
        }
    }

    private var archiveEntries: [MenuEntry] {
        let notes: [ArchiveReason: String] = [
            .falsePositive: "it says something that was not so", .benign: "it was so, and was meant to be",
            .truePositive: "it was an attack, and is dealt with", .duplicate: "another one tells the same",
        ]
        let reasons: [ArchiveReason] = [.falsePositive, .benign, .truePositive, .duplicate]
        let entries = reasons.enumerated().map { index, reason in
            MenuEntry(reason.rawValue, note: notes[reason] ?? "", keys: "\(index + 1)", action: .archive(reason))
        }
        return entries + [MenuEntry("no reason", note: "just out of the way", keys: "5", action: .archive(nil))]
    }

    private var viewEntries: [MenuEntry] {
        settings.views.enumerated().map { index, view in
            let marks = (view.key.map { "\($0)  " } ?? "") + (view.isDefault ? "at the start  " : "")
            return MenuEntry(
                view.name, note: marks + view.filter, keys: index < 9 ? "\(index + 1)" : "",
                action: .run(Invocation(.viewsOpen, argument: view.name)))
        }
    }

    private var sortEntries: [MenuEntry] {
        SortKey.allCases.enumerated().map { index, key in
            let now = key == place.sort
            let order = place.isDescending ? "descending" : "ascending"
            return MenuEntry(
                key.rawValue, note: now ? "now, \(order); again turns it around" : "", keys: "\(index + 1)",
                action: .sort(key))
        }
    }
}

extension Optional<String> {
    fileprivate var orEmpty: String { self ?? "" }
}

extension String {
    /// What stands before the first `separator`.
    fileprivate func components(before separator: Character) -> String { String(prefix { $0 != separator }) }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Pushes
internal import Query

extension ConsoleState {
    /// How long what gateways run is good enough, in microseconds: while a push of this console is under way, and else.
    private static let watchRest: Int64 = 1_000_000
    private static let rest: Int64 = 5_000_000

    /// Asks how the rules of gateways stand, where that is older than it should be.
    mutating func loadGatewayRules() -> [Effect] {
        guard requests.waiting[.gatewayRules] == nil else { return [] }
        let rest = pushes.isWatching ? Self.watchRest : Self.rest
        guard answeredAt[.gatewayRules].map({ $0.advanced(byMicroseconds: rest) <= now }) ?? true else { return [] }
        return ask(.gatewayRules, for: .gatewayRules)
    }

    /// Follows pushes of this console whatever the screen shows.
    mutating func watchPushes() -> [Effect] { pushes.isWatching ? loadGatewayRules() : [] }

    mutating func take(_ found: [GatewayRules]) -> [Effect] {
        guard let news = pushes.take(found) else { return [] }
        notices.add(Notice(news.isTrouble ? .error : .done, news.line), now: now)
        return []
    }

    // MARK: Keys

    mutating func performPush(_ command: Command) -> [Effect]? {
        switch command {
        case .pushStart: startPush()
        case .pushDifference: showDifference()
        case .pushUndo: open(Menu(.pushUndo))
        case .sensorMute: startSensorMuting()
        case .sensorMutes: showSensorMutes()
        default: nil
        }
    }

    /// Why nothing can be pushed now.
    func reasonAgainstPush(_ command: Command) -> String? {
        switch command {
        case .pushStart, .pushUndo:
            place.pane == .gateways || place.pane == .rules ? nil : "only the rules, 4, and the gateways, 5, have it"
        case .pushDifference:
            place.pane != .gateways || place.depth != .overview
                ? "only the gateways pane, 5, has it" : selectedGateway == nil ? "there is no gateway" : nil
        case .sensorMute: signatureToMute == nil ? "only an alert of a signature can be muted at its gateway" : nil
        default: nil
        }
    }

    /// `P`: to which gateways?
    private mutating func startPush() -> [Effect] { loadGatewayRules() + open(Menu(.pushTargets)) }

    /// `D`: what would a push change here?
    private mutating func showDifference() -> [Effect] {
        guard let gateway = selectedGateway else { return remark("There is no gateway") }
        return preview(.canary(gateway.name))
    }

    /// The gateway under the cursor alone, some, all, and each other one alone.
    var pushTargetEntries: [MenuEntry] {
        let known = pushes.gateways ?? [:]
        if pushes.gateways?.isEmpty == true {
            return [
                MenuEntry("No gateway is enrolled: vedette gateways invite NAME", action: .nothing, isHeading: true)
            ]
        }
        let names = known.keys.sorted()
        let selected = place.pane == .gateways ? selectedGateway?.name : nil
        let first = selected.flatMap { known[$0] == nil ? nil : $0 }
        // These two can be chosen before it is known who there is.
        let count = pushes.gateways.map { "\($0.count) " } ?? ""
        let all = MenuEntry("all \(count)gateways", keys: "a", action: .pushTo(.all))
        let like = MenuEntry("those whose names are like…", note: "gw-school-*", keys: "l", action: .pushLike)
        let single = names.filter { $0 != first }.map { target($0, known, keys: "") }
        let reading = MenuEntry(pushes.failure ?? "Reading…", action: .nothing, isHeading: true)
        return (first.map { [target($0, known, keys: "1")] } ?? []) + [all, like]
            + (pushes.gateways == nil ? [reading] : single)
    }

    private func target(_ name: String, _ known: [String: GatewayRules], keys: String) -> MenuEntry {
        let rules = known[name]
        let wanted = rules?.wanted.map { "\($0.revision) \(rules?.state.words ?? "")" } ?? "nothing was pushed"
        return MenuEntry("\(name) alone", note: wanted, keys: keys, action: .pushTo(.canary(name)))
    }

    /// What is asked before a push is taken back: it goes to all its gateways at once.
    var pushUndoEntries: [MenuEntry] {
        [
            MenuEntry(
                "It brings the rules before it to all gateways that it went to", action: .nothing, isHeading: true),
            MenuEntry("no", keys: "n", action: .nothing),
            MenuEntry("yes, take it back", keys: "y", action: .pushUndo),
        ]
    }

    /// What was known is forgotten first, so that a key typed ahead ends nothing that is not on the screen.
    private mutating func showSensorMutes() -> [Effect] {
        pushes.mutes = nil
        pushes.mutesFailure = nil
        return ask(.sensorMutes, for: .sensorMutes) + open(Menu(.sensorMutes))
    }

    // MARK: The difference

    /// Asks what a push would change, and opens it.
    mutating func preview(_ targets: PushTargets) -> [Effect] {
        pushes.preview = nil
        pushes.previewFailure = nil
        pushes.mayRunFewer = false
        return open(Menu(.pushDifference)) + ask(.pushPreview(targets), for: .pushPreview)
    }

    /// `those like`: which?
    mutating func editPushTargets() -> [Effect] {
        editor = FilterEditor(.pushTargets)
        return []
    }

    mutating func previewPush(like pattern: String) -> [Effect] {
        let isPattern = !pattern.isEmpty && pattern.utf8.count <= GatewayName.lengthLimit && !pattern.contains(" ")
        guard isPattern else { return fail("Write a part of names with * for the rest, as gw-school-*") }
        return closeEditor() + preview(.matching(pattern))
    }

    /// The lines that hold what is searched.
    func pushDifferenceEntries(_ text: String) -> [MenuEntry] {
        guard let preview = pushes.preview else {
            return [MenuEntry("", note: pushes.previewFailure ?? "Comparing…", action: .nothing)]
        }
        let lines = PushPreviewText(preview).lines
        return lines.filter { text.isEmpty || $0.lowercased().contains(text.lowercased()) }.map {
            MenuEntry("", note: $0, action: .pushShown)
        }
    }

    /// Enter on the difference: why, and where gateways would have fewer rules, whether they may.
    mutating func pushShown() -> [Effect] {
        guard let preview = pushes.preview else { return [] }
        guard preview.changesAnything else { return remark("They run these rules already: there is nothing to push") }
        if !preview.fewer.isEmpty, !pushes.mayRunFewer { return open(Menu(.pushFewer)) }
        editor = FilterEditor(.pushComment)
        return []
    }

    var pushFewerEntries: [MenuEntry] {
        guard let preview = pushes.preview, let first = preview.fewer.first else { return [] }
        let others = preview.fewer.count == 1 ? "" : ", and \(preview.fewer.count - 1) more gateways have fewer"
        return [
            MenuEntry(
                "\(first.gateway) has \(first.before) rules and would have \(preview.ruleCount)\(others)",
                action: .nothing, isHeading: true),
            MenuEntry("no, look again", keys: "n", action: .pushTo(preview.targets)),
            MenuEntry("yes, they may have fewer", keys: "y", action: .pushFewer),
        ]
    }

    mutating func allowFewer() -> [Effect] {
        pushes.mayRunFewer = true
        return pushShown()
    }

    /// Does it.
    mutating func push(because comment: String) -> [Effect] {
        guard let preview = pushes.preview else { return closeEditor() }
        guard comment.utf8.count <= PushRecord.commentLimit else {
            return fail(
                "The comment has \(comment.utf8.count) bytes, \(PushRecord.commentLimit) are allowed; shorten it")
        }
        pushes.preview = nil
        return closeEditor() + [
            .push(
                .push(
                    preview.targets, basis: preview.basis, parts: preview.parts, mayRunFewer: pushes.mayRunFewer,
                    comment: comment))
        ]
    }

    mutating func take(_ outcome: PushOutcome) -> [Effect] {
        switch outcome {
        case .refused(let reason): return fail(reason)
        case .done(let record):
            pushes.watch(record)
            let names = record.shares.count == 1 ? record.shares[0].gateway : "\(record.shares.count) gateways"
            notices.add(
                Notice(.done, "\(Self.told(record.kind)) \(names). What becomes of it is told here and in 5"), now: now)
            // In the place of one that waits: what was read before the push tells nothing of it.
            return ask(.gatewayRules, for: .gatewayRules)
        }
    }

    private static func told(_ kind: PushRecord.Kind) -> String {
        switch kind {
        case .rules: "The rules go to"
        case .undo: "Taken back: the rules before go to"
        case .mute: "The muting goes to"
        case .unmute, .expiry: "The muting ends at"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Triage

extension ConsoleState {
    /// `m`: which alerts of the group's signature or rule?
    mutating func startMuting() -> [Effect] {
        guard let group = inbox.selected else { return remark("The inbox is empty") }
        guard let subject = group.key.subject else {
            return remark("Only a signature or rule is muted; G groups by it")
        }
        inbox.draft = MuteDraft(subject: subject, title: group.title, scope: .everywhere)
        return open(Menu(.muteScope))
    }

    var muteScopeEntries: [MenuEntry] {
        guard let group = inbox.selected else { return [] }
        return MuteDraft.scopes(of: group).enumerated().map { index, scope in
            MenuEntry(scope.told, note: Self.note(of: scope), keys: "\(index + 1)", action: .muteScope(scope))
        }
    }

    private static func note(of scope: Suppression.Scope) -> String {
        switch scope {
        case .pair: "between these two"
        case .source: "whomever it speaks to"
        case .subnet: "and its neighbours"
        case .gateway: "whoever does it there"
        case .everywhere: "whoever does it"
        }
    }

    /// For how long? What it would have hidden is counted meanwhile.
    mutating func mute(_ scope: Suppression.Scope) -> [Effect] {
        guard inbox.draft != nil else { return [] }
        inbox.draft?.scope = scope
        inbox.draft?.preview = nil
        let request = inbox.draft?.request(now: now)
        return open(Menu(.muteLength))
            + (request.map { ask(.inbox($0), for: .mutePreview) } ?? [])
    }

    var muteLengthEntries: [MenuEntry] {
        MuteDraft.lengths.enumerated().map { index, length in
            let end = now.advanced(byMicroseconds: length.microseconds)
            return MenuEntry(
                length.name, note: "until \(MomentText(zone: zone, now: now).short(end))", keys: "\(index + 1)",
                action: .muteLength(length.microseconds))
        } + [MenuEntry(inbox.draft?.told ?? "", action: .nothing, isHeading: true)]
    }

    /// Why?
    mutating func mute(for length: Int64) -> [Effect] {
        guard inbox.draft != nil else { return [] }
        inbox.draft?.length = length
        editor = FilterEditor(.muteReason)
        return []
    }

    /// Does it.
    mutating func mute(because reason: String) -> [Effect] {
        guard let draft = inbox.draft else { return closeEditor() }
        guard reason.contains(where: { !$0.isWhitespace }) else {
            return fail("A muting needs a reason: whoever finds it next month will want to know")
        }
        guard reason.utf8.count <= TriageLimit.comment else {
            return fail("The reason has \(reason.utf8.count) bytes, \(TriageLimit.comment) are allowed; shorten it")
        }
        inbox.draft = nil
        return closeEditor() + requests.cancel(.mutePreview)
            + [.triage(.log(.mute(draft.suppression(from: now)), comment: reason, scope: draft.title))]
    }

    /// The mutings and orders that hold, and behind them the mutings that are over: what came before their end stays hidden until somebody
    /// ends them. An order that is over has nothing more to end.
    var inForce: [TriageRecord] {
        let isOver = { (record: TriageRecord) in record.expiry.map { $0 <= now } ?? true }
        return inbox.inForce.filter { !isOver($0) }
            + inbox.inForce.filter { isOver($0) && $0.suppression != nil }
    }

    /// These, with who gave them for how long, and why.
    var mutingEntries: [MenuEntry] {
        let moments = MomentText(zone: zone, now: now)
        return inForce.enumerated().compactMap { index, record in
            guard let expiry = record.expiry else { return nil }
            let isOver = expiry <= now
            let end = "\(isOver ? "ended" : "until") \(moments.short(expiry))"
            let what =
                record.suppression.map { "\(record.action.scope), \($0.scope.told)" }
                ?? record.order.map { "\(TriageDeed.dispose($0.disposition, $0.reason).told): \($0.filterText)" } ?? ""
            return MenuEntry(
                what,
                note: "\(end), \(record.action.person): \(record.action.comment)",
                keys: index < 9 ? "\(index + 1)" : "", action: .end(record.number))
        }
    }
}

extension TriageDeed {
    var isEnd: Bool { if case .end = self { true } else { false } }
}

// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Triage

extension ConsoleState {
    /// `A`: what shall the station do by itself to what the filter lets through? What that would have been is counted meanwhile.
    mutating func startOrder() -> [Effect] {
        guard !place.chips.isEmpty, place.filter != .everything else {
            let key = keys.hint(for: .filterEdit) ?? ":filter"
            return remark("An order is for what a filter lets through; \(key) makes one first")
        }
        inbox.orderDraft = OrderDraft(filterText: place.filter.text)
        return open(Menu(.orderDeed)) + askOrderPreview()
    }

    private mutating func askOrderPreview() -> [Effect] {
        guard let text = inbox.orderDraft?.filterText else { return [] }
        let order = StandingOrder(.archived, filter: text, since: now, expiry: now)
        guard let request = try? order.rehearsal(now: now.advanced(byMicroseconds: 1)) else { return [] }
        return ask(.inbox(request), for: .mutePreview)
    }

    var orderDeedEntries: [MenuEntry] {
        OrderDraft.deeds.enumerated().map { index, deed in
            let words = TriageDeed.dispose(deed.disposition, deed.reason).told
            return MenuEntry(words, note: "from now on, by itself", keys: "\(index + 1)", action: .orderDeed(index))
        } + [MenuEntry(inbox.orderDraft?.told ?? "", action: .nothing, isHeading: true)]
    }

    /// For how long?
    mutating func order(_ index: Int) -> [Effect] {
        guard inbox.orderDraft != nil, OrderDraft.deeds.indices.contains(index) else { return [] }
        inbox.orderDraft?.disposition = OrderDraft.deeds[index].disposition
        inbox.orderDraft?.reason = OrderDraft.deeds[index].reason
        return open(Menu(.orderLength))
    }

    var orderLengthEntries: [MenuEntry] {
        MuteDraft.lengths.enumerated().map { index, length in
            let end = now.advanced(byMicroseconds: length.microseconds)
            return MenuEntry(
                length.name, note: "until \(MomentText(zone: zone, now: now).short(end))", keys: "\(index + 1)",
                action: .orderLength(length.microseconds))
        } + [MenuEntry(inbox.orderDraft?.told ?? "", action: .nothing, isHeading: true)]
    }

    /// Why?
    mutating func order(for length: Int64) -> [Effect] {
        guard inbox.orderDraft != nil else { return [] }
        inbox.orderDraft?.length = length
        editor = FilterEditor(.orderReason)
        return []
    }

    /// Gives it.
    mutating func order(because reason: String) -> [Effect] {
        guard let draft = inbox.orderDraft, let order = draft.order(from: now) else { return closeEditor() }
        guard reason.contains(where: { !$0.isWhitespace }) else {
            return fail("An order needs a reason: whoever finds it next month will want to know")
        }
        guard reason.utf8.count <= TriageLimit.comment else {
            return fail("The reason has \(reason.utf8.count) bytes, \(TriageLimit.comment) are allowed; shorten it")
        }
        inbox.orderDraft = nil
        return closeEditor() + requests.cancel(.mutePreview)
            + [.triage(.log(.order(order), comment: reason, scope: draft.filterText))]
    }
}

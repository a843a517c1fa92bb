// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query
internal import Rules
internal import Triage

extension ConsoleState {
    /// Asks for the groups that this place shows.
    mutating func loadInbox() -> [Effect] {
        dirty.remove(.inbox)
        let request = InboxRequest(
            filter: place.filter.resolved(now: present), range: range, dispositions: inbox.view.dispositions,
            muted: inbox.view.muted,
            grouping: inbox.grouping,
            order: inbox.order, limit: InboxState.limit, cells: InboxState.parts)
        return ask(.inbox(request), for: .inbox) + ask(.inForce, for: .inForce)
    }

    mutating func performInbox(_ invocation: Invocation) -> [Effect]? {
        switch invocation.command {
        case .inboxMark: return mark()
        case .inboxMarkAll:
            inbox.marks = Set(inbox.groups.map(\.key))
            let count = inbox.page?.groupCount ?? 0
            guard count > inbox.groups.count else { return [] }
            return remark(
                "Marked the first \(Figure.grouped(inbox.groups.count)) of \(Figure.grouped(count)) groups: more are not listed"
            )
        case .inboxMarkNone:
            inbox.marks = []
            return []
        case .inboxMarkSame: return markSame()
        case .inboxRegroup:
            inbox.grouping = inbox.grouping.next
            inbox.marks = []
            return loadInbox()
        case .inboxOrder:
            inbox.order = inbox.order.next
            return loadInbox()
        case .inboxView:
            inbox.view = inbox.view.next
            inbox.marks = []
            return loadInbox()
        case .inboxEscalated: return showInbox(.escalated)
        case .triageAssign: return assign(to: invocation.argument)
        default: return performTriage(invocation.command)
        }
    }

    private mutating func performTriage(_ command: Command) -> [Effect]? {
        switch command {
        case .triageArchive: open(Menu(.archive))
        case .triageArchiveNow: dispose(.archived)
        case .triageAcknowledge: dispose(.acknowledged)
        case .triageEscalate: dispose(.escalated)
        case .triageReopen: dispose(.new)
        case .triageComment: editComment()
        case .triageTag: editTags()
        case .triageMute: startMuting()
        case .orderGive: startOrder()
        case .mutingsShow: open(Menu(.mutings))
        case .triageUndo: [.triage(.undo)]
        case .triageRedo: [.triage(.redo)]
        default: nil
        }
    }

    // MARK: Marks

    /// Marks the group under the cursor, or no longer, and goes on to the next.
    private mutating func mark() -> [Effect] {
        guard let group = inbox.selected else { return [] }
        if inbox.marks.remove(group.key) == nil { inbox.marks.insert(group.key) }
        return moveCursor(.by(1))
    }

    private mutating func markSame() -> [Effect] {
        guard let subject = inbox.selected?.key.subject else {
            return remark("Groups by \(inbox.grouping.rawValue) have no signature of their own")
        }
        inbox.marks.formUnion(inbox.groups.filter { $0.key.subject == subject }.map(\.key))
        return []
    }

    // MARK: Deeds

    /// Gives what is meant a disposition.
    mutating func dispose(_ disposition: Disposition, _ reason: ArchiveReason? = nil) -> [Effect] {
        perform(.dispose(disposition, reason))
    }

    mutating func perform(_ deed: TriageDeed, comment: String = "") -> [Effect] {
        if place.depth == .event {
            guard let alerts = event?.alerts, !alerts.isEmpty else {
                return remark("This event is neither an alert nor matched by a rule")
            }
            return [.triage(.alerts(deed, comment: comment, alerts))]
        }
        guard let request = inbox.asked, !inbox.meant.isEmpty else { return remark("The inbox is empty") }
        guard !inbox.isBusy else { return remark("The last deed is still being done") }
        let meant = inbox.meant
        inbox.isBusy = true
        let scope = meant.count == 1 ? meant[0].title : "\(meant.count) groups, the first: \(meant[0].title)"
        return [
            .triage(
                .groups(
                    deed, comment: comment, Set(meant.map(\.key)), request,
                    scope: String(scope.unicodeScalars.prefix(200))))
        ]
    }

    private mutating func editComment() -> [Effect] {
        editor = FilterEditor(.comment)
        return []
    }

    /// Without a name to whoever sits here.
    private mutating func assign(to name: String?) -> [Effect] {
        let person = name ?? person
        guard person.utf8.count <= TriageLimit.person else { return fail("That name is too long") }
        return perform(.assign(person == "-" ? "" : person))
    }

    private mutating func editTags() -> [Effect] {
        editor = FilterEditor(.tags)
        return []
    }

    /// `+a -b c`: adds a and c, takes b away.
    mutating func tag(_ text: String) -> [Effect] {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        let removed = words.filter { $0.hasPrefix("-") }.map { String($0.dropFirst()) }.filter { !$0.isEmpty }
        let added = words.filter { !$0.hasPrefix("-") }.map { $0.hasPrefix("+") ? String($0.dropFirst()) : $0 }
            .filter { !$0.isEmpty }
        guard !added.isEmpty || !removed.isEmpty else { return closeEditor() }
        return closeEditor() + perform(.tag(added: added, removed: removed))
    }

    mutating func take(_ outcome: TriageOutcome) -> [Effect] {
        let wasBusy = inbox.isBusy
        inbox.isBusy = false
        switch outcome {
        case .done(let record): tell(record, record.undoes == nil ? "" : "Taken back: ", wasBusy: wasBusy)
        case .doneAgain(let record): tell(record, "Done again: ", wasBusy: wasBusy)
        case .nothing(let reason): notices.add(Notice(.remark, reason), now: now)
        case .refused(let reason): return fail(reason)
        }
        return place.pane == .inbox && place.depth == .overview ? loadInbox() : loadHistory()
    }

    /// Says what was done, to how many.
    private mutating func tell(_ record: TriageRecord, _ before: String, wasBusy: Bool) {
        // What was refused may be tried again with the same marks.
        if wasBusy { inbox.marks = [] }
        let told = record.action.deed.told
        let first = before.isEmpty ? told.prefix(1).uppercased() + told.dropFirst() : before + told
        let isGiven = record.order != nil && record.undoes == nil
        if isGiven { return notices.add(Notice(.done, first + "; what is here already stays as it is"), now: now) }
        let touchesNone = record.expiry != nil || record.action.deed.isEnd
        if touchesNone, record.count + record.unchanged == 0 { return notices.add(Notice(.done, first), now: now) }
        let count = "\(Figure.grouped(record.count)) \(record.count == 1 ? "alert" : "alerts")"
        let left = record.unchanged == 0 ? "" : ", \(Figure.grouped(record.unchanged)) stayed as they were"
        notices.add(Notice(.done, "\(first): \(count)\(left)"), now: now)
    }

    // MARK: Going

    /// The inbox with one of its views.
    private mutating func showInbox(_ view: InboxState.View) -> [Effect] {
        guard inbox.view != view || place.pane != .inbox || place.depth != .overview else { return [] }
        inbox.view = view
        inbox.marks = []
        guard place.pane == .inbox, place.depth == .overview else { return show(.inbox) }
        return loadInbox()
    }

    /// Enter on a group: its events.
    mutating func showGroup() -> [Effect] {
        guard let group = inbox.selected else { return remark("The inbox is empty") }
        return go { place in
            for filter in group.key.filters { place.chips = Self.adding(filter, to: place.chips) }
            place.depth = .list
            place.sort = .time
            place.isDescending = true
        }
    }
}

extension CaseIterable where Self: Equatable, AllCases.Index == Int {
    /// The case behind this one; behind the last comes the first.
    fileprivate var next: Self {
        let all = Self.allCases
        let index = all.firstIndex(of: self) ?? 0
        return all[(index + 1) % all.count]
    }
}

extension InboxGroup.Key {
    /// What its events have in common, as filters.
    var filters: [Filter] {
        var filters: [Filter] = []
        switch subject {
        case .signature(let generator, let number):
            filters.append(.test(.signatureID, .equals(.integer(Int64(number)))))
            if generator != 1 { filters.append(.test(.generatorID, .equals(.integer(Int64(generator))))) }
        case .rule(let id): filters.append(.test(.rule, .equals(.text(id))))
        case nil: break
        }
        for (address, field) in [(source, Field.source), (destination, Field.destination)] {
            guard let address else { continue }
            filters.append(address.map { .test(field, .equals(.address($0))) } ?? .not(.test(field, .exists)))
        }
        if let gateway { filters.append(.test(.gateway, .equals(.text(gateway)))) }
        return filters
    }
}

extension OpenEvent {
    /// What of the event can be triaged: Suricata's alert, and its matches of rules.
    var alerts: [AlertID] {
        guard let row else { return [] }
        return (row.alert == nil ? [] : [AlertID(event: row.id)])
            + row.matches.map { AlertID(event: row.id, rule: $0.id) }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

extension ConsoleState {
    /// Asks for the event of this place.
    mutating func loadEvent() -> [Effect] {
        guard let id = place.event else { return [] }
        if event?.id == id, event?.whole != nil, event?.flow.isLoaded == true { return [] }
        var opened = OpenEvent(id: id, row: list.window.index(of: id).map { list.window.rows[$0] })
        if let old = event {
            // Folds, focus and the field under the cursor stay from event to event.
            opened.folds = old.folds
            opened.panel = old.panel
            opened.isZoomed = old.isZoomed
            opened.showsRaw = old.showsRaw
            opened.path = old.path
            opened.picked = old.picked
            opened.payloadView = old.payloadView
        }
        if let old = event, old.id == id, let whole = old.whole {
            opened.content = .whole(whole)
            opened.matched = old.matched
            opened.signature = old.signature
            opened.history = old.history
            opened.locations = old.locations
            event = opened
            return loadFlow(of: whole)
        }
        return turn(to: opened) + ask(.detail(id), for: .detail)
    }

    /// Puts another event in the place of the one that is open or previewed, or none. What was asked of that one is given up, so
    /// that no late answer stands beside an event that it does not tell of.
    mutating func turn(to opened: OpenEvent?) -> [Effect] {
        let old = event?.id
        event = opened
        guard old != opened?.id else { return [] }
        pendingCopy = nil
        list.stepWhenLoaded = 0
        let slots: [Slot] = [
            .detail, .flow, .community, .matchedParts, .history, .signature, .locations, .reporter, .cameraJobs,
        ]
        return slots.flatMap { requests.cancel($0) }
    }

    mutating func take(_ detail: EventDetail?) -> [Effect] {
        defer { pendingCopy = nil }
        guard var open = event else { return [] }
        guard let detail else {
            open.content = .gone
            event = open
            return []
        }
        let content = EventContent(detail, folds: open.folds, payloadView: open.payloadView)
        open.content = .whole(content)
        open.row = detail.row
        open.settleCursor()
        event = open
        var effects = place.depth == .event ? loadFlow(of: content) : []
        // What of the signature runs there stands beside it.
        if detail.row.alert != nil { effects += loadGatewayRules() }
        if !detail.row.matches.isEmpty {
            let question = Question.matchedParts(detail.row.matches, raw: detail.raw, time: detail.row.time)
            effects += ask(question, for: .matchedParts)
        }
        effects +=
            loadHistory() + loadSignature() + loadLocations(of: detail.row)
            + loadReporter(detail.row.gateway)
        if let form = pendingCopy { effects += copy(form) }
        return effects
    }

    /// Asks where the event's addresses are.
    private mutating func loadLocations(of row: EventRow) -> [Effect] {
        let addresses = [row.source, row.destination].compactMap(\.self)
        guard !addresses.isEmpty else { return [] }
        return ask(.locations(addresses), for: .locations)
    }

    /// Asks what was done about the event.
    mutating func loadHistory() -> [Effect] {
        guard let alerts = event?.alerts, !alerts.isEmpty else { return [] }
        return ask(.history(alerts), for: .history)
    }

    /// Asks for the other events of the flow, by the sensor's number and by the community id.
    private mutating func loadFlow(of content: EventContent) -> [Effect] {
        var effects: [Effect] = []
        let row = content.row
        let range = TimeRange(
            start: row.time.advanced(byMicroseconds: -FlowTimeline.reach),
            end: row.time.advanced(byMicroseconds: FlowTimeline.reach))
        var request = PageRequest(
            range: range, sort: .time, isDescending: false, limit: FlowTimeline.limit, withSummary: true)
        if let flow = row.flowID {
            request.filter = .all([
                .test(.flowID, .equals(.integer(flow))), .test(.gateway, .equals(.text(row.gateway))),
            ])
            effects += ask(.page(request), for: .flow)
        }
        if let community = content.communityID, let path = FieldPath("community_id") {
            // The raw bytes are opened for this one, so it looks less far around.
            request.range = TimeRange(
                start: row.time.advanced(byMicroseconds: -FlowTimeline.reach / 6),
                end: row.time.advanced(byMicroseconds: FlowTimeline.reach / 6))
            request.filter = .test(.path(path), .equals(.text(community)))
            effects += ask(.page(request), for: .community)
        }
        return effects
    }

    /// The next or previous event of the list, in the list's order.
    mutating func stepEvent(by step: Int) -> [Effect] {
        let rows = list.window.rows
        guard let id = place.event, let index = list.window.index(of: id) else {
            return remark("The list no longer holds this event. Esc shows the list")
        }
        let target = index + step
        if rows.indices.contains(target) {
            list.place(at: target, line: list.cursorLine + step, height: layout.listHeight)
            // Walking along the list is no step of the history: Backspace goes to the list.
            return arrive(at: with(place) { $0.event = rows[target].id }) + loadNear()
        }
        let edge: EventWindow.Edge = step > 0 ? .below : .above
        let goesOn = step > 0 ? list.window.hasBelow : list.window.hasAbove
        guard goesOn else {
            return remark(step > 0 ? "This is the last event of the list" : "This is the first event of the list")
        }
        list.stepWhenLoaded = step
        return list.loading == edge ? [] : loadPage(edge)
    }

    private func with(_ place: Place, _ change: (inout Place) -> Void) -> Place {
        var place = place
        change(&place)
        return place
    }

    // MARK: Tree

    mutating func toggleFold() -> [Effect] {
        guard let row = event?.treeRow, row.isContainer else { return [] }
        event?.setFolded(!row.isFolded, row)
        return []
    }

    /// Left folds, or goes to the row around; from the outermost it leaves. Right unfolds, or goes inside.
    mutating func foldOrUnfold(unfolds: Bool) -> [Effect] {
        guard let row = event?.treeRow else { return unfolds ? [] : leave() }
        if row.isContainer, row.isFolded == unfolds {
            event?.setFolded(!unfolds, row)
            return []
        }
        if unfolds {
            if row.isContainer { event?.moveCursor(.by(1), page: 1) }
            return []
        }
        return event?.moveToParent() == true ? [] : leave()
    }

    /// Picks the field under the cursor for a new rule, or puts it back; on a container it folds.
    mutating func pickField() -> [Effect] {
        if event?.treeRow?.isContainer == true { return toggleFold() }
        guard let row = event?.treeRow, row.packetNode == nil, let tree = event?.whole?.tree,
            let path = tree.path(of: row.node)?.description
        else {
            return remark("No field is under the cursor")
        }
        if event?.picked.contains(path) == true {
            event?.picked.removeAll { $0 == path }
        } else {
            event?.picked.append(path)
        }
        return []
    }

    mutating func toggleRaw() -> [Effect] {
        event?.showsRaw.toggle()
        event?.cursors[.tree] = nil
        event?.settleCursor()
        return []
    }

    /// Enter on a field: the list of all events with this value; on another event of the flow: that event.
    mutating func filterByField() -> [Effect] {
        if event?.panel == .flow, let row = event?.flowRow {
            guard row.id != place.event else { return remark("This is the event that is open") }
            return go { $0.event = row.id }
        }
        guard let filter = event?.fieldFilter else {
            return remark("No filter can be made of this row. Up and Down choose a field with a value")
        }
        return go { place in
            place.chips = Self.adding(filter, to: place.chips)
            place.depth = .list
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

extension ConsoleState {
    /// Changes the place on the screen and remembers the old one; the same place is no step.
    mutating func go(_ change: (inout Place) -> Void) -> [Effect] {
        var next = place
        change(&next)
        guard next != place else { return [] }
        history.push(remembered)
        return arrive(at: next)
    }

    /// The place on the screen with the event under its cursor.
    private var remembered: Place {
        var place = place
        if place.depth == .list { place.event = list.selected }
        return place
    }

    /// Shows a place and asks for what it shows.
    mutating func arrive(at next: Place) -> [Effect] {
        let old = place
        place = next
        pendingKeys = []
        var effects: [Effect] = []
        if old.period != next.period, freeze != nil, !next.period.isLive { freeze = nil }
        if next.depth != .event { effects += turn(to: nil) }
        if !showsJobs { effects += leavePictures() }
        if next.depth < .list { effects += requests.cancel(.page) + requests.cancel(.total) }
        if old.filter != next.filter || old.pane != next.pane || old.period != next.period || old.entity != next.entity
        {
            overviews.failure = nil
            effects += requests.cancel(.overview)
        }
        if next.entity == nil { effects += requests.cancel(.names) }
        if next.pane != .events || next.depth != .overview { effects += giveUpCountries() }
        return effects + loadPlace()
    }

    /// Another pane, keeping time and filter; the pane that is shown goes back to its overview.
    mutating func show(_ pane: Pane) -> [Effect] {
        if pane == .rules { ruleEditorIsAside = false }
        if pane == .devices, place.pane != .devices { devices.focus = .list }
        return go { place in
            place.pane = pane
            place.depth = .overview
            place.event = nil
            place.entity = nil
            place.sort = .time
            place.isDescending = true
        }
    }

    mutating func goBack() -> [Effect] {
        ruleEditorIsAside = false
        guard var previous = history.back(from: remembered) else { return [] }
        // The list behind an open event shows the event that n and N walked to.
        if place.depth == .event, previous.depth == .list, list.window.index(of: place.event) != nil {
            previous.event = place.event
        }
        return arrive(at: previous)
    }

    mutating func goForward() -> [Effect] {
        guard let next = history.forward(from: remembered) else { return [] }
        return arrive(at: next)
    }

    /// Esc: the message, then the zoom, then one level up.
    mutating func leave() -> [Effect] {
        if notices.dismiss() { return [] }
        if place.depth == .event, event?.isZoomed == true {
            event?.isZoomed = false
            return []
        }
        if showsMap { return showMap() }
        if isPanelZoomed { return toggleZoom() }
        guard place.depth > .overview else { return [] }
        // A page was come to from anywhere.
        if place.depth == .entity, !history.before.isEmpty { return goBack() }
        // Going up is going back where the history leads there; else it is a step of its own.
        if let previous = history.before.last, previous.pane == place.pane, previous.depth < place.depth {
            return goBack()
        }
        return go { place in
            place.depth = place.depth == .event ? .list : .overview
            place.entity = nil
        }
    }

    // MARK: Time

    mutating func zoomTime(in zoomsIn: Bool) -> [Effect] {
        let centre = bucketUnderCursor.map { (range: TimeRange) in
            range.start.advanced(byMicroseconds: range.length / 2)
        }
        let period =
            zoomsIn
            ? place.period.zoomedIn(now: present, extent: extent, centre: centre)
            : place.period.zoomedOut(now: present, extent: extent)
        return go { $0.period = period }
    }

    mutating func moveTime(later: Bool) -> [Effect] {
        let period = place.period.moved(later: later, now: present, extent: extent)
        return go { $0.period = period }
    }

    /// Freezes the picture, or lets it follow again and catches up.
    mutating func toggleFreeze() -> [Effect] {
        guard freeze == nil else {
            freeze = nil
            return loadPlace()
        }
        freeze = Freeze(since: now, stored: ingest.stored)
        return []
    }

    /// How many events were stored since the screen was frozen.
    package var arrivedSinceFreeze: Int {
        freeze.map { max(0, ingest.stored &- $0.stored) } ?? 0
    }

    // MARK: Filter

    /// Adds a part to the filter; one that is there already is enabled, one that it contradicts is replaced.
    static func adding(_ filter: Filter, to chips: [BarChip]) -> [BarChip] {
        var chips = chips
        for chip in BarChip.split(filter) {
            if let index = chips.firstIndex(where: { $0.filter == chip.filter }) {
                chips[index].isEnabled = true
            } else {
                chips.removeAll { $0.filter == chip.filter.negated }
                chips.append(chip)
            }
        }
        return chips
    }

    mutating func removeChip() -> [Effect] {
        guard place.chips.count > 1 else { return go { $0.chips = [] } }
        return open(Menu(.chips))
    }
}

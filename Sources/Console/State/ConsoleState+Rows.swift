// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import EVE
internal import Query

extension ConsoleState {
    // MARK: Moving

    mutating func moveCursor(_ step: CursorStep) -> [Effect] {
        switch place.depth {
        case .list: return moveListCursor(step)
        case .event:
            let page = max(1, layout.body.rows / 2)
            event?.moveCursor(step, page: page)
            return []
        case .matrix: return moveMatrixCursor(down: step)
        case .entity: return movePanelCursor(step)
        case .overview where place.pane.isOverview: return movePanelCursor(step)
        case .overview where place.pane == .gateways:
            moveGatewayCursor(step)
            return []
        case .overview where place.pane == .devices: return moveDeviceCursor(step)
        case .overview where place.pane == .jobs: return moveJobCursor(step)
        case .overview where place.pane == .inbox:
            inbox.moveCursor(step, page: max(1, layout.body.rows - 8))
            return []
        case .overview where place.pane == .rules:
            rules.moveCursor(step, page: max(1, layout.body.rows - 8))
            return []
        case .overview: return []
        }
    }

    mutating func moveSideways(by step: Int) -> [Effect] {
        switch place.depth {
        case .event: foldOrUnfold(unfolds: step > 0)
        case .matrix: moveMatrixCursor(right: step)
        case .overview where focusedAxis == .buckets, .entity where focusedAxis == .buckets: movePanelCursor(.by(step))
        case .overview, .list, .entity: []
        }
    }

    // MARK: Choosing

    /// Enter.
    mutating func chooseRow() -> [Effect] {
        switch place.depth {
        case .list: return openSelected()
        case .event: return filterByField()
        case .matrix: return chooseCell(for: .overview)
        case .entity: return chooseFact()
        case .overview where place.pane == .rules: return showMatches()
        case .overview where place.pane == .inbox: return showGroup()
        case .overview where place.pane == .gateways: return showGatewayPage()
        case .overview where place.pane == .devices: return openDevice()
        case .overview where place.pane == .jobs: return openJob()
        case .overview:
            guard let row = panelRow else { return noRow() }
            switch row.meaning {
            case .filter(let filter): return go { $0.chips = Self.adding(filter, to: $0.chips) }
            case .span(let range): return go { $0.period = .fixed(range) }
            case .event(let row): return openEvent(row)
            case .nothing(let reason): return remark(reason)
            }
        }
    }

    /// `o`: the events behind the row.
    mutating func openRow() -> [Effect] {
        switch place.depth {
        case .list: return openSelected()
        case .event: return filterByField()
        case .matrix: return chooseCell(for: .list)
        case .entity: return openFact()
        case .overview:
            if place.pane == .inbox { return showGroup() }
            if place.pane == .gateways { return showGatewayEvents() }
            if place.pane == .devices { return showDeviceEvents() }
            if place.pane == .jobs { return openJob() }
            guard place.pane.isOverview else { return place.pane == .rules ? showMatches() : [] }
            guard let row = panelRow else { return go { $0.depth = .list } }
            switch row.meaning {
            case .filter(let filter):
                return go { place in
                    place.chips = Self.adding(filter, to: place.chips)
                    place.depth = .list
                }
            case .span(let range):
                return go { place in
                    place.period = .fixed(range)
                    place.depth = .list
                }
            case .event(let row): return openEvent(row)
            case .nothing: return go { $0.depth = .list }
            }
        }
    }

    /// Enter on a page: the page of the row, or its events where it has none.
    private mutating func chooseFact() -> [Effect] {
        guard let row = panelRow else { return noRow() }
        if case .span(let range) = row.meaning { return go { $0.period = .fixed(range) } }
        return row.entity.map { go(to: $0) } ?? openFact()
    }

    /// `o` on a page: the events of the row, or all of the page.
    private mutating func openFact() -> [Effect] {
        switch panelRow?.meaning {
        case .filter(let filter): return listEntity(filter)
        case .span(let range): return listEntity(in: range)
        case .nothing(let reason): return remark(reason)
        case .event, nil: return listEntity()
        }
    }

    private mutating func noRow() -> [Effect] {
        remark(focusedAxis == .buckets ? "Left and Right choose a bucket first" : "The panel is empty")
    }

    mutating func remark(_ text: String) -> [Effect] {
        notices.add(Notice(.remark, text), now: now)
        return []
    }

    private mutating func openSelected() -> [Effect] {
        guard let row = list.row else { return [] }
        return openEvent(row)
    }

    /// Opens one event; from an overview, the list around it is what `n` and `N` walk along.
    private mutating func openEvent(_ row: EventRow) -> [Effect] {
        if place.depth == .overview {
            list = EventListState(wish: listWish)
            list.window = EventWindow(around: row)
            list.selected = row.id
        }
        let effects = go { place in
            place.depth = .event
            place.event = row.id
            if place.sort == .time { place.isDescending = true }
        }
        return effects + loadNear()
    }
}

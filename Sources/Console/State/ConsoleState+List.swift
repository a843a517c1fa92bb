// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

extension ConsoleState {
    /// What the list of this place lists.
    var listWish: PageRequest {
        PageRequest(
            filter: place.listFilter, range: range, sort: place.sort, isDescending: place.isDescending,
            limit: EventWindow.pageRows, withSummary: true)
    }

    /// Asks for the list of this place, unless its rows are there already.
    mutating func loadList() -> [Effect] {
        let wish = listWish
        let isSame =
            list.window.isLoaded && list.wish.filter == wish.filter && list.wish.sort == wish.sort
            && list.wish.isDescending == wish.isDescending
            && (list.wish.range == wish.range || list.period == place.period)
        if isSame, place.event == nil || list.window.index(of: place.event) != nil {
            if let id = place.event, let index = list.window.index(of: id), id != list.selected {
                list.place(at: index, line: list.cursorLine, height: layout.listHeight)
            }
            return loadPreview()
        }
        list = EventListState(wish: wish)
        list.period = place.period
        list.selected = place.event
        var effects = loadPage(.top)
        let count = CountRequest(by: [.field(.eventType)], filter: wish.filter, range: wish.range, top: 1)
        effects += ask(.count(count), for: .matches)
        return effects
    }

    /// Asks for the newest rows again, while the list stands at its top.
    mutating func refreshList() -> [Effect] {
        list.wish.range = range
        let request = list.window.request(.top, of: list.wish)
        let count = CountRequest(by: [.field(.eventType)], filter: list.wish.filter, range: range, top: 1)
        var effects = ask(.page(request), for: .page)
        if requests.waiting[.matches] == nil { effects += ask(.count(count), for: .matches) }
        return effects
    }

    /// Asks for a page at an edge of the window.
    mutating func loadPage(_ edge: EventWindow.Edge) -> [Effect] {
        list.loading = edge
        return ask(.page(list.window.request(edge, of: list.wish)), for: .page)
    }

    /// Asks for the pages that the cursor has come near to.
    mutating func loadNear() -> [Effect] {
        guard let edge = list.move(by: 0, height: layout.listHeight) else { return [] }
        return loadPage(edge)
    }

    mutating func moveListCursor(_ step: CursorStep) -> [Effect] {
        let height = layout.listHeight
        let old = list.selected
        var effects: [Effect] = []
        switch step {
        case .by(let rows): if let edge = list.move(by: rows, height: height) { effects += loadPage(edge) }
        case .page(let pages):
            if let edge = list.move(by: pages * max(1, height - 1), height: height) { effects += loadPage(edge) }
        case .first:
            if list.window.hasAbove {
                effects += loadPage(.top); list.isAtTop = true
            } else {
                list.place(at: 0, line: 0, height: height)
            }
        case .last:
            if list.window.hasBelow {
                effects += loadPage(.bottom)
            } else {
                list.place(at: list.window.rows.count - 1, line: height - 1, height: height)
            }
        }
        if old != list.selected { effects += loadPreview() }
        return effects
    }

    // MARK: Answers

    mutating func take(_ page: EventPage, for slot: Slot, _ entry: RequestBook.Entry) -> [Effect] {
        switch slot {
        case .page: return takeListPage(page)
        case .flow, .community:
            event?.flow.take(page)
            return []
        default: return []
        }
    }

    private mutating func takeListPage(_ page: EventPage) -> [Effect] {
        let height = layout.listHeight
        let old = list.selected
        let wasLoaded = list.window.isLoaded
        if let edge = list.loading {
            list.take(page, at: edge, height: height)
        } else {
            list.refresh(page, height: height)
        }
        let step = list.stepWhenLoaded
        list.stepWhenLoaded = 0
        if step != 0, place.depth == .event { return stepEvent(by: step) }
        guard place.depth == .list else { return loadNear() }
        return (old != list.selected || !wasLoaded ? loadPreview() : []) + loadNear()
    }

    /// Asks for the whole event under the cursor, where the preview shows it.
    mutating func loadPreview() -> [Effect] {
        guard layout.list.preview != nil, let row = list.row else { return turn(to: nil) }
        if event?.id == row.id, event?.whole != nil { return [] }
        var preview = OpenEvent(id: row.id, row: row)
        preview.folds = event?.folds ?? [:]
        return turn(to: preview) + ask(.detail(row.id), for: .detail)
    }
}

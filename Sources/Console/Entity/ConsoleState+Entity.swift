// SPDX-License-Identifier: Apache-2.0

internal import Assets
internal import Canvas
internal import EVE
internal import Query
internal import Rules

extension ConsoleState {
    /// Shows the page of what was typed, else of the value under the cursor; where several values are meant, it asks which.
    mutating func showEntity(_ typed: String?) -> [Effect] {
        if let typed, !typed.isEmpty {
            guard let entity = Entity(typed: typed, gateways: gateways.map(\.gateway) + ingest.gateways.map(\.name))
            else {
                return fail("'\(typed)' is no address, name, MAC address, signature number or gateway")
            }
            return go(to: entity)
        }
        let choices = entityChoices
        if choices.isEmpty { return remark("Nothing here has a page. :page VALUE shows one") }
        return choices.count == 1 ? go(to: choices[0].entity) : open(Menu(.entities))
    }

    /// Shows the page of `entity`, about the same time.
    mutating func go(to entity: Entity) -> [Effect] {
        // Another page may not have the panel that fills this one.
        overviews.panels[.entity]?.zoomed = nil
        return go { place in
            place.pane = .events
            place.depth = .entity
            place.entity = entity
            place.event = nil
            place.sort = .time
            place.isDescending = true
        }
    }

    /// Lists the events of the page, or of one row or bucket of it.
    mutating func listEntity(_ filter: Filter = .everything, in range: TimeRange? = nil) -> [Effect] {
        guard let entity = place.entity else { return [] }
        return go { place in
            place.chips = BarChip.split(.all([entity.filter, filter]))
            if let range { place.period = .fixed(range) }
            place.depth = .list
            place.entity = nil
        }
    }

    // MARK: Asking

    mutating func loadEntity() -> [Effect] {
        dirty.remove(.overview)
        guard let entity = place.entity else { return [] }
        if page?.entity != entity { page = EntityPage(entity) }
        page?.asset = assets.asset(named: entity.text)
        let body = layout.body
        let shape = EntityPane.shape(in: Size(columns: body.columns, rows: body.rows), context: drawContext)
        let grid = BucketGrid.covering(range, columns: max(1, shape.buckets), now: present, offsetSeconds: zone.offset)
        let request = EntityRequest(entity: entity, grid: grid, rows: shape.rows)
        return ask(.profile(request), for: .overview)
    }

    /// Asks for the names of the address whose page is shown, and where it is: DNS answers are opened for it, so it is asked once a visit.
    mutating func loadNames() -> [Effect] {
        guard case .address(let address)? = place.entity else { return requests.cancel(.names) }
        let location = ask(.locations([address]), for: .locations)
        return location + ask(.names(address, range, rows: 200), for: .names)
    }

    /// Whether the page is to be asked again. One that no column tells opens every event, which is not done by itself.
    var isEntityDue: Bool {
        guard requests.waiting[.overview] == nil, let answered = answeredAt[.overview], page?.profile?.isEver == true
        else { return false }
        return dirty.contains(.overview) && answered.advanced(byMicroseconds: 10_000_000) <= now
    }

    // MARK: Answers

    mutating func take(_ profile: EntityProfile, for entry: RequestBook.Entry) {
        guard case .profile(let request) = entry.question, page?.entity == request.entity else { return }
        page?.profile = profile
        overviews.failure = nil
        settleCursors(.entity)
    }

    /// Where an address is, for its page; `false` where no page waits for it.
    mutating func takePage(_ locations: [IPAddress: GeoLocation]?, for entry: RequestBook.Entry) -> Bool {
        guard place.depth == .entity, case .locations(let asked) = entry.question else { return false }
        if let address = page?.address, asked == [address] { page?.location = locations?[address] }
        return true
    }

    mutating func take(_ names: AddressNames, for entry: RequestBook.Entry) {
        guard case .names(let address, _, _) = entry.question, page?.entity == .address(address) else { return }
        page?.names = names
        settleCursors(.entity)
    }

    // MARK: Choices

    /// What has a page among the things under the cursor, each with what it is called there.
    var entityChoices: [EntityChoice] {
        switch place.depth {
        case .list: return list.row.map(EntityChoice.all) ?? []
        case .event: return event?.entityChoices ?? []
        case .overview where place.pane == .inbox: return inbox.selected.map(EntityChoice.all) ?? []
        case .overview where place.pane == .rules:
            return rules.selected.map { [EntityChoice("rule", .rule($0.id), label: $0.heading.title)] } ?? []
        case .overview where place.pane == .gateways:
            return selectedGateway.map { [EntityChoice("gateway", .gateway($0.name))] } ?? []
        case .overview, .matrix, .entity:
            guard let row = panelRow else { return [] }
            if case .event(let event) = row.meaning { return EntityChoice.all(of: event) }
            return row.entity.map { [EntityChoice($0.kind, $0)] } ?? []
        }
    }
}

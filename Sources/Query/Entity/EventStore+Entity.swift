// SPDX-License-Identifier: Apache-2.0

package import EVE
internal import Rules

extension EventStore {
    /// What stored events tell of something: exact counts of what the columns hold, and what the newest
    /// `EntityProfile.readLimit` of its events tell besides. Of what no column tells, all events of the period are opened, once.
    /// The names of an address are left out, see `names`.
    ///
    /// - Throws: `QueryFailure`.
    package func profile(
        _ request: EntityRequest, until cancellation: Cancellation
    ) throws(QueryFailure) -> EntityProfile {
        let filter = request.filter
        guard filter.isHot else { return try walked(request, until: cancellation) }
        var profile = EntityProfile(grid: request.grid)
        try addCourse(to: &profile, filter, until: cancellation)
        try addSightings(to: &profile, request, until: cancellation)
        for aspect in EntityAspect.all(of: request.entity) where EntityAspect.counted.contains(aspect) {
            guard !cancellation.isCancelled else { break }
            profile.facts[aspect] = try ranking(aspect, request, &profile, until: cancellation)
        }
        try addRead(to: &profile, request, until: cancellation)
        if cancellation.isCancelled { profile.isPartial = true }
        return profile
    }

    /// The names that DNS answers of a range gave the address, by the newest `EntityProfile.readLimit` of them. The events of the range
    /// that are DNS are opened for it.
    ///
    /// - Throws: `QueryFailure`.
    package func names(
        of address: IPAddress, in range: TimeRange, rows: Int, until cancellation: Cancellation
    ) throws(QueryFailure) -> AddressNames {
        let answers = Filter.all([
            .test(.eventType, .equals(.text("dns"))), DNSAnswer.filter(for: address),
        ])
        var found = AddressNames()
        var facts = FactTally<String>()
        try forEachRaw(
            PageRequest(filter: answers.simplified, range: range, limit: EntityProfile.readLimit), until: cancellation
        ) { row, bytes in
            found.read += 1
            guard let tree = try? EveTree.parse(bytes) else { return true }
            let names = DNSAnswer.all(in: tree).filter { IPAddress($0.data) == address }.map { $0.name.lowercased() }
            for name in Set(names) {
                facts.add(name, at: row.time) { EntityFact(name, .domain(name)) }
            }
            return true
        }
        found.ranking = facts.ranking(rows: rows)
        found.isPartial = cancellation.isCancelled
        return found
    }

    /// The same of something that no column tells; of what they tell it comes to the same counts.
    func walked(
        _ request: EntityRequest, until cancellation: Cancellation
    ) throws(QueryFailure) -> EntityProfile {
        var rows = RowTally(of: request.entity, grid: request.grid)
        var tally = EntityTally(of: request.entity)
        try forEachRaw(
            PageRequest(filter: request.filter, range: request.grid.range, limit: .max), until: cancellation
        ) { row, bytes in
            rows.add(row)
            if tally.read < EntityProfile.readLimit { tally.add(row, bytes) }
            return true
        }
        var profile = rows.counted(rows: request.rows)
        profile.read = tally.read
        profile.facts.merge(tally.rankings(rows: request.rows)) { $1 }
        profile.isPartial = cancellation.isCancelled
        return profile
    }

    // MARK: Counts

    private func addCourse(
        to profile: inout EntityProfile, _ filter: Filter, until cancellation: Cancellation
    ) throws(QueryFailure) {
        let grid = profile.grid
        let unit: CalendarUnit = grid.width < 3_600_000_000 ? .minute : .hour
        let table = try count(
            CountRequest(by: [.bucket(unit), .field(.eventType)], filter: filter, range: grid.range),
            until: cancellation)
        profile.events = table.total
        profile.isPartial = table.isPartial
        for row in table.rows {
            guard case .instant(let time)? = row.key.first else { continue }
            // A bucket of the calendar may begin before the grid does.
            if let index = grid.index(of: max(time, grid.start)) { profile.series[index] += row.count }
            if row.key.last == .text("alert") { profile.alerts += row.count }
        }
    }

    /// The first and the last event of all that is stored.
    private func addSightings(
        to profile: inout EntityProfile, _ request: EntityRequest, until cancellation: Cancellation
    ) throws(QueryFailure) {
        profile.isEver = true
        for isDescending in [false, true] {
            let page = try page(
                PageRequest(filter: request.filter, isDescending: isDescending, limit: 1, withSummary: false),
                until: cancellation)
            guard let row = page.rows.first else { continue }
            let sighting = EntityProfile.Sighting(time: row.time, gateway: row.gateway)
            if isDescending { profile.last = sighting } else { profile.first = sighting }
            switch request.entity {
            case .signature: profile.title = row.alert?.signature
            case .rule(let id): profile.title = row.matches.first { $0.id == id }?.title
            default: break
            }
        }
    }

    private func ranking(
        _ aspect: EntityAspect, _ request: EntityRequest, _ profile: inout EntityProfile,
        until cancellation: Cancellation
    ) throws(QueryFailure) -> Ranking<EntityFact> {
        if aspect == .rules { return try rules(request, until: cancellation) }
        let question = AspectQuestion(aspect, of: request.entity)
        let table = try count(
            CountRequest(
                by: question.dimensions, needs: question.needs, filter: question.filter, range: request.grid.range),
            until: cancellation)
        if table.isPartial { profile.isPartial = true }
        var tally = FactTally<[FieldValue]>()
        for row in table.rows { question.add(row.key, row.count, to: &tally) }
        tally.miss(table.missing)
        return tally.ranking(rows: request.rows)
    }

    private func rules(
        _ request: EntityRequest, until cancellation: Cancellation
    ) throws(QueryFailure) -> Ranking<EntityFact> {
        let overview = try ruleOverview(
            OverviewRequest(
                filter: request.filter, grid: request.grid, sparkCells: 1, rows: request.rows, newest: 0),
            until: cancellation)
        var tally = FactTally<String>()
        for ranked in overview.rules {
            let rule = ranked.rule
            tally.add(rule.id, ranked.count, at: ranked.last) { EntityFact(rule.title, .rule(rule.id)) }
        }
        return tally.ranking(rows: request.rows)
    }

    // MARK: Events

    private func addRead(
        to profile: inout EntityProfile, _ request: EntityRequest, until cancellation: Cancellation
    ) throws(QueryFailure) {
        var tally = EntityTally(of: request.entity)
        try forEachRaw(
            PageRequest(
                filter: request.filter, range: request.grid.range, limit: EntityProfile.readLimit),
            until: cancellation
        ) { row, bytes in
            tally.add(row, bytes)
            return true
        }
        profile.read = tally.read
        profile.facts.merge(tally.rankings(rows: request.rows)) { $1 }
    }
}

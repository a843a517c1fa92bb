// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What one correlation remembers: its groups, within limits.
///
/// What it finds hangs only on what it takes, in which order, and on the horizons; not on when it tidies up.
struct CorrelationState: Sendable {
    /// A match of one of the correlation's rules.
    struct Sighting {
        var slot: Int
        var time: Instant
        var event: UInt64
        var fields: [String: [String]]
    }

    var groups: [GroupKey: CorrelationGroup] = [:]
    /// The texts that `value_count` tells apart.
    var values = ValueTable()
    /// The entries of all groups.
    var entryCount = 0
    /// For a correlation that settles: its groups by their first entry.
    var due = DueQueue()
    /// When the next tidying is due.
    var nextSweep = Instant.distantPast
    var losses = CorrelationLosses()

    /// Counts one sighting; what it brings about, by group.
    mutating func take(
        _ sighting: Sighting, _ plan: CorrelationPlan, _ limits: CorrelationLimits, from horizon: Instant
    ) -> [CorrelationMatch] {
        guard sighting.time >= horizon else {
            losses.tooLate += 1
            return []
        }
        let (keys, isCut) = plan.keys(of: sighting.fields, slot: sighting.slot, limit: limits.groupsPerMatch)
        if isCut { losses.tooManyGroups += 1 }
        if keys.isEmpty { losses.ungrouped += 1 }
        let values = Values(of: sighting, plan, limit: limits.entriesPerGroup / 8)
        if values.isEmpty { losses.withoutValue += 1 }
        guard !keys.isEmpty, !values.isEmpty else { return [] }
        var found: [CorrelationMatch] = []
        for key in keys {
            guard let place = insert(sighting, values, into: key, plan, limits, from: horizon), !plan.settles
            else { continue }
            if let match = judge(place, at: sighting.time, plan, limits, from: horizon) { found.append(match) }
        }
        makeRoom(plan, limits, from: horizon)
        return found
    }

    /// The values of one sighting, by kind.
    private struct Values {
        var texts: [String] = []
        /// As `Entry.value` has them.
        var bits: [UInt64] = []

        var isEmpty: Bool { texts.isEmpty && bits.isEmpty }

        init(of sighting: Sighting, _ plan: CorrelationPlan, limit: Int) {
            if plan.kind == .valueCount {
                texts = plan.texts(of: sighting.fields, slot: sighting.slot, limit: limit)
            } else if plan.isNumeric {
                bits = plan.numbers(of: sighting.fields, slot: sighting.slot, limit: limit).map(\.bitPattern)
            } else {
                bits = [0]
            }
        }
    }

    private typealias Place = Dictionary<GroupKey, CorrelationGroup>.Index

    /// Puts a sighting into a group, and says where that is; `nil` if it brings nothing new.
    private mutating func insert(
        _ sighting: Sighting, _ values: Values, into key: GroupKey, _ plan: CorrelationPlan,
        _ limits: CorrelationLimits,
        from horizon: Instant
    ) -> Place? {
        guard let place = place(of: key) else { return nil }
        if let settled = groups.values[place].settled, sighting.time <= settled {
            losses.tooLate += 1
            return nil
        }
        let first = groups.values[place].entries.first?.time
        var entry = Entry(time: sighting.time, slot: plan.entrySlot(sighting.slot), event: sighting.event, value: 0)
        let before = entryCount
        for bits in values.bits {
            entry.value = bits
            if groups.values[place].insert(entry) { entryCount += 1 }
        }
        for text in values.texts {
            let symbol = self.values.hold(text)
            entry.value = UInt64(symbol)
            if groups.values[place].insert(entry) { entryCount += 1 } else { self.values.release(symbol) }
        }
        guard entryCount > before else { return nil }
        trim(place, plan, limits, from: horizon)
        if plan.settles { wait(for: key, ifNewSince: first) }
        return place
    }

    /// Where a group is, which is made if it is not there.
    private mutating func place(of key: GroupKey) -> Place? {
        if let place = groups.index(forKey: key) { return place }
        groups[key] = CorrelationGroup()
        return groups.index(forKey: key)
    }

    /// Lets the first window of a group be settled in time, unless it begins at `known`.
    private mutating func wait(for key: GroupKey, ifNewSince known: Instant?) {
        guard let start = groups[key]?.entries.first?.time, start != known else { return }
        due.insert(DueQueue.Item(start: start, key: key))
        guard due.count > 2 * groups.count + 64 else { return }
        queueAll()
    }

    /// Makes the queue anew, of what is still to be settled.
    mutating func queueAll() {
        due = DueQueue()
        for (key, group) in groups {
            if let start = group.entries.first?.time { due.insert(DueQueue.Item(start: start, key: key)) }
        }
    }

    /// Looks at the windows that an event of `time` belongs to.
    private mutating func judge(
        _ place: Place, at time: Instant, _ plan: CorrelationPlan, _ limits: CorrelationLimits, from horizon: Instant
    ) -> CorrelationMatch? {
        let window = groups.values[place].firstWindow(plan, holding: time, from: horizon)
        guard let window else { return nil }
        let end = groups.values[place].entries[window.range.upperBound - 1].time
        let match = plan.match(
            window, of: groups.values[place], groups.keys[place], at: end, limit: limits.eventsPerMatch)
        groups.values[place].addHit(at: end)
        return match
    }

    /// Settles the window that has waited longest; `nil` if it does not match or has changed meanwhile.
    mutating func settleFirst(_ plan: CorrelationPlan, _ limits: CorrelationLimits) -> CorrelationMatch? {
        guard let item = due.first else { return nil }
        due.removeFirst()
        guard let place = groups.index(forKey: item.key) else { return nil }
        let group = groups.values[place]
        guard group.entries.first?.time == item.start else { return nil }
        let end = item.start.advanced(byMicroseconds: plan.timespan)
        let count = group.entries.firstIndex(after: end)
        let window = plan.wholeWindow(group.entries[..<count])
        let match = window.map { plan.match($0, of: group, item.key, at: end, limit: limits.eventsPerMatch) }
        groups.values[place].settled = end
        drop(count, from: place, plan)
        wait(for: item.key, ifNewSince: nil)
        return match
    }

    /// Forgets the first entries of a group.
    mutating func drop(_ count: Int, from place: Dictionary<GroupKey, CorrelationGroup>.Index, _ plan: CorrelationPlan)
    {
        guard count > 0 else { return }
        release(groups.values[place].entries[..<count], plan)
        groups.values[place].dropFirst(count)
    }

    /// Lets go of what entries that are forgotten held.
    mutating func release(_ entries: ArraySlice<Entry>, _ plan: CorrelationPlan) {
        entryCount -= entries.count
        guard plan.kind == .valueCount else { return }
        for entry in entries { values.release(UInt32(entry.value)) }
    }
}

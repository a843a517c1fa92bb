// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension CorrelationState {
    /// Keeps a group within its limit, and frees what has expired once that is a good part of it.
    mutating func trim(
        _ place: Dictionary<GroupKey, CorrelationGroup>.Index, _ plan: CorrelationPlan, _ limits: CorrelationLimits,
        from horizon: Instant
    ) {
        let count = groups.values[place].entries.count
        let expired = plan.settles ? 0 : groups.values[place].entries.firstIndex(from: horizon)
        if count > limits.entriesPerGroup || (expired >= 16 && expired * 4 >= count) {
            drop(expired, from: place, plan)
        }
        guard groups.values[place].entries.count > limits.entriesPerGroup else { return }
        let surplus = groups.values[place].entries.count - limits.entriesPerGroup + limits.entriesPerGroup / 8
        losses.evictedEntries += surplus
        drop(surplus, from: place, plan)
    }

    /// Forgets the groups that were quiet longest, where there are too many groups or entries.
    mutating func makeRoom(_ plan: CorrelationPlan, _ limits: CorrelationLimits, from horizon: Instant) {
        func isOver(_ groups: Int, _ entries: Int) -> Bool { self.groups.count > groups || entryCount > entries }
        guard isOver(limits.groups, limits.entries) else { return }
        sweep(plan, from: horizon)
        guard isOver(limits.groups, limits.entries) else { return }
        // One part in eight more than needed, so that this is not to be done for every event.
        let (most, mostEntries) = (limits.groups - limits.groups / 8, limits.entries - limits.entries / 8)
        while isOver(most, mostEntries) {
            for key in quietest(groups.count / 8 + 1) where isOver(most, mostEntries) {
                guard let group = groups.removeValue(forKey: key) else { continue }
                losses.evictedGroups += 1
                losses.evictedEntries += group.entries.count
                release(group.entries[...], plan)
            }
        }
    }

    /// The groups, as many as `count`, that have the oldest newest event, the quietest first.
    private func quietest(_ count: Int) -> [GroupKey] {
        let times = groups.values.map(\.newest).sorted()
        guard let latest = times.prefix(count).last else { return [] }
        var quiet: [(newest: Instant, key: GroupKey)] = []
        for (key, group) in groups where group.newest <= latest { quiet.append((group.newest, key)) }
        quiet.sort { $0.newest == $1.newest ? $0.key < $1.key : $0.newest < $1.newest }
        return quiet.prefix(count).map(\.key)
    }

    /// Forgets all that no event which can still come may need.
    mutating func sweep(_ plan: CorrelationPlan, from horizon: Instant) {
        let before = horizon.advanced(byMicroseconds: -plan.timespan)
        var dead: [GroupKey] = []
        var place = groups.startIndex
        while place != groups.endIndex {
            // In place: most groups have nothing to forget, and a copy of each would cost more than looking at it.
            let expiry = groups.values[place].expire(from: horizon, hitsFrom: before, keepsEntries: plan.settles)
            if expiry.isWhole { dead.append(groups.keys[place]) }
            drop(expiry.entries, from: place, plan)
            groups.formIndex(after: &place)
        }
        for key in dead { groups[key] = nil }
    }
}

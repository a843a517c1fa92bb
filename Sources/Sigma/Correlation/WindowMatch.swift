// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// A window of a group for which the condition holds.
struct MatchingWindow {
    /// Indices into the group's entries.
    var range: Range<Int>
    /// What was compared with the thresholds.
    var value: Double
}

extension CorrelationGroup {
    /// The first window, by its end, that holds an entry of `time`, for which the condition holds, and that belongs to no
    /// burst already reported; `nil` if there is none. Entries before `horizon` are as if they were not there.
    ///
    /// An event in its order touches only the window that ends with it; a late one also those that end after it.
    mutating func firstWindow(
        _ plan: CorrelationPlan, holding time: Instant, from horizon: Instant
    ) -> MatchingWindow? {
        let ends = openEnds(plan, from: time)
        guard let first = ends.first else { return nil }
        var low = entries.firstIndex(from: start(plan, first, horizon))
        var (tally, counted) = takeTail(from: low) ?? (WindowTally(plan), low..<low)
        for end in ends {
            let start = start(plan, end, horizon)
            while entries[low].time < start { low += 1 }
            tally.remove(entries[counted.lowerBound..<low], plan)
            tally.add(entries[counted.upperBound..<end], plan)
            counted = low..<end
            guard tally.holds(plan, from: start) else { continue }
            let value = plan.value(tally, entries[counted], from: start)
            return MatchingWindow(range: counted, value: value)
        }
        if counted.upperBound == entries.count, counted.count >= 64, tally.isSmall {
            tail = Tail(tally: tally, range: counted)
        }
        return nil
    }

    /// When the window that ends just before `end` begins.
    private func start(_ plan: CorrelationPlan, _ end: Int, _ horizon: Instant) -> Instant {
        max(horizon, entries[end - 1].time.advanced(byMicroseconds: -plan.timespan))
    }

    /// What is known of the last window, if one that begins at index `low` can go on from it.
    private mutating func takeTail(from low: Int) -> (WindowTally, Range<Int>)? {
        defer { tail = nil }
        guard let tail, tail.range.lowerBound <= low, low <= tail.range.upperBound else { return nil }
        return (tail.tally, tail.range)
    }

    /// Just behind the last entry of each window that holds an entry of `time` and belongs to no burst already reported.
    private func openEnds(_ plan: CorrelationPlan, from time: Instant) -> [Int] {
        let latest = time.advanced(byMicroseconds: plan.timespan)
        var ends: [Int] = []
        var end = entries.firstIndex(from: time)
        while end < entries.count, entries[end].time <= latest {
            let last = entries[end].time
            end = entries[end...].firstIndex { $0.time > last } ?? entries.count
            if !isReported(last, timespan: plan.timespan) { ends.append(end) }
        }
        return ends
    }
}

extension CorrelationPlan {
    /// The window of all `entries`, if the condition holds for it.
    func wholeWindow(_ entries: ArraySlice<Entry>) -> MatchingWindow? {
        guard let start = entries.first?.time else { return nil }
        var tally = WindowTally(self)
        tally.add(entries, self)
        guard tally.holds(self, from: start) else { return nil }
        return MatchingWindow(range: entries.indices, value: value(tally, entries, from: start))
    }

    /// What is reported as compared with the thresholds, of a window whose entries the tally has.
    func value(_ tally: WindowTally, _ entries: ArraySlice<Entry>, from start: Instant) -> Double {
        kind == .valuePercentile ? percentile(of: entries) : tally.value(self, from: start)
    }

    /// What is reported of `window`, which came true at `time`.
    func match(
        _ window: MatchingWindow, of group: CorrelationGroup, _ key: GroupKey, at time: Instant, limit: Int
    ) -> CorrelationMatch {
        let entries = group.entries[window.range]
        let first = entries.first?.time ?? time
        return CorrelationMatch(
            correlation: index, time: time, span: first...max(first, entries.last?.time ?? time),
            group: values(of: key),
            events: contributors(to: entries, limit: limit), total: Set(entries.lazy.map(\.event)).count,
            value: window.value)
    }

    /// The values of a group with the names of `group-by`.
    func values(of key: GroupKey) -> [CorrelationMatch.GroupValue] {
        zip(groupNames, key.values).map { CorrelationMatch.GroupValue(name: $0, text: $1) }
    }

    /// The newest event of each rule, then the newest of all, at most `limit`, by time.
    private func contributors(to entries: ArraySlice<Entry>, limit: Int) -> [UInt64] {
        var kept: [Entry] = []
        var events: Set<UInt64> = []
        var slots: Set<UInt32> = []
        for entry in entries.reversed() where slots.count < entrySlots && kept.count < limit {
            guard slots.insert(entry.slot).inserted, events.insert(entry.event).inserted else { continue }
            kept.append(entry)
        }
        for entry in entries.reversed() {
            guard kept.count < limit else { break }
            if events.insert(entry.event).inserted { kept.append(entry) }
        }
        return kept.sorted().map(\.event)
    }
}

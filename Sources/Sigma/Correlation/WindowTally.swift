// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What a correlation's condition looks at, for a window that slides over entries: entries come in at the end, in order, and
/// leave at the beginning.
struct WindowTally {
    private var count = 0
    /// Entries by rule or by value, as far as any was seen.
    private var counts: [Int32] = []
    /// How many of `counts` are above zero.
    private var distinct = 0
    /// The sum, as units and billionths, so that entries which leave take away exactly what they brought. Neither overflows:
    /// a group has at most `CorrelationLimits.mostEntries` of numbers below `CorrelationPlan.numberLimit`.
    private var units: Int64 = 0
    private var billionths: Int64 = 0
    /// By threshold: how many numbers are below it, and how many are not above it.
    private var below: [Int] = []
    private var notAbove: [Int] = []
    private var chains: RuleChains

    init(_ plan: CorrelationPlan) {
        chains = RuleChains(rules: plan.kind == .temporalOrdered ? plan.slots.count : 0)
        guard plan.kind == .valuePercentile else { return }
        below = Array(repeating: 0, count: plan.thresholds.count)
        notAbove = below
    }

    mutating func add(_ entries: ArraySlice<Entry>, _ plan: CorrelationPlan) {
        for entry in entries {
            change(entry, by: 1, plan)
            if plan.kind == .temporalOrdered, plan.chained & (1 << UInt64(entry.slot)) != 0 { chains.add(entry) }
        }
    }

    mutating func remove(_ entries: ArraySlice<Entry>, _ plan: CorrelationPlan) {
        for entry in entries { change(entry, by: -1, plan) }
    }

    private mutating func change(_ entry: Entry, by step: Int, _ plan: CorrelationPlan) {
        count += step
        switch plan.kind {
        case .eventCount: break
        case .valueCount: change(Int(entry.value), by: step)
        case .temporal, .temporalOrdered: change(Int(entry.slot), by: step)
        case .valueSum, .valueAverage:
            let whole = entry.number.rounded(.towardZero)
            units += Int64(step) * Int64(whole)
            billionths += Int64(step) * Int64(((entry.number - whole) * 1e9).rounded())
        case .valuePercentile:
            for (index, threshold) in plan.thresholds.enumerated() {
                if entry.number < threshold.value { below[index] += step }
                if entry.number <= threshold.value { notAbove[index] += step }
            }
        }
    }

    private mutating func change(_ place: Int, by step: Int) {
        if place >= counts.count { counts += repeatElement(0, count: place + 1 - counts.count) }
        let before = counts[place]
        counts[place] += Int32(step)
        if before == 0 { distinct += 1 } else if counts[place] == 0 { distinct -= 1 }
    }

    /// Whether the condition holds for the window, which begins at `start`.
    func holds(_ plan: CorrelationPlan, from start: Instant) -> Bool {
        guard plan.kind != .valuePercentile else { return holdsPercentile(plan) }
        let value = value(plan, from: start)
        return plan.thresholds.allSatisfy { $0.comparison.holds(value, $0.value) } && holdsCondition(plan, from: start)
    }

    /// What is compared with the thresholds; for a percentile see `CorrelationPlan.percentile(of:)`.
    func value(_ plan: CorrelationPlan, from start: Instant) -> Double {
        switch plan.kind {
        case .eventCount: Double(count)
        case .valueCount, .temporal: Double(distinct)
        case .temporalOrdered: Double(chains.longest(from: start))
        case .valueSum, .valuePercentile: sum
        case .valueAverage: count == 0 ? 0 : sum / Double(count)
        }
    }

    private var sum: Double { Double(units) + Double(billionths) / 1e9 }

    /// Whether it takes little room beside as many entries as the window has.
    var isSmall: Bool { counts.count <= max(64, 4 * count) }

    private func holdsCondition(_ plan: CorrelationPlan, from start: Instant) -> Bool {
        guard let condition = plan.condition else { return true }
        var present: UInt64 = 0
        for (slot, count) in counts.enumerated() where count > 0 { present |= 1 << UInt64(slot) }
        guard condition.holds(present) else { return false }
        return plan.kind == .temporal || chains.longest(from: start) == (present & plan.chained).nonzeroBitCount
    }

    /// The number of a rank compares with a threshold as the numbers below that threshold tell, without any sorting.
    private func holdsPercentile(_ plan: CorrelationPlan) -> Bool {
        guard count > 0 else { return false }
        let rank = plan.rank(among: count)
        return plan.thresholds.indices.allSatisfy { index in
            let isLess = below[index] >= rank
            let isAtMost = notAbove[index] >= rank
            return switch plan.thresholds[index].comparison {
            case .less: isLess
            case .lessOrEqual: isAtMost
            case .greater: !isAtMost
            case .greaterOrEqual: !isLess
            case .equal: isAtMost && !isLess
            case .notEqual: !isAtMost || isLess
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// A correlation rule with all names resolved.
///
/// A class, as it is looked at for every match and never changes: a copy would count up all that it holds.
final class CorrelationPlan: Sendable {
    /// Whose matches are looked at.
    enum Source: Hashable, Sendable {
        case rule(Int)
        case correlation(Int)
    }

    /// One of the correlation's rules, with the names that fields have in it.
    struct Slot: Sendable {
        var source: Source
        /// In the order of `group-by`.
        var groupFields: [String]
        var valueFields: [String]
    }

    /// The correlation's index.
    let index: Int
    let kind: CorrelationRule.Kind
    /// The rules in their order, each once.
    let slots: [Slot]
    /// `group-by`, as a person reads it.
    let groupNames: [String]
    /// In microseconds. Two events that are exactly so far apart are in one window.
    let timespan: Int64
    let thresholds: [CorrelationRule.Threshold]
    let percentile: Double
    let condition: SlotCondition?
    /// The slots, as bits, that have to be in order.
    let chained: UInt64
    /// Tells whether a stored state belongs to this plan.
    let fingerprint: UInt64
    /// Whether the condition can become false by one more event: then it is judged when the window has passed.
    let settles: Bool

    init(
        index: Int, kind: CorrelationRule.Kind, slots: [Slot], groupNames: [String], timespan: Int64,
        thresholds: [CorrelationRule.Threshold], percentile: Double, condition: SlotCondition?, fingerprint: UInt64
    ) {
        self.index = index
        self.kind = kind
        self.slots = slots
        self.groupNames = groupNames
        self.timespan = timespan
        self.thresholds = thresholds
        self.percentile = percentile
        self.condition = condition
        chained = condition?.slots ?? (slots.count == 64 ? .max : 1 << UInt64(slots.count) - 1)
        self.fingerprint = fingerprint
        let isBounded = thresholds.contains { ![.greater, .greaterOrEqual].contains($0.comparison) }
        settles = isBounded || condition?.hasNegation == true
    }

    /// The slot of a rule as entries have it. An event counts once, whichever of the rules it matched, unless it is the rules
    /// that are counted.
    func entrySlot(_ slot: Int) -> UInt32 {
        switch kind {
        case .temporal, .temporalOrdered: UInt32(slot)
        case .eventCount, .valueCount, .valueSum, .valueAverage, .valuePercentile: 0
        }
    }

    /// How many slots entries may have.
    var entrySlots: Int {
        switch kind {
        case .temporal, .temporalOrdered: slots.count
        case .eventCount, .valueCount, .valueSum, .valueAverage, .valuePercentile: 1
        }
    }

    /// Whether the numbers of a field are looked at.
    var isNumeric: Bool {
        switch kind {
        case .valueSum, .valueAverage, .valuePercentile: true
        case .eventCount, .valueCount, .temporal, .temporalOrdered: false
        }
    }

    /// The rank, counted from 1, of the percentile among `count` numbers (at least 1) by the nearest-rank method.
    ///
    /// Source: Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996, definition 1. It always gives a number
    /// that was seen, which an analyst can look up.
    func rank(among count: Int) -> Int {
        min(max(1, Int((percentile / 100 * Double(count)).rounded(.up))), count)
    }

    /// The percentile of some entries, of which there must be at least one.
    func percentile(of entries: ArraySlice<Entry>) -> Double {
        let numbers = entries.map(\.number).sorted()
        return numbers[rank(among: numbers.count) - 1]
    }
}

/// `ruleCondition` over the slots of a correlation.
indirect enum SlotCondition: Sendable {
    case slot(Int)
    case all([SlotCondition])
    case any([SlotCondition])
    case not(SlotCondition)

    /// Whether it holds if the slots whose bits are set are there.
    func holds(_ present: UInt64) -> Bool {
        switch self {
        case .slot(let slot): present & (1 << UInt64(slot)) != 0
        case .all(let members): members.allSatisfy { $0.holds(present) }
        case .any(let members): members.contains { $0.holds(present) }
        case .not(let member): !member.holds(present)
        }
    }

    var hasNegation: Bool {
        switch self {
        case .slot: false
        case .all(let members), .any(let members): members.contains(where: \.hasNegation)
        case .not: true
        }
    }

    /// The slots it names, as bits.
    var slots: UInt64 {
        switch self {
        case .slot(let slot): 1 << UInt64(slot)
        case .all(let members), .any(let members): members.reduce(0) { $0 | $1.slots }
        case .not(let member): member.slots
        }
    }
}
